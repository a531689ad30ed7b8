import type { AcquireAsked } from '@ackring/core/fetch/request';
import type { Cluster } from '@ackring/core/words/cluster';
import { createServices } from '../services.js';
import type { DemoWorld } from './world.js';

/** Long-term kubeconfigs in every state of their lives, and one for today. */
const longTerm = ['prod-tokyo-api', 'prod-singapore-api', 'staging-tokyo', 'legacy-tokyo', 'prod-frankfurt'];
const temporary = 'lab-tokyo';

/** Before every window of the scenario had opened: then the cloud hands out what it has, and renews nothing. */
const backMs = 230 * 86_400_000;

/** Fills the demo's own kubeconfig as it looks after three years with ACK: some fresh, some forgotten. */
export async function seedKubeconfig({ emulator, environment, home }: DemoWorld): Promise<void> {
  const services = createServices({ environment, home, profile: null, regions: [], readOnly: false });
  const fetch = async (name: string, durationMinutes: number | null): Promise<void> => {
    const cluster = clusters.get(name);
    if (cluster !== undefined)
      await services.acquire(await services.planAcquire(requestFor(cluster, durationMinutes)));
  };
  const clusters = new Map<string, Cluster>();
  for await (const event of services.scanFleet()) {
    if (event.kind === 'clusters') for (const cluster of event.clusters) clusters.set(cluster.name, cluster);
  }
  const { clock } = emulator;
  await clock.advance(-backMs);
  for (const name of longTerm) await fetch(name, null);
  await clock.advance(backMs);
  await fetch(temporary, 480);
}

function requestFor(cluster: Cluster, durationMinutes: number | null): AcquireAsked {
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
