import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { clockAhead } from '../terminal/time-machine.js';
import { endingRightsCloud, givesMei } from './ending-rights-cloud.js';
import { grantContract, requestsContract } from './granting-contracts.js';
import { createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

async function world(t: ExecutionContext) {
  const { emulator, roles } = await endingRightsCloud(t);
  const ackring = await createAckring(t, emulator);
  const states = async () => {
    const run = await ackring.runHere(['access', 'requests', '--json']);
    t.deepEqual(undocumented(requestsContract, run.json()), []);
    return v.parse(requestsContract, run.json()).map(({ state }) => state);
  };
  /** Given for five minutes. */
  const give = async () => {
    const ending = ['--for', '5m', '--reason', 'INC-1', '--confirm', 'mei', '--json'];
    const run = await ackring.runHere([...givesMei, ...ending]);
    t.is(run.code, 0, run.stderr);
    return v.parse(grantContract, run.json());
  };
  return { emulator, ackring, roles, states, give };
}

/** Ten minutes later: the cloud takes signatures of up to fifteen. */
const later = { environment: clockAhead(600_000) };

test('a role given for a time is taken back by the next start after its end, and nothing else is', async (t) => {
  const { emulator, ackring, roles, states, give } = await world(t);
  const given = await give();
  t.like(given, { applied: true, seen: true, plan: [{ ending: { minutes: 5, reason: 'INC-1' } }] });
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
  t.deepEqual(await states(), ['given']);

  const early = await ackring.run(['clusters']);
  t.is(early.code, 0, early.stderr);
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
  emulator.requests.clear();
  t.is((await ackring.run(['contexts'], later)).code, 0);
  t.deepEqual(emulator.requests.all(), [], 'what asks no cloud takes nothing back');

  const next = await ackring.run(['clusters'], later);
  t.is(next.code, 0, next.stderr);
  t.regex(next.stderr, /the role dev of mei in prod\/web has ended, and was taken back/);
  t.deepEqual(roles(), ['dev@default']);
  t.deepEqual(await states(), ['takenBack']);
  const journal = await readFile(join(ackring.home, '.local/state/ackring/journal.jsonl'), 'utf8');
  t.is(journal.match(/"until":"[^"]+","reason":"INC-1","by":"\d+"/g)?.length, 4);
  emulator.requests.clear();
  t.is((await ackring.run(['clusters'], later)).code, 0);
  t.is(emulator.requests.count('DescribeUserPermission'), 0);
});

test('read-only takes nothing back, and says so; a failure is told, and tried again', async (t) => {
  const { emulator, ackring, roles, states, give } = await world(t);
  await give();
  const readOnly = await ackring.run(['clusters', '--read-only'], later);
  t.is(readOnly.code, 0);
  t.regex(readOnly.stderr, /mei: .*read-only mode does not allow this: take back a right that has ended/);
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
  t.deepEqual(await states(), ['given']);

  const fails = emulator.faults.add({
    operation: 'UpdateUserPermissions',
    effect: { kind: 'error', status: 400, code: 'InvalidParameter' },
  });
  const failed = await ackring.run(['clusters'], later);
  t.is(failed.code, 0);
  t.regex(failed.stderr, /mei: .*InvalidParameter/s);
  t.deepEqual(await states(), ['unknown']);
  fails();
  t.regex((await ackring.run(['clusters'], later)).stderr, /was taken back/);
  t.deepEqual(roles(), ['dev@default']);
});

test('killed while the cloud gives it, the record is there, and two runs at once take it back once', async (t) => {
  const { emulator, ackring, roles, states, give } = await world(t);
  await give();
  const calls = emulator.requests.all().map(({ operation }) => operation);
  const looks = calls.slice(0, calls.indexOf('UpdateUserPermissions'));
  // The same again, up to the first look at what was done.
  const hang = emulator.faults.add({
    operation: 'DescribeUserPermission',
    skip: looks.filter((operation) => operation === 'DescribeUserPermission').length,
    effect: { kind: 'delay', ms: 600_000 },
  });
  const ending = ['--for', '5m', '--reason', 'INC-1', '--confirm', 'mei'];
  const child = ackring.start([...givesMei.with(-1, 'api'), ...ending]);
  await until(() => roles()?.includes('dev@api'));
  child.kill('SIGKILL');
  await once(child, 'close');
  hang();
  t.deepEqual((await states()).toSorted(), ['given', 'intended']);

  const runs = await Promise.all([ackring.run(['clusters'], later), ackring.run(['clusters'], later)]);
  for (const { code, stderr } of runs) t.is(code, 0, stderr);
  const told = runs.filter(({ stderr }) => /prod\/api has ended, and was taken back/.test(stderr));
  t.is(told.length, 1, runs.map(({ stderr }) => stderr).join('\n'));
  t.deepEqual(roles(), ['dev@default']);
  t.deepEqual(await states(), ['takenBack', 'takenBack']);
});

test('without a record nothing is given; a right that stood already is not taken on', async (t) => {
  const { emulator, ackring, states } = await world(t);
  for (const [options, said] of [
    [['--for', '2h'], /needs a reason/],
    [['--for', '2h', '--reason', ' \t'], /needs a reason/],
    [['--for', '4m', '--reason', 'x'], /5 minutes at the least/],
    [['--for', '31d', '--reason', 'x'], /30 days at most/],
    [['--for', 'soon', '--reason', 'x'], /is not a duration/],
    [['--reason', 'x'], /goes with `--for DURATION`/],
    [['--for', '2h', '--reason', 'x'.repeat(201)], /200 characters at most/],
  ] as const) {
    const run = await ackring.runHere([...givesMei, ...options, '--confirm', 'mei']);
    t.is(run.code, 2, run.stderr);
    t.regex(run.stderr, said);
  }
  const planned = await ackring.runHere([...givesMei, '--for', '2h', '--reason', 'INC-1']);
  t.is(planned.code, 6);
  t.regex(planned.stdout, /for 2 h: INC-1\n.*taken back by the first ackring on this machine/);
  const stood = givesMei.with(-1, 'default');
  const there = await ackring.runHere([...stood, '--for', '2h', '--reason', 'INC-1', '--confirm', 'mei']);
  t.is(there.code, 0, there.stderr);
  t.regex(there.stdout, /it was there before: it is not given again, nor taken back for this/);
  t.deepEqual(await states(), []);
  t.is(emulator.requests.count('UpdateUserPermissions'), 0);
});

test('whoever withdraws it ends it early, and what is given again without an end stays', async (t) => {
  const { ackring, roles, states, give } = await world(t);
  await give();
  const [, , ...rest] = givesMei;
  const again = await ackring.runHere([...givesMei, '--confirm', 'mei']);
  t.regex(again.stdout, /it was given for a time, and ends at /);
  t.is((await ackring.runHere(['access', 'withdraw', ...rest, '--confirm', 'mei'])).code, 0);
  t.deepEqual(await states(), ['takenBack']);
  t.is((await ackring.runHere([...givesMei, '--confirm', 'mei'])).code, 0);
  t.is((await ackring.run(['clusters'], later)).code, 0);
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
  const files = await readdir(join(ackring.home, '.local/state/ackring/rights'));
  t.is(files.length, 1);
});
