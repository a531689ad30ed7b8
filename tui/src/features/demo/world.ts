import { join } from 'node:path';
import type { AcquireDraft } from '@ackring/core/fetch';
import { type Clock, makePrivateFolder, systemClock, temporaryFolder } from '@ackring/core/machine';
import type { Cluster } from '@ackring/core/words';
import type { Emulator, StartOptions } from '@ackring/emulator/start';
import { languageOf } from '../../messages/language.js';
import { configFolder } from '../../world/folders.js';
import { createServices } from '../../world/services.js';
import type { Settings } from '../../world/settings.js';
import { changeSettings } from '../../world/settings-file.js';

type Scenario = NonNullable<StartOptions['scenario']>;

type Environment = Readonly<Record<string, string | undefined>>;

/** The embedded cloud with a home folder of its own; everything is removed when it stops. */
export interface DemoWorld {
  readonly emulator: Emulator;
  readonly home: string;
  readonly environment: Environment;
  stop(): Promise<void>;
}

// What would lead out of the demo: real credentials, real kubeconfigs, real settings, proxies.
const leadsOut = /^(ALIBABA_?CLOUD_|ACKRING_|KUBECONFIG$|KUBERNETES_|XDG_|HOME$|(HTTPS?|ALL|NO)_PROXY$)/i;

/** Starts it on free loopback ports; with the fleet of the demo unless another scenario is given. */
export async function startDemoWorld(environment: Environment, scenario?: Scenario): Promise<DemoWorld> {
  const { startEmulator } = await import('@ackring/emulator/start');
  const { path: home, remove } = await temporaryFolder('ackring-demo-', systemClock.now());
  await makePrivateFolder(join(home, '.kube'));
  const emulator = await startEmulator(scenario === undefined ? {} : { scenario });
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
      await remove();
    },
  };
}

/** Long-term kubeconfigs in every state of their lives, and a temporary one. */
const longTerm = ['prod-tokyo-api', 'prod-singapore-api', 'staging-tokyo', 'legacy-tokyo', 'prod-frankfurt'];

const temporary = 'lab-tokyo';

/** Before every window of the scenario had opened: the cloud then returns what it has, and renews nothing. */
const cloudBackMs = 230 * 86_400_000;
/**
 * A time when each of the certificates was valid, including the one that has expired since: they are judged as of
 * then.
 */
const backMs = 14 * 86_400_000;

/** Fills the demo's own kubeconfig as it looks after three years with ACK: some fresh, some forgotten. */
export async function seedKubeconfig(world: DemoWorld): Promise<void> {
  const { clock } = world.emulator;
  const past = { ...systemClock, now: () => new Date(Date.now() - backMs) };
  await clock.advance(-cloudBackMs);
  await fetchAll(world, { names: longTerm, durationMinutes: null, clock: past });
  await clock.advance(cloudBackMs);
  await fetchAll(world, { names: [temporary], durationMinutes: 480, clock: systemClock });
}

/** Puts what was asked of the demo into its settings, for every command that is run in it. */
export async function settle(
  { environment, home }: DemoWorld,
  asked: Pick<Settings, 'language' | 'readOnly'>,
): Promise<void> {
  if (asked.readOnly || asked.language !== languageOf(environment))
    await changeSettings(configFolder(environment, home), asked);
}

async function fetchAll(
  { environment, home }: DemoWorld,
  asked: { names: readonly string[]; durationMinutes: number | null; clock: Clock },
): Promise<void> {
  const { names, durationMinutes, clock } = asked;
  const services = createServices({ environment, home, profile: null, regions: [], readOnly: false, clock });
  const clusters = new Map<string, Cluster>();
  for await (const event of services.scanFleet()) {
    if (event.kind === 'clusters') for (const cluster of event.clusters) clusters.set(cluster.name, cluster);
  }
  for (const name of names) {
    const cluster = clusters.get(name);
    if (cluster === undefined) continue;
    await services.acquire(await services.planAcquire(requestFor(cluster, durationMinutes)));
  }
}

function requestFor(cluster: Cluster, durationMinutes: number | null): AcquireDraft {
  return {
    cluster,
    durationMinutes,
    access: 'auto',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: false,
  };
}
