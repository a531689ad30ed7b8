import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { createAckring } from './run-ackring.js';

const dayMs = 86_400_000;
const named = v.array(v.object({ context: v.string() }));
const expiring = v.array(v.object({ region: v.nullable(v.string()) }));

test('--region leaves out the contexts of other regions: listed, verified, renewed and by their end', async (t) => {
  const due = { holders: { ops: { daysLeft: 181 } } };
  const clusters = [
    { name: 'here', region: 'cn-hangzhou', ...due },
    { name: 'there', region: 'ap-northeast-1', ...due },
  ];
  const emulator = await startEmulator({ now: new Date(Date.now() - 2 * dayMs), scenario: { clusters } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const run = (...args: string[]) => ackring.runHere(args);
  for (const { name } of clusters) t.is((await run('get', name, '--long-term', '--no-verify')).code, 0);
  await emulator.clock.advance(2 * dayMs);
  const [here, there] = ['ack/cn-hangzhou/here', 'ack/ap-northeast-1/there'];
  const contextsOf = async (...args: string[]) =>
    v.parse(named, (await run(...args, '--json')).json()).map(({ context }) => context);
  for (const line of [['contexts'], ['verify', '--all'], ['renew', '--all', '--dry-run']]) {
    t.deepEqual((await contextsOf(...line)).toSorted(), [there, here], line.join(' '));
    t.deepEqual(await contextsOf(...line, '--region', 'cn-hangzhou'), [here], line.join(' '));
  }
  // A name says more than a region.
  t.deepEqual(await contextsOf('verify', there, '--region', 'cn-hangzhou'), [there]);
  const ends = v.parse(expiring, (await run('expiry', '--region', 'cn-hangzhou', '--json')).json());
  t.deepEqual([...new Set(ends.map(({ region }) => region))], ['cn-hangzhou']);
  t.is(ends.length, 2, 'the server’s and the file’s');
  const nowhere = await run('contexts', '--region', 'nope');
  t.regex(nowhere.stderr, /none of 2 contexts is in nope/);
  const unverified = await run('verify', '--all', '--region', 'nope');
  t.is(unverified.code, 3);
  t.regex(unverified.stderr, /none of 2 contexts is in nope/);
});
