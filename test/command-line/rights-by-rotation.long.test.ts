import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { clockAhead } from '../terminal/time-machine.js';
import { endingRightsCloud, givesMei } from './ending-rights-cloud.js';
import { grantContract, requestsContract } from './granting-contracts.js';
import { createAckring } from './run-ackring.js';

/** Ten minutes later: the cloud takes signatures of up to fifteen. */
const later = { environment: clockAhead(600_000) };

async function world(t: ExecutionContext) {
  const { emulator, roles } = await endingRightsCloud(t);
  const [giver, runner] = [await createAckring(t, emulator), await createAckring(t, emulator)];
  const config = join(runner.home, 'rotation.yaml');
  const configure = (more: string) =>
    writeFile(
      config,
      `sinks: [{kind: file, directory: ${join(runner.home, 'keys')}}]\nholders: false\n${more}`,
    );
  await configure('rights: true');
  const ending = ['--for', '5m', '--reason', 'INC-1', '--config', config, '--confirm', 'mei', '--json'];
  const states = async (ackring: typeof giver, more: readonly string[] = []) => {
    const run = await ackring.runHere(['access', 'requests', ...more, '--json']);
    return v.parse(requestsContract, run.json()).map(({ state }) => state);
  };
  return { emulator, giver, runner, config, configure, roles, states, give: [...givesMei, ...ending] };
}

test('with the machine that gave it off, the rotation takes it back; the machine sees in the cloud that it is gone', async (t) => {
  const { giver, runner, config, roles, states, give } = await world(t);
  const given = await giver.runHere(give);
  t.is(given.code, 0, given.stderr);
  t.like(v.parse(grantContract, given.json()), { seen: true, plan: [{ ledger: config }] });
  t.deepEqual(await states(runner), []);
  t.deepEqual(await states(runner, ['--config', config]), ['given']);
  const ledger = await readFile(join(runner.home, 'keys/.ackring/rights'), 'utf8');
  t.true(ledger.includes('INC-1'));
  t.false(ledger.includes(config), 'nothing of the giver’s machine');

  const apply = ['rotate', 'apply', '--config', config];
  t.is((await runner.run(apply)).code, 0);
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
  const plan = await runner.run(['rotate', 'plan', '--config', config], later);
  t.regex(plan.stderr, /the role dev of mei in prod\/web ended: to be taken back/);
  const run = await runner.run(apply, later);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stderr, /the role dev of mei in prod\/web ended: taken back/);
  t.deepEqual(roles(), ['dev@default']);
  t.deepEqual(await states(runner, ['--config', config]), ['takenBack']);
  const journal = await readFile(join(runner.home, '.local/state/ackring/journal.jsonl'), 'utf8');
  t.is(journal.match(/"reason":"INC-1"/g)?.length, 2);

  t.deepEqual(await states(giver), ['given']);
  const next = await giver.run(['clusters'], later);
  t.is(next.code, 0, next.stderr);
  t.regex(next.stderr, /prod\/web has ended, and is gone since the cloud was asked to take it/);
  t.deepEqual(await states(giver), ['gone']);
});

test('what was given again since the rotation took it is left by the machine that gave it first', async (t) => {
  const { giver, runner, config, roles, states, give } = await world(t);
  t.is((await giver.runHere(give)).code, 0);
  t.is((await runner.run(['rotate', 'apply', '--config', config], later)).code, 0);
  t.deepEqual(roles(), ['dev@default']);
  const forGood = [...give.slice(0, 9), '--confirm', 'mei'];
  const again = await runner.run(forGood);
  t.is(again.code, 0, again.stderr);
  const next = await giver.run(['clusters'], later);
  t.regex(next.stderr, /was over already; it was given again since, and stays/);
  t.deepEqual(await states(giver), ['givenAgain']);
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
});

test('without the switch, or the ledger, nothing is given; the rotation of the settings folder is taken by itself', async (t) => {
  const { emulator, giver, runner, config, configure, roles, states, give } = await world(t);
  await configure('');
  const off = await giver.runHere(give);
  t.is(off.code, 2, off.stderr);
  t.regex(off.stderr, /takes back no rights that end/);
  await writeFile(config, 'sinks: [{kind: oss, bucket: nobodys}]\nrights: true');
  const unreachable = await giver.runHere(give);
  t.not(unreachable.code, 0);
  t.deepEqual(roles(), ['dev@default']);
  t.deepEqual(await states(giver), []);
  t.is(emulator.requests.count('UpdateUserPermissions'), 0);

  await configure('rights: true');
  const own = join(giver.home, '.config/ackring/rotation.yaml');
  await mkdir(dirname(own), { recursive: true });
  await writeFile(own, await readFile(config, 'utf8'));
  const given = await giver.runHere(give.filter((word) => word !== '--config' && word !== config));
  t.like(v.parse(grantContract, given.json()), { plan: [{ ledger: own }] });
  t.deepEqual(await states(runner, ['--config', config]), ['given']);
});
