import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from '@ackring/emulator/services/function-compute/function-compute';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import FC2 from '@alicloud/fc2';
import FC3 from '@alicloud/fc20230330';
import OpenApi from '@alicloud/openapi-core';
import { keyOf, patience, type TestKey } from './official-rpc-client.js';

const scenario: Scenario = {
  identities: [
    { name: 'rotator', type: 'role', trusts: ['fc.aliyuncs.com'] },
    { name: 'distrustful', type: 'role', trusts: ['root'] },
    { name: 'nobody', policies: 'none' },
  ],
};

/** An embedded cloud with an FC 2.0 function, `s/f`, and the same in FC 3.0, `f`, in the test's own folder. */
export interface DeployedWorld extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Deploys both again with other settings. */
  deploy(change: Partial<Deployment>): void;
  fc2(key?: TestKey): FC2;
  fc3(key?: TestKey): FC3.default;
}

export async function deployed(code: string, change: Partial<Deployment> = {}): Promise<DeployedWorld> {
  const emulator = await startEmulator({ scenario });
  const folder = await mkdtemp(join(tmpdir(), 'ackring-fc-'));
  await writeFile(join(folder, 'index.mjs'), code);
  const fc = emulator.services.fc;
  const deploy = (settings: Partial<Deployment>) => {
    // On a busy machine a process may take longer to start than the usual three seconds.
    const common = { code: folder, timeout: 60, ...settings, name: 'f' };
    fc.deploy({ ...common, service: 's' });
    fc.deploy({ ...common, service: null });
  };
  deploy(change);
  const ops = keyOf(emulator, 'ops');
  return {
    emulator,
    deploy,
    fc2: ({ accessKeyId, accessKeySecret } = ops) =>
      new FC2(emulator.accountId, {
        accessKeyID: accessKeyId,
        accessKeySecret,
        region: 'cn-hangzhou',
        endpoint: emulator.endpoints.fc,
      }),
    fc3: (key = ops) =>
      new FC3.default(
        new OpenApi.$OpenApiUtil.Config({
          ...key,
          ...patience,
          endpoint: new URL(emulator.endpoints.fc).host,
          protocol: 'http',
        }),
      ),
    [Symbol.asyncDispose]: async () => {
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
