import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { documentText, readKeptRuns } from './kept-runs.js';
import { compareReports } from './report-comparison.js';
import { parseReport } from './shard-report.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

const scenario = {
  clusters: [
    { name: 'a', holders: { ops: { daysLeft: 190 } } },
    { name: 'b', holders: { ops: { daysLeft: 900 } } },
  ],
};

for (const [kind, settings] of [
  ['file', 'sinks: [{kind: file, directory: "{directory}"}]'],
  ['kms', 'sinks: [{kind: kms}]'],
] as const) {
  test.serial(`${kind}: the last runs are kept and can be compared`, async (t) => {
    await using world = await rotationWorld(scenario, settings);
    const { rotation, ports } = world;
    t.deepEqual(await readKeptRuns(ports.sinks), { runs: [], latest: null, previous: null });
    await rotation.run('apply', { runId: 'r1' });
    await world.advanceDays(11);
    await rotation.run('apply', { runId: 'r2' });
    const { runs, latest, previous } = await readKeptRuns(ports.sinks);
    t.deepEqual(
      runs.map(({ runId }) => runId),
      ['r2', 'r1'],
    );
    if (latest === null || previous === null) return t.fail();
    t.deepEqual([latest.runId, previous.runId], ['r2', 'r1']);
    const changes = compareReports(previous, latest).map(
      ({ cluster, kind: what }) => `${cluster.name} ${what}`,
    );
    t.deepEqual(changes.toSorted(), ['a renewed', 'b decidedOtherwise']);
  });
}

test.serial('a report too large for its place keeps its counts and what happened', async (t) => {
  await using world = await rotationWorld(scenario, 'sinks: [{kind: file, directory: "{directory}"}]');
  await world.rotation.run('apply', { runId: 'r1' });
  await world.advanceDays(11);
  const report = await world.rotation.run('apply', { runId: 'r2' });
  const kept = JSON.parse(documentText(report, (text) => text.length < JSON.stringify(report).length));
  t.true(kept.truncated);
  t.deepEqual(kept.counts, report.counts);
  t.deepEqual(
    kept.outcomes.map((each: { cluster: { name: string } }) => each.cluster.name),
    ['a'],
  );
});

test.serial('what broke, and what was fixed', async (t) => {
  await using world = await rotationWorld(scenario, 'sinks: [{kind: file, directory: "{directory}"}]');
  const mend = world.emulator.faults.add({
    operation: 'DescribeClusterUserKubeconfig',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const broken = await world.rotation.run('apply', { runId: 'r1' });
  mend();
  const whole = await world.rotation.run('apply', { runId: 'r2' });
  t.deepEqual(new Set(compareReports(broken, whole).map(({ kind }) => kind)), new Set(['mended']));
  t.deepEqual(new Set(compareReports(whole, broken).map(({ kind }) => kind)), new Set(['broke']));
  t.is(compareReports(whole, { ...whole, outcomes: [] }).length, 2);
  t.is(compareReports(whole, { ...whole, outcomes: [], truncated: true }).length, 0);
});

const written = {
  runId: 'r',
  startedAt: '2026-11-27T04:00:00.000Z',
  finishedAt: '2026-11-27T04:01:00.000Z',
  counts: {},
  outcomes: [],
  failures: [],
};
const outcome = { cluster: { id: 'c', name: 'n' }, region: 'cn-hangzhou', identity: 'self', condition: null };
const pending = { state: 'pending', reason: 'Deferred', heldUntil: null };

const reports: readonly (readonly [what: string, report: object, isReport: boolean])[] = [
  ['one without outcomes', written, true],
  ['one with them', { ...written, outcomes: [outcome, { ...outcome, condition: pending }] }, true],
  ['an older one', { ...written, outcomes: [{ ...outcome, condition: undefined }] }, true],
  ['one that ended at no instant', { ...written, finishedAt: 'yesterday' }, false],
  ['one with an identity that is no text', { ...written, outcomes: [{ ...outcome, identity: {} }] }, false],
  [
    'one with a reason that is no text',
    { ...written, outcomes: [{ ...outcome, condition: { ...pending, reason: 1 } }] },
    false,
  ],
  [
    'one that holds until no instant',
    { ...written, outcomes: [{ ...outcome, condition: { ...pending, heldUntil: 'later' } }] },
    false,
  ],
];

for (const [what, report, isReport] of reports) {
  test.serial(`${what}, written into a sink by anybody who may, is ${isReport ? 'a' : 'no'} report`, (t) => {
    t.is(parseReport(JSON.stringify(report)) !== null, isReport);
  });
}
