import { forbidden, onDay, ownOutcome, reportOn, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import { conditionUntil } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import type { Condition } from '../credential/condition.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';
import { documentsOf, documentText, keepRun, readKeptRuns, standingIn } from './kept-runs.js';
import type { RotationOutcome, RotationReport } from './report.js';
import { keepShardReport, partFingerprint, readShardReport } from './shard-report.js';

// What is kept of runs, in an in-memory store.

function sinkWith(documents: DocumentStore | null): Sink {
  const nothing = async () => undefined;
  return { name: 'memory', read: async () => null, stage: nothing, promote: nothing, documents };
}

function memory(fits: (text: string) => boolean = () => true) {
  const kept = new Map<string, string>();
  const store: DocumentStore = {
    fits,
    read: async (name) => kept.get(name) ?? null,
    write: async (name, text) => void kept.set(name, text),
  };
  return { kept, store, sinks: [sinkWith(null), sinkWith(store), sinkWith(null)] };
}

const run = (day: number, outcomes: readonly RotationOutcome[] = []): RotationReport =>
  reportOn(day, outcomes);

test('the first sink that has room keeps them; if none has, nothing is remembered', async (t) => {
  const { store, sinks } = memory();
  t.is(documentsOf(sinks), store);
  t.is(documentsOf([sinkWith(null)]), null);
  t.deepEqual(await readKeptRuns([sinkWith(null)]), { runs: [], latest: null, previous: null });
});

test('the last two reports and thirty runs are kept, each run once', async (t) => {
  const { store, sinks } = memory();
  for (let day = 1; day <= 32; day += 1) await keepRun(store, run(day));
  await keepRun(store, { ...run(32), mode: 'plan' });
  const { runs, latest, previous } = await readKeptRuns(sinks);
  t.deepEqual([latest?.runId, latest?.mode, previous?.runId], ['r32', 'plan', 'r31']);
  t.deepEqual(
    runs.map(({ runId }) => runId),
    Array.from({ length: 30 }, (_, index) => `r${32 - index}`),
  );
});

test('an unreadable list starts anew', async (t) => {
  const { kept, store, sinks } = memory();
  for (const text of ['', '{', '{}', '[{"runId":1}]']) {
    kept.set('runs', text);
    t.deepEqual((await readKeptRuns(sinks)).runs, [], text);
  }
  kept.set('latest', 'no report');
  await keepRun(store, run(1));
  t.deepEqual((await readKeptRuns(sinks)).previous, null);
});

test('a run is kept as a summary, with the conditions of our own credentials', async (t) => {
  const { store, sinks } = memory();
  const failures = Array.from({ length: 7 }, (_, index) => ({ what: `region ${index}`, error: forbidden }));
  await keepRun(store, reportOn(1, [standing('failing', 20)], failures));
  const [kept] = (await readKeptRuns(sinks)).runs;
  t.deepEqual(
    kept?.failures,
    [0, 1, 2, 3, 4].map((index) => `region ${index}: Forbidden`),
  );
  t.deepEqual(kept?.standing, {
    conditions: { ready: 0, pending: 0, failing: 1, blocked: 0 },
    broken: 0,
    firstEnd: onDay(20).toISOString(),
  });
});

test('a run kept by an older version has no conditions', async (t) => {
  const { kept, store, sinks } = memory();
  await keepRun(store, run(1));
  const [{ standing: _, ...old }] = JSON.parse(kept.get('runs') ?? '');
  kept.set('runs', JSON.stringify([old]));
  const [read] = (await readKeptRuns(sinks)).runs;
  t.is(read?.runId, 'r1');
  t.false('standing' in (read ?? {}));
});

function standing(
  state: Condition['state'],
  endsOn: number | null,
  change: Partial<Condition> = {},
): RotationOutcome {
  const heldUntil = endsOn === null ? null : onDay(endsOn);
  return ownOutcome(0, 900, {
    condition: conditionUntil(heldUntil, { state, reason: 'Forbidden', ...change }),
  });
}

test('conditions are counted, with the first end of those that are not ready', (t) => {
  const broken = { brokenSince: onDay(0).toISOString() };
  const others = { ...standing('failing', 1), holder: 'tom' };
  const found = standingIn({
    outcomes: [
      standing('ready', 5),
      standing('failing', 40, broken),
      standing('pending', 30),
      standing('blocked', 50),
      standing('pending', null),
      others,
      standing('blocked', 2, { reason: 'ClusterNotOurs' }),
      ownOutcome(0, 3),
      ownOutcome(0, 3, { condition: null }),
      tomsOutcome(0, 4),
    ],
  });
  t.deepEqual(found, {
    conditions: { ready: 1, pending: 2, failing: 1, blocked: 1 },
    broken: 1,
    firstEnd: onDay(30).toISOString(),
  });
  t.is(standingIn({ outcomes: [standing('ready', 5)] }).firstEnd, null);
});

const eventful: Partial<RotationOutcome>[] = [
  { error: forbidden },
  { deferred: 'deadline' },
  { decision: { kind: 'renew', reason: 'Expired' } },
  { decision: { kind: 'notify', reason: 'OrphanedIdentity' } },
];
const outcomes = [
  ownOutcome(0, 900),
  ...eventful.map((change) => ownOutcome(0, 900, change)),
  ownOutcome(0, 900, { decision: { kind: 'skip', reason: 'ClusterNotServing' } }),
];

/** What is kept of that report if there is room for this many outcomes. */
function keptWith(room: number): RotationReport {
  const failures = Array.from({ length: 12 }, () => ({ what: 'x', error: forbidden }));
  return JSON.parse(
    documentText(reportOn(0, outcomes, failures), (text) => JSON.parse(text).outcomes.length <= room),
  );
}

test('a report is kept whole if it fits, else what happened, as much of it as fits', (t) => {
  const [, ...happened] = outcomes.slice(0, 5);
  t.is(keptWith(6).truncated, undefined);
  t.is(keptWith(6).outcomes.length, 6);
  for (const [room, kept] of [
    [5, 4],
    [4, 4],
    [3, 3],
    [2, 2],
    [1, 1],
  ] as const) {
    t.is(keptWith(room).truncated, true);
    t.deepEqual(keptWith(room).outcomes, happened.slice(0, kept), `room for ${room}`);
    t.is(keptWith(room).failures.length, 12);
  }
  t.like(keptWith(0), { truncated: true, outcomes: [] });
  t.is(keptWith(0).failures.length, 10);
});

test('a shard’s report is found by run and content, in a fixed order, and counted anew', async (t) => {
  const { kept, store } = memory();
  const part = { runId: 'r1', place: 'shard-1', identities: ['self'], clusterIds: ['c2', 'c1'] };
  const of = (id: string) => ownOutcome(0, 900, { cluster: { id, name: id } });
  const report = reportOn(1, [of('c2'), of('c1')]);
  await keepShardReport(store, part, report);
  const found = await readShardReport(store, part);
  t.deepEqual(
    found?.outcomes.map(({ cluster }) => cluster.id),
    ['c1', 'c2'],
  );
  t.like(found?.counts, { total: 2, kept: 2 });
  t.is(found?.runId, 'r1');
  for (const change of [
    { runId: 'r2' },
    { clusterIds: ['c2'] },
    { identities: ['role'] },
    { place: 'shard-2' },
  ]) {
    t.is(await readShardReport(store, { ...part, ...change }), null, JSON.stringify(change));
  }
  t.is(partFingerprint(part).length, 16);
  kept.set('shard-1', (kept.get('shard-1') ?? '').replace(/"head":\{[^}]*\}+/, '"head":"x"'));
  t.is(await readShardReport(store, part), null);
});
