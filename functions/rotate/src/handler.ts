import {
  createRotationPorts,
  type RotationPorts,
  type RotationPortsOptions,
  warmUp,
} from '@ackring/core/adapters/rotation-ports';
import { AckringError, errorToJson, toAckringError } from '@ackring/core/errors';
import type { Clock } from '@ackring/core/ports';
import { createRateLimiters } from '@ackring/core/rate-limit';
import type { RotationConfiguration } from '@ackring/core/rotation/configuration';
import type { RotationReport } from '@ackring/core/rotation/report';
import { createRotation } from '@ackring/core/rotation/rotation';
import type { FunctionContext } from './context.js';
import { parseEvent } from './event.js';
import { createJournal, reportLine, type WriteLine } from './log.js';
import { type Environment, loadConfiguration } from './settings.js';

export interface RotateFunctionOptions {
  readonly environment: Environment;
  /** Where the package lies: `rotation.yaml` is looked for there. */
  readonly packageFolder: string;
  readonly clock: Clock;
  readonly write: WriteLine;
}

export interface RotateFunction {
  /** Reads the configuration and loads the adapters, so that the first event finds both warm. */
  initialize(): Promise<void>;
  /** Answers with the report; throws only where nothing could be done at all, for Function Compute to retry. */
  handle(event: Uint8Array | string, context: FunctionContext): Promise<RotationReport>;
}

/** The function with its surroundings passed in. */
export function createRotateFunction(options: RotateFunctionOptions): RotateFunction {
  const { environment, packageFolder, clock, write } = options;
  let configuration: Promise<RotationConfiguration> | null = null;
  // Kept between events of one instance: what was learnt of the cloud's limits stays true.
  const limiterOf = createRateLimiters(clock);
  const configured = (): Promise<RotationConfiguration> => {
    configuration ??= loadConfiguration(environment, packageFolder);
    return configuration;
  };
  return {
    initialize: async () => {
      await Promise.all([configured(), warmUp()]);
    },
    handle: async (event, context) => {
      const startedAt = clock.now();
      try {
        const request = parseEvent(event);
        const ports = await portsFor(await configured(), context, { ...options, limiterOf });
        const rotation = createRotation({ ...ports, configuration: await configured(), clock });
        const report = await rotation.run(request.mode, {
          runId: context.requestId,
          deadline: new Date(startedAt.getTime() + context.function.timeout * 1_000),
          onEvent: createJournal(context.requestId, write),
        });
        write(reportLine(report));
        return report;
      } catch (thrown) {
        const error = toAckringError(thrown);
        write(
          JSON.stringify({
            schema: 'ackring.rotation/v1',
            kind: 'error',
            runId: context.requestId,
            ...errorToJson(error),
          }),
        );
        throw error;
      }
    },
  };
}

async function portsFor(
  configuration: RotationConfiguration,
  context: FunctionContext,
  { environment, clock, limiterOf }: RotateFunctionOptions & Pick<RotationPortsOptions, 'limiterOf'>,
): Promise<RotationPorts> {
  return createRotationPorts({
    configuration,
    environment,
    clock,
    limiterOf,
    region: context.region,
    credentials: { get: async () => roleKey(context) },
  });
}

/** The function's role, as Function Compute hands it over with each event. */
function roleKey({ credentials }: FunctionContext) {
  if (credentials === undefined) {
    throw new AckringError('CredentialsMissing', 'the function has no role, so it may do nothing', {
      remedy: 'Give it one: set `role` in s.yaml and deploy, with the policy that `ackring policy` prints.',
    });
  }
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  return { accessKeyId, accessKeySecret, securityToken: securityToken || null };
}
