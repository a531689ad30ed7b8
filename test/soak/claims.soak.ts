import { startEmulatedApiServer } from '@ackring/testkit/emulated-api-server';
import { podReader } from '@ackring/testkit/judged-server';
import { commandWorlds } from '../worlds/command-worlds.js';
import { holdClaims } from '../worlds/held-claims.js';
import { accessWorlds, setStage } from '../worlds/played-world.js';
import { expect } from './promise.js';

// Claims about generated worlds of access: the same worlds where a change must not be red by chance, and others each
// time, with the seed that makes them again, in the full length.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const count = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? (isFull ? 1_600 : 40));
const from = Number(process.env['ACKRING_FUZZ_SEED'] ?? (isFull ? Date.now() % 2 ** 30 : 50_000));

console.log(`${count} worlds, from ACKRING_FUZZ_SEED=${from}`);
let claims = 0;
for (const [index, [everybody, webhookReader]] of (
  [
    [null, null],
    ['system:authenticated', null],
    ['system:users', null],
    [null, podReader],
  ] as const
).entries()) {
  const traits = webhookReader === null ? {} : { webhookAuthorizer: { podReader: webhookReader } };
  await using emulated = await startEmulatedApiServer(index % 2 === 0 ? '1.37.2' : '1.24.17', traits);
  const stage = await setStage(emulated.server, { everybody, webhookReader });
  const held = await holdClaims(accessWorlds(stage), {
    from: from + index * count,
    count: Math.ceil(count / 4),
  });
  console.log({ everybody, webhookReader, ...held });
  expect(held.untrue === null, `every claim is true: ${held.untrue}`);
  expect(held.needlesslyUnknown <= 0.05 * held.couldBeSeen, 'little is unknown of what could be seen');
  claims += held.claims;
}
// Whole commands, each kind of world with a quarter of the count.
for (const [index, [title, worlds]] of commandWorlds.entries()) {
  const played = Math.ceil(count / 4);
  const held = await holdClaims(worlds, { from: from + index * count, count: played, atOnce: 8 });
  console.log({ title, worlds: played, ...held });
  expect(held.untrue === null, `every claim is true: ${held.untrue}`);
  expect(held.needlesslyUnknown <= 0.05 * held.couldBeSeen, 'little is unknown of what could be seen');
  claims += held.claims;
}
console.log(`${claims} claims, 0 untrue`);
