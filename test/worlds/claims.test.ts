import { startEmulatedApiServer } from '@ackring/testkit/emulated-api-server';
import { podReader } from '@ackring/testkit/judged-server';
import test from 'ava';
import { holdClaims } from './held-claims.js';
import { accessWorlds, setStage } from './played-world.js';

// Who is still let in, said of generated worlds and held against what each key can do there. More of them, with other
// seeds, in `soak`; on real API servers in claims.long.kube-apiserver.test.ts.

const count = 1;

for (const [title, version, everybody, webhookReader] of [
  ['1.37.2', '1.37.2', null, null],
  ['1.24.17, where everybody may read pods', '1.24.17', 'system:authenticated', null],
  ['behind another authorizer', '1.37.2', null, podReader],
] as const) {
  test(`no claim is untrue on an embedded API server, ${title}`, async (t) => {
    const traits = webhookReader === null ? {} : { webhookAuthorizer: { podReader: webhookReader } };
    await using emulated = await startEmulatedApiServer(version, traits);
    const stage = await setStage(emulated.server, { everybody, webhookReader });
    const held = await holdClaims(accessWorlds(stage), { from: 7_000, count });
    t.is(held.untrue, null);
    t.true(held.claims >= 5 * count, JSON.stringify(held));
    t.true(held.needlesslyUnknown <= 0.05 * held.couldBeSeen, JSON.stringify(held));
    t.log(held);
  });
}
