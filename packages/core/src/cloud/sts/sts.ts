import * as v from 'valibot';
import type { Clock } from '../../machine/clock.js';
import { type Sentence, say } from '../../words/say.js';
import { createRpcCaller, type RpcOptions } from '../openapi/call.js';
import type { AccessKey, CredentialSource } from '../openapi/credential-source.js';
import type { ServiceRecord } from '../openapi/operation.js';

export type StsOptions = RpcOptions;

/** Who signs our calls. For a role `uid` is the role's id, which is the name in its kubeconfigs. */
export interface CallerIdentity {
  readonly uid: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role';
}

export interface Sts {
  callerIdentity(signal?: AbortSignal): Promise<CallerIdentity>;
  assumeRole(role: AssumedRole, signal?: AbortSignal): Promise<RoleSession>;
  /** Without a key: the token of an identity provider that the role trusts says who asks. */
  assumeRoleWithToken(role: TokenRole, signal?: AbortSignal): Promise<RoleSession>;
}

export type RoleSession = AccessKey & { readonly expiration: Date };

export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  /** How the cloud's logs call it; default `ackring`. */
  readonly sessionName?: string;
  /** 900–43200. */
  readonly durationSeconds: number;
}

export interface TokenRole extends Omit<AssumedRole, 'externalId'> {
  readonly providerArn: string;
  /** A JWT. */
  readonly token: string;
}

const callerSchema = v.object({
  AccountId: v.string(),
  UserId: v.optional(v.string()),
  RoleId: v.optional(v.string()),
  IdentityType: v.optional(v.string()),
});

const assumedSchema = v.object({
  Credentials: v.object({
    AccessKeyId: v.string(),
    AccessKeySecret: v.string(),
    SecurityToken: v.string(),
    Expiration: v.pipe(v.string(), v.isoTimestamp()),
  }),
});

/** Every Security Token Service operation that we call. */
export const stsService = {
  product: 'sts',
  version: '2015-04-01',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    GetCallerIdentity: { method: 'POST', path: '/', answer: callerSchema },
    AssumeRole: {
      method: 'POST',
      path: '/',
      form: ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'],
      answer: assumedSchema,
    },
    AssumeRoleWithOIDC: {
      method: 'POST',
      path: '/',
      form: ['OIDCProviderArn', 'OIDCToken', 'RoleArn', 'RoleSessionName', 'DurationSeconds'],
      answer: assumedSchema,
      isUnsigned: true,
    },
  },
} as const satisfies ServiceRecord;

/** The Security Token Service: the caller's identity, and assuming roles. */
export function createSts(options: StsOptions): Sts {
  const call = createRpcCaller(stsService, options);
  return {
    callerIdentity: async (signal) => {
      const request = { operation: 'GetCallerIdentity', parameters: undefined } as const;
      return toCaller(await call({ ...request, doing: say('ask who we are') }, signal));
    },
    assumeRole: async (role, signal) => {
      const externalId = role.externalId === undefined ? {} : { ExternalId: role.externalId };
      const parameters = { ...sessionOf(role), ...externalId };
      return toSession(await call({ operation: 'AssumeRole', parameters, doing: assuming(role) }, signal));
    },
    assumeRoleWithToken: async (role, signal) => {
      const { providerArn: OIDCProviderArn, token: OIDCToken } = role;
      const parameters = { ...sessionOf(role), OIDCProviderArn, OIDCToken };
      const request = { operation: 'AssumeRoleWithOIDC', parameters, doing: assuming(role) } as const;
      return toSession(await call(request, signal));
    },
  };
}

function sessionOf({ roleArn, sessionName = 'ackring', durationSeconds }: AssumedRole) {
  return { RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: String(durationSeconds) };
}

function assuming({ roleArn }: AssumedRole): Sentence {
  return say('assume {roleArn}', { roleArn });
}

function toSession({ Credentials: key }: v.InferOutput<typeof assumedSchema>): RoleSession {
  return {
    accessKeyId: key.AccessKeyId,
    accessKeySecret: key.AccessKeySecret,
    securityToken: key.SecurityToken,
    expiration: new Date(key.Expiration),
  };
}

const roleSeconds = 3_600;
/** A key that ends this soon is renewed first, so that none expires in transit. */
const refreshBeforeMs = 5 * 60_000;

/** A role's credentials, assumed on the first call and again shortly before they end. */
export function roleCredentials(
  sts: Sts,
  role: Omit<AssumedRole, 'durationSeconds'> & Partial<AssumedRole>,
  clock: Clock,
): Pick<CredentialSource, 'get'> {
  return keptSession(() => sts.assumeRole({ durationSeconds: roleSeconds, ...role }), clock);
}

/** A session that is opened on the first call, and again shortly before it ends. */
export function keptSession(open: () => Promise<RoleSession>, clock: Clock): Pick<CredentialSource, 'get'> {
  let assumed: Promise<RoleSession> | null = null;
  const assume = (): Promise<RoleSession> => {
    const asked = open();
    assumed = asked;
    // A refusal is not kept: the next call asks again.
    asked.catch(() => {
      assumed = null;
    });
    return asked;
  };
  return {
    get: async () => {
      const key = await (assumed ?? assume());
      return key.expiration.getTime() - clock.now().getTime() > refreshBeforeMs ? key : assume();
    },
  };
}

function toCaller({
  AccountId,
  UserId,
  RoleId,
  IdentityType,
}: v.InferOutput<typeof callerSchema>): CallerIdentity {
  if (RoleId) return { uid: RoleId, accountId: AccountId, type: 'role' };
  const isRoot = IdentityType === 'Account' || UserId === AccountId;
  return { uid: UserId ?? AccountId, accountId: AccountId, type: isRoot ? 'root' : 'user' };
}
