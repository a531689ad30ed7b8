import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import type { DeployedFunction } from '../../cloud/function-compute/api.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { keepShardReport, partFingerprint } from '../report/shard-report.js';
import type { DocumentStore } from '../sinks/sink.js';
import { type FanOutOptions, fanOut, mergeReports, notInTime } from './fan-out.js';
import { decodeResume, encodeResume, goesOn, mostParts, type Resume } from './resume.js';
import { decodeShard, reportPart, type Shard } from './shard.js';

// Shards on a clock that sleeping moves; a function that may be slow, and an in-memory store.

const start = onDay(0);
const report = reportOn(0, [ownOutcome(0, 900)]);

function shard(index: number): Shard {
  const cluster = {
    id: `c${index}`,
    name: `n${index}`,
    region: 'r',
    state: 'running',
  } as Shard['clusters'][number];
  const unsaid = {
    updated: null,
    vpcId: null,
    tags: {},
    type: '',
    profile: '',
    spec: '',
    version: '',
    endpoints: null,
    created: null,
  };
  const run = { runId: 'r', of: 2, mode: 'apply', now: start, isHalted: false } as const;
  return {
    ...run,
    index,
    identities: ['self'],
    clusters: [{ ...unsaid, ...cluster }],
    records: [],
    known: [],
  };
}

interface Situation {
  /** When a shard's report arrives, in ms after dispatch; undefined for never. */
  readonly takesMs?: number;
  readonly deadlineMs?: number;
  readonly underWay?: readonly string[];
  readonly refuses?: boolean;
  /** Calls that are lost before one arrives. */
  readonly lost?: number;
  /** As the first one is lost, the run is cut short. */
  readonly cutShort?: boolean;
  readonly unreadable?: boolean;
  readonly signal?: AbortSignal;
  /** Shards whose reports exist already. */
  readonly done?: readonly number[];
}

async function fannedOut(indexes: readonly number[], situation: Situation = {}) {
  const {
    takesMs,
    deadlineMs = 600_000,
    underWay = [],
    refuses = false,
    lost = 0,
    cutShort = false,
    unreadable = false,
    done = [],
  } = situation;
  const stop = new AbortController();
  const { signal = stop.signal } = situation;
  let nowMs = start.getTime();
  const later: { readonly at: number; readonly shard: Shard }[] = [];
  const kept = new Map<string, string>();
  const store: DocumentStore = {
    fits: () => true,
    read: async (name) => {
      if (unreadable || signal.aborted) throw new AckringError('Unreachable', 'x', { remedy: 'y' });
      return kept.get(name) ?? null;
    },
    write: async (name, text) => void kept.set(name, text),
  };
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: async (ms) => {
      nowMs += ms;
      pausesMs.push(Math.round(ms));
      for (const each of later.filter(({ at }) => at <= nowMs))
        await keepShardReport(store, reportPart(each.shard), report);
    },
  };
  const invoked: number[] = [];
  const pausesMs: number[] = [];
  let called = 0;
  const self = {
    invoke: async (event: string, { async: isAsync }: { readonly async: boolean }) => {
      if (refuses) throw new AckringError('Forbidden', 'no', { remedy: 'y' });
      called += 1;
      if (cutShort) stop.abort();
      if (called <= lost) throw new AckringError('Unreachable', 'reset', { remedy: 'y' });
      const sent = decodeShard(JSON.parse(event));
      if (sent === null || !isAsync) throw new Error('not a shard to be handed out');
      invoked.push(sent.index);
      if (takesMs !== undefined) later.push({ at: nowMs + takesMs, shard: sent });
    },
  } as unknown as DeployedFunction;
  const shards = indexes.map(shard);
  for (const index of done) await keepShardReport(store, reportPart(shard(index)), report);
  const deadline = new Date(start.getTime() + deadlineMs);
  const options: FanOutOptions = { self, store, clock, deadline, underWay, signal };
  const { reports, failures, unfinished, underWay: begun } = await fanOut(shards, options);
  return {
    invoked,
    reports: reports.length,
    failures: failures.map(({ what, error }) => `${what}: ${error.code}`),
    unfinished: unfinished.map(({ index }) => index),
    begun,
    pausesMs,
    seconds: Math.floor((nowMs - start.getTime()) / 1_000),
  };
}

const fingerprint = (index: number): string => partFingerprint(reportPart(shard(index)));

test('each shard is dispatched once and waited for', async (t) => {
  const { invoked, ...rest } = await fannedOut([0, 1], { takesMs: 20_000 });
  t.deepEqual(invoked.toSorted(), [0, 1]);
  t.like(rest, { reports: 2, failures: [], unfinished: [], begun: [] });
  t.true(rest.seconds < 60);
});

test('a shard is looked for soon, then more and more seldom, at least every four seconds', async (t) => {
  const { pausesMs } = await fannedOut([0]);
  t.deepEqual(pausesMs.slice(0, 12), [250, 325, 423, 549, 714, 928, 1207, 1569, 2039, 2651, 3446, 4000]);
  t.is(Math.max(...pausesMs), 4_000);
});

test('a finished shard is not dispatched again', async (t) => {
  t.like(await fannedOut([0, 1], { takesMs: 1, done: [0] }), { invoked: [1], reports: 2 });
});

test('a late shard is unfinished, and runs on; half a minute is left to report', async (t) => {
  const late = await fannedOut([0], { deadlineMs: 600_000 });
  t.like(late, {
    invoked: [0],
    reports: 0,
    failures: [],
    unfinished: [0],
    begun: [fingerprint(0)],
    seconds: 570,
  });
  // Too late to start anything.
  t.like(await fannedOut([0], { deadlineMs: 30_000 }), {
    invoked: [],
    unfinished: [0],
    begun: [],
    seconds: 0,
  });
  t.like(await fannedOut([0], { deadlineMs: 30_001 }), { invoked: [0], unfinished: [0] });
});

test('a shard dispatched by an earlier part is waited for, and not dispatched again', async (t) => {
  const underWay = [fingerprint(0)];
  t.like(await fannedOut([0], { underWay }), { invoked: [], unfinished: [0], begun: [] });
  t.like(await fannedOut([1], { underWay, takesMs: 1 }), { invoked: [1], reports: 1 });
});

test('a shard that cannot be dispatched is a failure next to the others', async (t) => {
  t.like(await fannedOut([0, 1], { refuses: true, done: [1] }), {
    reports: 1,
    failures: ['shard 1 of 2: Forbidden'],
    unfinished: [],
    seconds: 0,
  });
});

test('a lost call is repeated, and finally reported', async (t) => {
  t.like(await fannedOut([0], { lost: 2, takesMs: 1 }), { invoked: [0], reports: 1, failures: [] });
  const late = await fannedOut([0], { lost: 1, deadlineMs: 30_500 });
  t.like(late, { invoked: [], failures: ['shard 1 of 2: Unreachable'], seconds: 0 });
  t.like(await fannedOut([0], { lost: 1, deadlineMs: 30_501 }), { invoked: [0], unfinished: [0] });
  const cut = await fannedOut([0], { lost: 1, cutShort: true });
  t.like(cut, { invoked: [], failures: ['shard 1 of 2: Unreachable'], seconds: 0 });
  t.like(await fannedOut([0], { lost: 3 }), { invoked: [], failures: ['shard 1 of 2: Unreachable'] });
});

test('a store that is unreadable for now is read again; a cancelled run does not wait', async (t) => {
  t.like(await fannedOut([0], { unreadable: true }), { invoked: [0], failures: [], unfinished: [0] });
  const cut = await fannedOut([0], { signal: AbortSignal.abort() });
  t.deepEqual(cut.failures, ['shard 1 of 2: Unreachable']);
});

test('an abandoned shard is reported with the clusters that it hides', (t) => {
  const [failure] = notInTime([shard(1)]);
  t.like(failure, {
    what: 'shard 2 of 2',
    error: { code: 'TimedOut', message: 'no report in time for 1 clusters' },
  });
  t.deepEqual(failure?.hides, { kind: 'clusters', ids: ['c1'] });
});

test('reports of one run become one, and a failure of every shard is reported once', (t) => {
  const failure = (what: string) => ({ what, error: forbidden });
  const parts = [
    reportOn(0, [ownOutcome(0, 900)], [failure('kubeconfig states (3 questions)')]),
    reportOn(
      0,
      [ownOutcome(0, 900, { error: forbidden })],
      [failure('kubeconfig states (7 questions)'), failure('region x')],
    ),
  ];
  const merged = mergeReports(reportOn(9, []), parts, [failure('region x')]);
  t.like(merged, { runId: 'r9', counts: { total: 2, kept: 1, failed: 1 } });
  t.deepEqual(
    merged.failures.map(({ what }) => what),
    ['region x', 'kubeconfig states (7 questions)'],
  );
});

const resume: Resume = {
  runId: 'r',
  now: start,
  part: 1,
  isHalted: true,
  canaries: ['c1'],
  cuts: [{ identities: ['self'], from: 'c2' }],
  underWay: ['x'],
};

test('a run that continues elsewhere resumes where it was left, in a limited number of parts', (t) => {
  const event = (change: object = {}) => decodeResume(JSON.parse(encodeResume({ ...resume, ...change })));
  t.deepEqual(event(), resume);
  t.is(event({ part: mostParts })?.part, 12);
  for (const part of [0, 13, 1.5]) t.is(event({ part }), null);
  t.is(decodeResume({ kind: 'shard' }), null);
  const { what, error } = goesOn([shard(0), shard(1)], resume);
  t.deepEqual([what, error.code], ['time', 'TimedOut']);
  t.is(error.message, '2 clusters did not fit into this invocation; part 2 goes on with them');
});
