import { type DeployedFunction, functionNameText, openFunction, resolveEndpoint } from '@ackring/core/cloud';
import type { Clock } from '@ackring/core/machine';
import {
  openRotation,
  type RotationConfiguration,
  type RotationOptions,
  type RotationPortsOptions,
} from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import {
  type ConfigurationSource,
  configurationIn,
  type Environment,
  fallbackConfiguration,
  readSource,
} from './settings.js';

interface SurroundingsOptions extends Pick<RotationPortsOptions, 'limiterOf'> {
  readonly environment: Environment;
  readonly packageFolder: string;
  readonly clock: Clock;
}

/** Everything that one event needs. */
export interface Surroundings {
  readonly rotation: RotationOptions;
  /** This very function, to dispatch shards to. */
  readonly self: DeployedFunction;
}

/**
 * Opens configuration, adapters and the function itself with the role that came with the event. `onUnusable` is
 * called with a configuration error and a rotation that can notify people of it, before it is thrown.
 */
export async function openSurroundings(
  context: FunctionContext,
  options: SurroundingsOptions,
  onUnusable: (error: unknown, rotation: RotationOptions) => Promise<void>,
): Promise<Surroundings> {
  const { environment, clock, limiterOf } = options;
  const credentials = { get: async () => roleKey(context) };
  const { region, accountId } = context;
  const shared = { credentials, environment, clock, limiterOf, region, audience: 'function' } as const;
  const open = (configuration: RotationConfiguration): Promise<RotationOptions> =>
    openRotation({ ...shared, configuration, function: `${nameOf(context)}@${region}`, accountId });
  let source: ConfigurationSource | null = null;
  try {
    source = await readSource({ ...options, readObject: objectReader(shared) });
    const rotation = await open(configurationIn(source));
    return { rotation, self: await openSelf(context, shared) };
  } catch (error) {
    await onUnusable(error, await open(fallbackConfiguration(source, options)));
    throw error;
  }
}

function objectReader(shared: Shared): (bucket: string, name: string) => Promise<string | null> {
  return async (bucket, name) => {
    const { createOssObjects } = await import('@ackring/core/cloud');
    const endpoint = resolveEndpoint('oss', shared.region, shared.environment);
    return createOssObjects({ ...shared, endpoint, bucket, limiter: shared.limiterOf('oss') }).read(name);
  };
}

type Shared = Omit<RotationPortsOptions, 'configuration'>;

async function openSelf(context: FunctionContext, shared: Shared): Promise<DeployedFunction> {
  const { credentials, environment, clock, limiterOf, audience } = shared;
  return openFunction(nameOf(context), {
    // All parts of a run need the same code: an alias may have been moved back from the newest.
    qualifier: context.service?.qualifier || null,
    credentials,
    audience,
    clock,
    region: context.region,
    accountId: context.accountId,
    endpoint: resolveEndpoint('fc', context.region, environment),
    isOverridden: Boolean(environment['ACKRING_FC_ENDPOINT']),
    limiter: limiterOf('fc'),
  });
}

/** As `ackring function status` takes it. */
function nameOf({ service, function: { name } }: FunctionContext): string {
  return functionNameText({ service: service?.name || null, function: name });
}

/** The function's role, which Function Compute passes with each event. */
function roleKey({ credentials }: FunctionContext) {
  if (credentials === undefined) {
    throw new AckringError('CredentialsMissing', 'the function has no role, so it may do nothing', {
      remedy: 'Give it one: set `role` in s.yaml and deploy, with the policy that `ackring policy` prints.',
    });
  }
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  return { accessKeyId, accessKeySecret, securityToken: securityToken || null };
}

/** Function Compute's handler context (Node.js runtimes; the fields we use). */
export interface FunctionContext {
  readonly requestId: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string;
  };
  readonly function: {
    readonly name: string;
    /** MiB. */
    readonly memory: number;
    /** Seconds. */
    readonly timeout: number;
  };
  /**
   * Its name is empty in FC 3.0, where functions belong to no service; the qualifier is the invoked version or alias.
   */
  readonly service?: { readonly name?: string; readonly qualifier?: string };
  readonly region: string;
  readonly accountId: string;
}
