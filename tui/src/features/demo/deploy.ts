import { join } from 'node:path';
import { isThere, unpackFiles } from '@ackring/core/machine';
import { parseRotationConfiguration, rotationPolicies } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import type { DemoWorld } from './world.js';

/** The name of the deployed function, and of its role. */
export const functionName = 'ackring-rotate';

const region = 'cn-hangzhou';
const logs = { logstore: 'rotate' };

/** Clusters that are unreachable from here, or have no RBAC for the role, are excluded: the demo is not about them. */
const rotation = `select: {names: ["prod-*"], exclude: ["prod-hangzhou-data", "prod-virginia", "prod-frankfurt"]}
sinks:
  - {kind: kms, prefix: "ackring/"}
verify: require
`;

/**
 * Deploys the bundled function in the embedded Function Compute as `s.yaml` does: its daily timer, its log, and its
 * role, with exactly the permissions that `ackring policy` prints for this rotation.
 */
export async function deployFunction({
  emulator,
  home,
}: Pick<DemoWorld, 'emulator'> & Partial<Pick<DemoWorld, 'home'>>): Promise<void> {
  const role = emulator.world.identities.byName(functionName);
  if (role === undefined) throw new Error(`the scenario has no role ${functionName}`);
  const { accountId } = emulator;
  const place = { ...logs, project: `ackring-${accountId}` };
  role.policies = rotationPolicies(parseRotationConfiguration(rotation, 'demo'), {
    accountId,
    region,
    function: { service: null, function: functionName },
    role: functionName,
    logs: place,
  }).map(({ policy }) => policy);
  emulator.services.fc.deploy({
    name: functionName,
    code: await findCode(home === undefined ? null : join(home, 'function')),
    handler: 'index.handler',
    region,
    timeout: 600,
    memorySize: 512,
    role: emulator.world.identities.arn(role),
    environmentVariables: { ...endpointsOf(emulator.environment), ACKRING_ROTATION: rotation },
    logConfig: place,
    instanceLifecycleConfig: { initializer: { handler: 'index.initialize', timeout: 30 } },
    asyncInvokeConfig: { maxAsyncRetryAttempts: 1, maxAsyncEventAgeInSeconds: 3600 },
    triggers: [
      {
        triggerName: 'daily',
        triggerConfig: {
          cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
          enable: true,
          payload: '{"mode":"apply"}',
        },
      },
    ],
  });
}

/** The services' endpoints and receivers; the key comes with the role, never from the environment. */
function endpointsOf(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => /_ENDPOINT$|^ACKRING_RECEIVERS$/.test(name)),
  );
}

// In a package: relative to the bundle's chunks. In the workspace: likewise, and relative to the compiled sources.
const places = [
  '../../../function/code',
  '../../../../functions/rotate/dist/code',
  '../../../../functions/rotate/dist/code',
];

/** The deployed folder: one bundled file. */
async function findCode(unpacked: string | null): Promise<string> {
  if (unpacked !== null && (await unpackFiles('function/code', unpacked))) return unpacked;
  for (const place of places) {
    const folder = join(import.meta.dirname, place);
    if (await isThere(join(folder, 'index.js'))) return folder;
  }
  throw new AckringError('FileNotFound', say('the bundled function is not beside this program'), {
    remedy: say('Build it with `pnpm build`.'),
  });
}
