import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '@ackring/emulator/start';

type Environment = Readonly<Record<string, string | undefined>>;

/** The embedded cloud with a home folder of its own; everything is gone when it is stopped. */
export interface DemoWorld {
  readonly emulator: Emulator;
  readonly home: string;
  readonly environment: Environment;
  stop(): Promise<void>;
}

// What would lead out of the demo: real credentials, real kubeconfigs, real settings, proxies.
const leadsOut = /^(ALIBABA_?CLOUD_|ACKRING_|KUBECONFIG$|KUBERNETES_|XDG_|HOME$|(HTTPS?|ALL|NO)_PROXY$)/i;

/** Starts it on free loopback ports. */
export async function startDemoWorld(environment: Environment): Promise<DemoWorld> {
  const { startEmulator } = await import('@ackring/emulator/start');
  const home = await mkdtemp(join(tmpdir(), 'ackring-demo-'));
  await mkdir(join(home, '.kube'), { mode: 0o700 });
  const emulator = await startEmulator();
  const kept = Object.entries(environment).filter(([name]) => !leadsOut.test(name));
  return {
    emulator,
    home,
    environment: {
      ...Object.fromEntries(kept),
      ...emulator.environment,
      HOME: home,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    },
    stop: async () => {
      await emulator.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
