import { text } from 'node:stream/consumers';
import type * as sdk from '@alicloud/credentials';
import * as v from 'valibot';
import { systemClock } from '../../machine/clock.js';
import { readNamedText } from '../../machine/files/named-file.js';
import { requestOnce } from '../../machine/proxy/once.js';
import { httpsProxyRule } from '../../machine/proxy/rule.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { word } from '../../words/shell-word.js';
import { type AnswerBounds, withinBounds } from '../openapi/answer-bounds.js';
import type { AccessKey, CredentialSource } from '../openapi/credential-source.js';
import { type Endpoint, resolveEndpoint } from '../openapi/endpoints.js';
import { throughProxy } from '../openapi/runner.js';
import { createRateLimiter, type RateLimiter } from '../rate-limit.js';
import { createSts, keptSession, roleCredentials, type Sts } from '../sts/sts.js';
import type { KeyWay, RoleToAssume } from './profile.js';

export type KeySource = Pick<CredentialSource, 'get'>;

export interface KeyOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Limits on one answer of a credentials service. */
  readonly bounds?: AnswerBounds;
  /** Shared by all worlds of a program. */
  readonly lenders?: Lenders | undefined;
}

/** By its name, a profile that enters the members of a directory: its key is asked for once, and its calls have one pace. */
export type Lenders = Map<string, Lender>;

interface Lender {
  readonly from: KeySource;
  readonly limiter: RateLimiter;
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
      return way.lender === null
        ? roleKey(way.role, newLender(way, options), options)
        : memberKey(way, way.lender, options);
    case 'token':
      return tokenKey(way, options);
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

type RoleWay = Extract<KeyWay, { kind: 'role' }>;

function newLender({ from }: RoleWay, options: KeyOptions): Lender {
  const source = profileKey(from, options);
  let asking: ReturnType<KeySource['get']> | null = null;
  // One at a time: the SDK fails concurrent first calls.
  const get: KeySource['get'] = () => {
    asking ??= source.get().finally(() => {
      asking = null;
    });
    return asking;
  };
  return { from: { get }, limiter: createRateLimiter(systemClock) };
}

/** The key of a directory's member. Throws CredentialsInvalid if its role cannot be assumed: that says so once, not of each region. */
function memberKey(way: RoleWay, profile: string, options: KeyOptions): KeySource {
  const lender = options.lenders?.get(profile) ?? newLender(way, options);
  options.lenders?.set(profile, lender);
  const key = roleKey(way.role, lender, options);
  return {
    get: () =>
      key.get().catch((error: unknown) => {
        throw error instanceof AckringError ? ofMember(error, way.role, profile) : error;
      }),
  };
}

function ofMember(error: AckringError, { roleArn }: RoleToAssume, profile: string): AckringError {
  const isMissing = error.code === 'ResourceNotFound';
  if (!isMissing && error.code !== 'Forbidden') return error;
  const facts = { roleArn, profile };
  return new AckringError(
    'CredentialsInvalid',
    isMissing
      ? say('there is no role {roleArn} for profile {profile} to assume', facts)
      : say('profile {profile} may not assume the role {roleArn}', facts),
    {
      remedy: isMissing
        ? say(
            'Make the role in that account, or name another with `ackring accounts add --directory {profile} --role NAME`.',
            { profile: word(profile) },
          )
        : say(
            'The role has to trust the account of that profile, with the external id that `ackring accounts add --directory {profile} --external-id ID` gives if its trust policy names one; and the profile needs sts:AssumeRole on it.',
            { profile: word(profile) },
          ),
      requestId: error.requestId ?? undefined,
      cause: error,
    },
  );
}

/** By our own call, which goes where ACKRING_STS_ENDPOINT says. */
function roleKey(role: RoleToAssume, lender: Lender, options: KeyOptions): KeySource {
  return roleCredentials(stsOf(role, lender, options), role, systemClock);
}

/** The same by a token, which is read each time: whoever put the file there renews it. */
export function tokenKey(
  { role, providerArn, tokenFile }: Omit<Extract<KeyWay, { kind: 'token' }>, 'kind'>,
  options: KeyOptions,
): KeySource {
  const unsigned = { from: { get: async () => noKey }, limiter: createRateLimiter(systemClock) };
  const sts = stsOf(role, unsigned, options);
  const open = async () => {
    const token = readNamedText(tokenFile).trim();
    return sts.assumeRoleWithToken({ ...role, providerArn, token }).catch((error: unknown) => {
      throw refusesToken(error) ? notTrusted(error, { tokenFile, roleArn: role.roleArn }) : error;
    });
  };
  return keptSession(open, systemClock);
}

function refusesToken(error: unknown): error is AckringError {
  return (
    error instanceof AckringError && ['RequestRejected', 'Forbidden', 'ResourceNotFound'].includes(error.code)
  );
}

function notTrusted(
  { message, requestId }: AckringError,
  place: { readonly tokenFile: string; readonly roleArn: string },
): AckringError {
  return new AckringError('CredentialsInvalid', message, {
    remedy: say(
      'The token in {tokenFile} must be from the provider, for the audience and of the account that the trust policy of {roleArn} names, and not have ended.',
      place,
    ),
    ...(requestId === null ? {} : { requestId }),
  });
}

/** Of a call that is not signed. */
const noKey: AccessKey = { accessKeyId: '', accessKeySecret: '', securityToken: null };

function stsOf(role: RoleToAssume, { from: credentials, limiter }: Lender, { environment }: KeyOptions): Sts {
  const region = role.stsRegion ?? 'cn-hangzhou';
  return createSts({
    credentials,
    region,
    endpoint: stsEndpoint(role, region, environment),
    clock: systemClock,
    limiter,
  });
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
