import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { simulationContract } from './rotation-contracts.js';
import { createAckring } from './run-ackring.js';

const dayMs = 86_400_000;

/** Two clusters: one inside the renewal window after three weeks, one after more than two years. */
async function ackringWithFleet(t: Parameters<typeof createAckring>[0]) {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'soon', holders: { ops: { daysLeft: 200 } } },
        { name: 'late', holders: { ops: { daysLeft: 1000 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  return { emulator, ackring: await createAckring(t, emulator) };
}

test('the calendar has three years of renewals, and nothing is changed for it', async (t) => {
  const { emulator, ackring } = await ackringWithFleet(t);
  const run = await ackring.runHere(['rotate', 'simulate', '--json']);
  t.is(run.code, 0, run.stderr);
  const { from, months, events } = v.parse(simulationContract, run.json());
  const dayOf = (at: string) => Math.floor((Date.parse(at) - Date.parse(from)) / dayMs);
  t.deepEqual(
    events.map(({ at, cluster, decision }) => [dayOf(at), cluster.name, decision.kind]),
    [
      [21, 'soon', 'renew'],
      [821, 'late', 'renew'],
      [21 + 915, 'soon', 'renew'],
    ],
  );
  t.is(
    months.reduce((sum, { renew }) => sum + renew, 0),
    3,
  );
  t.true(months.length >= 36);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
});

test('people see a line for each month with events', async (t) => {
  const { ackring } = await ackringWithFleet(t);
  const { stdout, stderr, code } = await ackring.runHere(['rotate', 'simulate']);
  t.is(code, 0, stderr);
  t.regex(stdout, /^MONTH +RENEW +DELIVER +NOTIFY +CLUSTERS\n/);
  t.is(stdout.trim().split('\n').length, 4);
  t.regex(stderr, /3 renewals/);
});

test('one day shows what its run would do; a day outside the three years is refused', async (t) => {
  const { ackring } = await ackringWithFleet(t);
  const calendar = v.parse(
    simulationContract,
    (await ackring.runHere(['rotate', 'simulate', '--json'])).json(),
  );
  const [first] = calendar.events;
  const day = first?.at.slice(0, 10) ?? '';
  const one = await ackring.runHere(['rotate', 'simulate', '--at', day]);
  t.is(one.code, 0, one.stderr);
  t.regex(one.stdout, /\nsoon .* renew /);
  t.notRegex(one.stdout, /late/);

  const before = await ackring.runHere(['rotate', 'simulate', '--at', '2020-01-01']);
  t.is(before.code, 2);
  t.regex(before.stderr, /2020-01-01 is not between/);
});
