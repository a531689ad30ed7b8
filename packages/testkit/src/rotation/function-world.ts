import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeployedFunction, Invocation } from '@ackring/core/internal/cloud/function-compute/api';
import { openFunction } from '@ackring/core/internal/cloud/function-compute/function-compute';
import { createRateLimiters } from '@ackring/core/internal/cloud/rate-limit';
import { type Clock, systemClock } from '@ackring/core/internal/machine/clock';
import { parseRotationConfiguration } from '@ackring/core/internal/rotation/configuration/configuration';
import type { RotationReport } from '@ackring/core/internal/rotation/report/report';
import { parseReport } from '@ackring/core/internal/rotation/report/shard-report';
import { openRotation } from '@ackring/core/internal/rotation/run/ports';
import type { RotationOptions } from '@ackring/core/internal/rotation/run/rotation';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';

const rotate = fileURLToPath(new URL('../../../../functions/rotate/', import.meta.url));

/** The Node.js of the newest managed runtime, from node_modules: the bundle's target. */
export const node20 = join(
  dirname(createRequire(join(rotate, 'package.json')).resolve('node20/package.json')),
  'bin/node',
);

/** The deployed folder. */
export const codeFolder = join(rotate, 'dist/code');

export interface FunctionWorldOptions {
  readonly scenario: Scenario;
  /**
   * rotation.yaml, with `{directory}` for this world's folder, `{pagerduty}` for the receiver of its events, and
   * `{role A}` for the ARN of account A's `ack-monitor`.
   */
  readonly settings: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds; 600 by default. */
  readonly timeout?: number;
  /** MiB; 512 by default. */
  readonly memorySize?: number;
  /** The FC 2.0 service it is deployed in; standalone, as in FC 3.0, if omitted. */
  readonly service?: string;
  readonly now?: Date;
  readonly sharedKeys?: number;
  /** The permissions of the function's role; all if omitted. */
  readonly policies?: NonNullable<Scenario['identities']>[number]['policies'];
  /** Deploys the daily timer too. */
  readonly daily?: boolean;
  /** In a custom runtime, with this Node in its package, instead of Node 20. */
  readonly isCustom?: boolean;
}

/** An embedded cloud with the bundled function deployed in it, on Node 20, as the role `rotator`. */
export interface FunctionWorld extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly directory: string;
  readonly clock: Clock;
  /** The sinks as their consumers read them. */
  readonly ports: RotationOptions;
  readonly deployed: DeployedFunction;
  /** The same by a version or alias. */
  by(qualifier: string): Promise<DeployedFunction>;
  invoke(event: string): Promise<Invocation>;
  /** Invokes and returns the answer as a report; throws the function's error. */
  run(event?: string): Promise<RotationReport>;
  clusterId(name: string): string;
}

const rotator = { name: 'rotator', type: 'role', trusts: ['fc.aliyuncs.com'] } as const;

export async function functionWorld(options: FunctionWorldOptions): Promise<FunctionWorld> {
  const { scenario, settings, now, sharedKeys } = options;
  const emulator = await startEmulator({
    scenario: {
      ...scenario,
      identities: [{ ...rotator, policies: options.policies ?? 'full' }, ...(scenario.identities ?? [])],
    },
    ...(now === undefined ? {} : { now }),
    ...(sharedKeys === undefined ? {} : { sharedKeys }),
  });
  const directory = await mkdtemp(join(tmpdir(), 'ackring-function-'));
  const yaml = settings
    .replaceAll('{directory}', directory)
    .replaceAll('{pagerduty}', emulator.services.pagerduty.url())
    .replace(/\{role ([\w-]+)\}/g, (_, account) => emulator.identities[`${account}/ack-monitor`]?.arn ?? '');
  if (options.isCustom) await packNode(join(directory, 'code'));
  deploy(emulator, yaml, { ...options, code: options.isCustom ? join(directory, 'code') : codeFolder });
  const clock: Clock = { now: () => emulator.clock.now(), sleep: systemClock.sleep };
  const limiterOf = createRateLimiters(clock);
  const shared = { credentials: { get: async () => opsKey(emulator) }, clock, region: 'cn-hangzhou' };
  const open = (qualifier: string | null) =>
    openFunction(options.service === undefined ? 'rotate' : `${options.service}/rotate`, {
      ...shared,
      qualifier,
      accountId: emulator.accountId,
      endpoint: { url: emulator.endpoints.fc, protocol: 'http', host: new URL(emulator.endpoints.fc).host },
      isOverridden: true,
      limiter: limiterOf('fc'),
    });
  const deployed = await open(null);
  const invoke = (event: string): Promise<Invocation> => deployed.invoke(event);
  return {
    emulator,
    directory,
    clock,
    deployed,
    by: open,
    ports: await openRotation({
      ...shared,
      limiterOf,
      environment: emulator.environment,
      configuration: parseRotationConfiguration(yaml, 'test'),
    }),
    invoke,
    run: async (event = '{"mode":"apply"}') => reportOf(await invoke(event)),
    clusterId: (name) => emulator.world.clusters.all().find((each) => each.name === name)?.id ?? '',
    [Symbol.asyncDispose]: async () => {
      await emulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What `function files --runtime custom.debian12` asks for: the code, and a Node beside it. */
export const customRuntime = {
  runtime: 'custom.debian12',
  customRuntimeConfig: { command: ['/code/node'], args: ['/code/server.js'], port: 9000 },
};

async function packNode(folder: string): Promise<void> {
  await cp(codeFolder, folder, { recursive: true });
  await symlink(process.execPath, join(folder, 'node'));
}

function deploy(
  emulator: Emulator,
  settings: string,
  options: FunctionWorldOptions & { readonly code: string },
): void {
  const { runtime, ...custom } = customRuntime;
  const daily = {
    triggerName: 'daily',
    triggerConfig: {
      cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
      enable: true,
      payload: '{"mode":"apply"}',
    },
  };
  emulator.services.fc.deploy({
    service: options.service ?? null,
    name: 'rotate',
    code: options.code,
    ...(options.isCustom ? { runtime, settings: custom } : { nodeBinary: node20 }),
    handler: 'index.handler',
    timeout: options.timeout ?? 600,
    memorySize: options.memorySize ?? 512,
    region: 'cn-hangzhou',
    role: emulator.identities['rotator']?.arn ?? '',
    environmentVariables: { ...endpointsOf(emulator), ACKRING_ROTATION: settings, ...options.environment },
    instanceLifecycleConfig: { initializer: { handler: 'index.initialize', timeout: 30 } },
    logConfig: { project: 'ackring-logs', logstore: 'rotate' },
    asyncInvokeConfig: { maxAsyncRetryAttempts: 1, maxAsyncEventAgeInSeconds: 3600 },
    ...(options.daily ? { triggers: [daily] } : {}),
  });
}

/** The services' endpoints; the key comes from the role, never from the environment. */
function endpointsOf({ environment }: Emulator): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => /_ENDPOINT$|^ACKRING_RECEIVERS$/.test(name)),
  );
}

function opsKey({ environment }: Emulator) {
  return {
    accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
    accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
    securityToken: null,
  };
}

function reportOf({ result, answer, logTail }: Invocation): RotationReport {
  const report = result === 'answered' && answer !== null ? parseReport(answer) : null;
  if (report === null) throw new Error(`the function gave no report: ${answer}\n${logTail}`);
  return report;
}
