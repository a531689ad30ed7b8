import { ApiError } from '../../http/reply.js';
import type { Session } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { DeployedFunction, Qualified } from './definition.js';

const sessionHours = 36;
const servicePrincipal = 'fc.aliyuncs.com';

/** Opens a session on a function's role, or returns null if it has none. */
export function openRoleSession(world: World, fn: DeployedFunction, name: string): Session | null {
  if (!fn.role) return null;
  const role = world.identities.byArn(fn.role);
  const isOurs = role?.accountId === world.identities.accountId;
  if (role?.state !== 'Active' || !isOurs || !role.trusts.includes(servicePrincipal)) {
    throw new ApiError(
      403,
      'AccessDenied',
      `Function Compute is not trusted to assume the role '${fn.role}'`,
    );
  }
  const expires = new Date(world.clock.now().getTime() + sessionHours * 3_600_000);
  return world.identities.openSession(role, { name, expires });
}

/** What a handler gets besides its event. */
export function functionContext(
  world: World,
  fn: DeployedFunction,
  { requestId, session, qualified }: { requestId: string; session: Session | null; qualified: Qualified },
): Record<string, unknown> {
  return {
    requestId,
    ...(session ? { credentials: credentialsOf(session) } : {}),
    function: {
      name: fn.name,
      handler: fn.handler,
      memory: fn.memorySize,
      timeout: fn.timeout,
      ...(fn.initializer
        ? { initializer: fn.initializer.handler, initializationTimeout: fn.initializer.timeout }
        : {}),
    },
    service: { name: fn.service ?? '', ...qualified, ...logStoreOf(fn) },
    region: fn.region,
    accountId: world.identities.accountId,
    tracing: { openTracingSpanContext: '', jaegerEndpoint: '', spanBaggages: {} },
  };
}

/** The environment of a function's process: its own variables and what Function Compute adds to them. */
export function functionEnvironment(
  world: World,
  fn: DeployedFunction,
  session: Session | null,
): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...fn.environmentVariables,
    FC_ACCOUNT_ID: world.identities.accountId,
    FC_FUNC_CODE_PATH: fn.code,
    FC_FUNCTION_HANDLER: fn.handler,
    FC_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    FC_FUNCTION_NAME: fn.name,
    FC_REGION: fn.region,
    ...(session
      ? {
          ALIBABA_CLOUD_ACCESS_KEY_ID: session.accessKeyId,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: session.accessKeySecret,
          ALIBABA_CLOUD_SECURITY_TOKEN: session.securityToken,
        }
      : {}),
  };
}

function credentialsOf({ accessKeyId, accessKeySecret, securityToken }: Session) {
  return { accessKeyId, accessKeySecret, securityToken };
}

function logStoreOf({ logConfig }: DeployedFunction) {
  return { logProject: logConfig?.project ?? '', logStore: logConfig?.logstore ?? '' };
}
