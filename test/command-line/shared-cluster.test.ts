import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { accessContract, cleanContract } from './access-contracts.js';
import { doctorContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

const named = v.array(v.looseObject({ cluster: v.string() }));

/** Two clusters of another account are in the lists, and refuse every request. */
async function world(t: ExecutionContext) {
  const holders = { ops: { daysLeft: 100 }, tom: { daysLeft: 300, lastSeenDaysAgo: 40 } };
  const theirs = (name: string, refusal: 403 | 404) => ({ name, sharedWith: { ackring: refusal } });
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'tom' }],
      clusters: [{ name: 'ours', holders }],
      accounts: [{ name: 'partner', clusters: [theirs('forbidden', 403), theirs('missing', 404)] }],
    },
  });
  t.teardown(() => emulator.stop());
  return { emulator, ackring: await createAckring(t, emulator) };
}

const clustersOf = (rows: readonly { readonly cluster: string }[]): string[] =>
  [...new Set(rows.map(({ cluster }) => cluster))].toSorted();

test('a list of clusters includes another account’s', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['clusters', '--json']);
  const rows = v.parse(v.array(v.looseObject({ name: v.string() })), run.json());
  t.deepEqual(rows.map(({ name }) => name).toSorted(), ['forbidden', 'missing', 'ours']);
});

test('holders and expiry are reported for the others; each refusal is reported', async (t) => {
  const { ackring } = await world(t);
  const access = await ackring.runHere(['access', '--json']);
  t.is(access.code, 7);
  t.deepEqual(clustersOf(v.parse(accessContract, access.json())), ['ours']);
  const expiry = await ackring.runHere(['expiry', '--json']);
  t.is(expiry.code, 7);
  t.deepEqual(clustersOf(v.parse(named, expiry.json())), ['ours']);
  const { stderr } = await ackring.runHere(['expiry']);
  t.regex(stderr, /forbidden: error: not allowed.*\n.*shared by another account/);
  t.regex(stderr, /missing: error: .*no cluster .*\n.*in another account/);
});

test('a clean names what it could not read, and cleans the rest', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom', '--json']);
  t.is(run.code, 7, run.stderr);
  const { applied, unseen } = v.parse(cleanContract, run.json());
  t.deepEqual(
    applied.map(({ cluster, result }) => [cluster, result]),
    [['ours', 'removed']],
  );
  t.deepEqual(unseen.map(({ place, code }) => [place, code]).toSorted(), [
    ['forbidden', 'Forbidden'],
    ['missing', 'ClusterNotFound'],
  ]);
});

test('fetching one’s own cluster is not delayed; another account’s says why', async (t) => {
  const { ackring } = await world(t);
  t.is((await ackring.runHere(['get', 'ours'])).code, 0);
  const forbidden = await ackring.runHere(['get', 'forbidden']);
  t.is(forbidden.code, 4);
  t.regex(forbidden.stderr, /shared by another account/);
  t.is((await ackring.runHere(['get', 'missing'])).code, 3);
});

test('doctor does not blame another account’s refusal on these credentials', async (t) => {
  const { ackring } = await world(t);
  const findings = v.parse(doctorContract, (await ackring.runHere(['doctor', '--json'])).json());
  const rights = findings.filter(({ check }) => check === 'permissions');
  t.deepEqual([...new Set(rights.map(({ level }) => level))], ['ok']);
  t.true(rights.some(({ detail }) => detail.includes('clusters that you administer')));
});
