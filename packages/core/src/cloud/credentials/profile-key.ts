import { text } from 'node:stream/consumers';
import type * as sdk from '@alicloud/credentials';
import * as v from 'valibot';
import { systemClock } from '../../machine/clock.js';
import { requestOnce } from '../../machine/proxy/once.js';
import { httpsProxyRule } from '../../machine/proxy/rule.js';
import { type AnswerBounds, withinBounds } from '../openapi/answer-bounds.js';
import type { AccessKey, CredentialSource } from '../openapi/credential-source.js';
import { type Endpoint, resolveEndpoint } from '../openapi/endpoints.js';
import { throughProxy } from '../openapi/runner.js';
import { createRateLimiter } from '../rate-limit.js';
import { createSts, roleCredentials } from '../sts/sts.js';
import type { KeyWay, RoleToAssume } from './profile.js';

export type KeySource = Pick<CredentialSource, 'get'>;

export interface KeyOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Limits on one answer of a credentials service. */
  readonly bounds?: AnswerBounds;
}

/** An answer holds one key. */
const keyBounds: AnswerBounds = { totalMs: 20_000, idleMs: 10_000, bytes: 65_536 };

/** The key of a profile, asked for each time it may have changed. Throws what its services and programs cause. */
export function profileKey(way: KeyWay, options: KeyOptions): KeySource {
  switch (way.kind) {
    case 'key':
      return { get: async () => way.key };
    case 'uri':
      return uriKey(way.uri, options);
    case 'instance':
      return vendorKey(
        ({ ECSRAMRoleCredentialsProvider }) =>
          ECSRAMRoleCredentialsProvider.builder().withRoleName(way.role).build(),
        options,
      );
    case 'role':
      return roleKey(way.role, profileKey(way.from, options), options);
    case 'vendor':
      return vendorProfileKey(way, options);
  }
}

function vendorProfileKey(
  { profile, mode }: Extract<KeyWay, { kind: 'vendor' }>,
  options: KeyOptions,
): KeySource {
  let made: unknown = null;
  const source = vendorKey(({ CLIProfileCredentialsProvider }) => {
    const provider = CLIProfileCredentialsProvider.builder().withProfileName(profile).build();
    made = provider;
    return Object.assign(provider, { homedir: options.home });
  }, options);
  return mode === 'External' ? keptWithoutEnd(source, () => made) : source;
}

/** What runs a program is as patient as the SDK, which gives one a minute. */
const programMs = 65_000;

/** By the vendor's SDK. */
export function vendorKey(
  make: (library: typeof sdk.default) => sdk.CredentialsProvider,
  { environment, bounds = { ...keyBounds, totalMs: programMs } }: KeyOptions,
): KeySource {
  let made: Promise<sdk.CredentialsProvider> | null = null;
  const rule = httpsProxyRule(environment) ?? undefined;
  return {
    get: async () => {
      made ??= import('@alicloud/credentials').then((library) => make(library.default));
      const provider = await made;
      const found = await withinBounds(bounds, () => throughProxy(rule, () => provider.getCredentials()));
      return toKey(found);
    },
  };
}

/** Throws for half a key. */
function toKey(found: {
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
}): AccessKey {
  const { accessKeyId, accessKeySecret, securityToken } = found;
  if (!accessKeyId || !accessKeySecret) throw new Error('no key');
  return { accessKeyId, accessKeySecret, securityToken: securityToken || null };
}

/** A command takes less, and a session without a known end more. */
const keptMs = 15 * 60_000;

/**
 * A program that does not say when its key ends would be run by the SDK at every call, with a prompt for each. One that
 * does is run again in time.
 */
function keptWithoutEnd(source: KeySource, provider: () => unknown): KeySource {
  let last: { readonly at: number; readonly key: AccessKey } | null = null;
  return {
    get: async () => {
      const now = systemClock.now().getTime();
      if (last !== null && now >= last.at && now - last.at < keptMs) return last.key;
      const key = await source.get();
      last = hasNoEnd(provider()) ? { at: now, key } : null;
      return key;
    },
  };
}

/** The SDK's External provider, inside that of the profile, notes a missing end as 0. */
function hasNoEnd(provider: unknown): boolean {
  const inner = v.object({ innerProvider: v.object({ expirationTimestamp: v.literal(0) }) });
  return v.is(inner, provider);
}

/** By our own call, which goes where ACKRING_STS_ENDPOINT says. */
function roleKey(role: RoleToAssume, from: KeySource, { environment }: KeyOptions): KeySource {
  const region = role.stsRegion ?? 'cn-hangzhou';
  const sts = createSts({
    credentials: from,
    region,
    endpoint: stsEndpoint(role, region, environment),
    clock: systemClock,
    limiter: createRateLimiter(systemClock),
  });
  return roleCredentials(sts, role, systemClock);
}

/** As the CLI finds it, unless ours says otherwise. */
function stsEndpoint(
  { stsEndpoint: named, stsRegion }: RoleToAssume,
  region: string,
  environment: KeyOptions['environment'],
): Endpoint {
  const own = environment['ACKRING_STS_ENDPOINT']?.trim();
  const usual = named ?? (stsRegion === null ? 'sts.aliyuncs.com' : undefined);
  return resolveEndpoint('sts', region, { ...environment, ACKRING_STS_ENDPOINT: own || usual });
}

const answerSchema = v.object({
  AccessKeyId: v.pipe(v.string(), v.nonEmpty()),
  AccessKeySecret: v.pipe(v.string(), v.nonEmpty()),
  SecurityToken: v.optional(v.nullable(v.string())),
  Expiration: v.optional(v.nullable(v.string())),
});

const refreshBeforeMs = 5 * 60_000;

/** From an address: a session, or a plain key, which the vendor's SDK refuses and the CLI takes. */
export function uriKey(uri: string, { environment, bounds = keyBounds }: KeyOptions): KeySource {
  let last: { readonly until: number; readonly key: AccessKey } | null = null;
  return {
    get: async () => {
      const now = systemClock.now().getTime();
      if (last !== null && now < last.until) return last.key;
      const url = new URL(uri);
      const proxy = url.protocol === 'https:' ? (httpsProxyRule(environment)?.(url) ?? null) : null;
      const answer = await withinBounds(bounds, async () => {
        const response = await requestOnce(url, { proxy });
        const body = await text(response);
        if (response.statusCode !== 200) throw new Error('refused');
        return v.parse(answerSchema, JSON.parse(body));
      });
      const end = Date.parse(answer.Expiration ?? '');
      const key = {
        accessKeyId: answer.AccessKeyId,
        accessKeySecret: answer.AccessKeySecret,
        securityToken: answer.SecurityToken || null,
      };
      last = { until: Number.isNaN(end) ? now + keptMs : end - refreshBeforeMs, key };
      return key;
    },
  };
}
