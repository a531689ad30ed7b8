import * as v from 'valibot';
import type { Clock } from '../../ports.js';
import { createRpcCaller, type RpcOptions } from '../openapi/rpc-call.js';
import type { AccessKey, CredentialSource } from './credentials.js';

export type StsOptions = Omit<RpcOptions, 'version'>;

/** Who signs our calls. For a role `uid` is the role's id, which is the name its kubeconfigs carry. */
export interface CallerIdentity {
  readonly uid: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role';
}

export interface Sts {
  callerIdentity(signal?: AbortSignal): Promise<CallerIdentity>;
  assumeRole(role: AssumedRole, signal?: AbortSignal): Promise<AccessKey & { readonly expiration: Date }>;
}

export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  /** 900–43200. */
  readonly durationSeconds: number;
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

/** The Security Token Service (RPC 2015-04-01): who we are, and becoming a role. */
export function createSts(options: StsOptions): Sts {
  const call = createRpcCaller({ ...options, version: '2015-04-01' });
  return {
    callerIdentity: async (signal) => {
      const doing = 'ask who we are';
      const permission = 'sts:GetCallerIdentity';
      const action = 'GetCallerIdentity';
      return toCaller(
        await call({ action, parameters: {}, answer: callerSchema, doing, permission }, signal),
      );
    },
    assumeRole: async (role, signal) => {
      const parameters = {
        RoleArn: role.roleArn,
        RoleSessionName: 'ackring',
        DurationSeconds: String(role.durationSeconds),
        ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      };
      const doing = `assume ${role.roleArn}`;
      const permission = 'sts:AssumeRole';
      const request = { action: 'AssumeRole', parameters, answer: assumedSchema, doing, permission };
      const { Credentials: key } = await call(request, signal);
      return {
        accessKeyId: key.AccessKeyId,
        accessKeySecret: key.AccessKeySecret,
        securityToken: key.SecurityToken,
        expiration: new Date(key.Expiration),
      };
    },
  };
}

const roleSeconds = 3_600;
/** A key that ends this soon is renewed first, so that no call is signed with one that ends on its way. */
const refreshBeforeMs = 5 * 60_000;

/** A role's credentials, assumed at the first call and again shortly before they end. */
export function roleCredentials(
  sts: Sts,
  role: Omit<AssumedRole, 'durationSeconds'>,
  clock: Clock,
): Pick<CredentialSource, 'get'> {
  type Assumed = Awaited<ReturnType<Sts['assumeRole']>>;
  let assumed: Promise<Assumed> | null = null;
  const assume = (): Promise<Assumed> => {
    const asked = sts.assumeRole({ ...role, durationSeconds: roleSeconds });
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
