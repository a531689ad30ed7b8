import { worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import { createWorld } from '../world.js';
import { createSurroundings } from './surroundings.js';
import { composeTokens } from './tokens.js';

test('bindings are read by a kubeconfig of this machine; without one it is said, and whoever stops it is not answered', async (t) => {
  const scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] };
  const { open, emulator, home } = await worldPlace(t, createWorld, { scenario });
  const world = open();
  const cluster = await world.findCluster('prod');
  const settings = {
    ...{ profile: null, readOnly: false, readOnlyProfiles: [], regions: [], endpoints: {} },
    contextName: '{name}',
  };
  const { listBindings } = composeTokens(
    createSurroundings({
      ...{ environment: emulator.environment, home, profile: null, regions: [], readOnly: false },
      ...{ settings: async () => settings, configFolder: home, stateFolder: home },
    }),
  );
  t.like(await listBindings(cluster, undefined), { bindings: [], problem: { code: 'ContextNotFound' } });
  await t.throwsAsync(listBindings(cluster, AbortSignal.abort()), { code: 'ContextNotFound' });
  const plan = await world.planAcquire({
    ...{ cluster, durationMinutes: 60, access: 'auto', contextName: null, use: false, verify: false },
    destination: { kind: 'merge', file: null },
  });
  await world.acquire(plan);
  const { bindings, problem } = await listBindings(cluster, undefined);
  t.is(problem, null);
  t.true(bindings.length > 0);
});
