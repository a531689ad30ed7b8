import { ownOutcome } from '@ackring/testkit/rotation/outcomes';
import { copyOf, factsUntil, subjectCluster, subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { KubeconfigState } from '../../cloud/ack/api.js';
import type { Cluster } from '../../words/cluster.js';
import type { KnownCredential } from '../ledger/standing.js';
import type { RotationOutcome } from '../report/report.js';
import { createHalt, orderWork } from './halt.js';
import type { PlannedCredential } from './plan.js';

const since = new Date('2027-03-01T04:00:00Z');
const failedBefore: KnownCredential = {
  state: 'failing',
  reason: 'VerificationFailed',
  heldUntil: null,
  lastProof: null,
  awaitsProof: false,
  addresses: {},
  settled: null,
  since,
};

/** This many, each of its own cluster; refused after the fetch if `code` is given. */
function outcomes(count: number, code: 'VerificationFailed' | 'Refused' | null): readonly RotationOutcome[] {
  const refused = (reason: 'VerificationFailed' | 'Refused'): Partial<RotationOutcome> => ({
    error: { code: reason, message: 'no', remedy: 'none', requestId: null },
    steps: [{ step: 'promote', result: 'failed', durationMs: 1, sink: 'kms:' }],
  });
  return Array.from({ length: count }, (_, index) =>
    ownOutcome(0, 90, {
      cluster: { id: `c${index}`, name: `n${index}` },
      ...(code === null ? {} : refused(code)),
    }),
  );
}

function haltedBy(seen: readonly RotationOutcome[], knownFailing: number): boolean {
  const known = new Map(
    outcomes(knownFailing, null).map(({ cluster, identity }): [string, KnownCredential] => [
      `${cluster.id}/${identity}`,
      failedBefore,
    ]),
  );
  const halt = createHalt({ canaries: 3, haltAbovePercent: 50, known });
  for (const outcome of seen) halt.record(outcome);
  return halt.isHalted();
}

test('of three refused ones, only news counts', (t) => {
  t.true(haltedBy(outcomes(3, 'VerificationFailed'), 0));
  t.false(haltedBy(outcomes(3, 'VerificationFailed'), 3));
  t.true(haltedBy(outcomes(3, 'Refused'), 3), 'another reason than last time is news');
});

test('what failed for the same reason last time counts neither way, however many there are', (t) => {
  t.false(haltedBy(outcomes(40, 'VerificationFailed'), 40));
  // Forty old failures do not dilute five new ones.
  const five = outcomes(45, 'VerificationFailed').slice(40);
  t.true(haltedBy([...outcomes(40, 'VerificationFailed'), ...five.slice(0, 3)], 40));
});

test('successes and unreachable servers halt nobody', (t) => {
  t.false(haltedBy(outcomes(30, null), 0));
  const unreachable = outcomes(30, 'Refused').map(({ error, ...outcome }) => ({
    ...outcome,
    error: error === null ? null : { ...error, code: 'Unreachable' as const },
  }));
  t.false(haltedBy(unreachable, 0));
});

/** One that ends this many days later. */
function ending(days: number, now: Date): PlannedCredential {
  const id = `c${days}`;
  const notAfter = new Date(now.getTime() + days * 86_400_000);
  const state = { notAfter, identity: { uid: '1' } } as KubeconfigState;
  const subject = { kind: 'foreign', cluster: { id } as Cluster, state } as const;
  return { subject, decision: { kind: 'renew', reason: 'WithinRenewalWindow' }, due: null };
}

const daysOf = (items: readonly PlannedCredential[]): readonly number[] =>
  items.map(({ subject }) => Number(subject.cluster.id.slice(1)));

test('what ends within a month comes first, then the canaries by urgency, then the rest in order', (t) => {
  const ends = [100, 31, 29, 170, 3, 64, 45, 90, 150, 61, 120, 80];
  const known = new Map(
    [29, 45, 61, 100].map((days): [string, KnownCredential] => [`c${days}/1`, failedBefore]),
  );
  const firsts = new Set<number>();
  for (let day = 0; day < 30; day += 1) {
    const now = new Date(since.getTime() + day * 86_400_000);
    const options = { canary: { count: 3, haltAbovePercent: 50 }, known, now };
    const items = ends.map((days) => ending(days, now));
    const { pressing, canaries, rest } = orderWork(items, options);
    t.deepEqual(daysOf(pressing), [3, 29]);
    t.is(canaries.length, 3);
    t.is(daysOf(canaries)[0], 31);
    for (const days of daysOf(canaries))
      t.false([45, 61, 100].includes(days), 'what failed last is no canary');
    for (const days of daysOf(canaries)) firsts.add(days);
    const inOrder = [45, 64, 80, 90, 120, 150, 170, 61, 100];
    t.deepEqual(
      daysOf(rest),
      inOrder.filter((days) => !daysOf(canaries).includes(days)),
    );
  }
  t.true(firsts.size > 3, 'the others are not the same every day');
});

test('exactly a month is pressing', (t) => {
  const options = { canary: { count: 1, haltAbovePercent: 50 }, known: new Map(), now: since };
  t.deepEqual(
    daysOf(
      orderWork(
        [31, 30].map((days) => ending(days, since)),
        options,
      ).pressing,
    ),
    [30],
  );
});

for (const step of [0, 1, 7, 30, 60, 180]) {
  test(`what failed before comes first where it has at most ${step} days and another has more`, (t) => {
    const ms = 1 / 86_400_000;
    const ids = (failing: number, other: number) => {
      const known = new Map([[`c${failing}/1`, failedBefore]]);
      const options = { canary: { count: 0, haltAbovePercent: 50 }, known, now: since };
      const items = [other, failing].map((days) => ending(days, since));
      const { pressing, rest } = orderWork(items, options);
      return daysOf([...pressing, ...rest]);
    };
    t.deepEqual(ids(step, step + ms), [step, step + ms]);
    t.deepEqual(ids(step + ms, step + 2 * ms), [step + 2 * ms, step + ms]);
  });
}

test('of a fleet with lives of 30 days only the last sixth of each window is too urgent to be held back', (t) => {
  const item = (days: number): PlannedCredential => {
    const notAfter = new Date(since.getTime() + days * 86_400_000);
    const certificate = { notBefore: new Date(notAfter.getTime() - 30 * 86_400_000) };
    const copies = [copyOf(factsUntil(notAfter, { certificate }))];
    const cluster = { ...subjectCluster, id: `c${days}` };
    const subject = { ...subjectUntil(notAfter, { copies }), cluster };
    return { subject, decision: { kind: 'renew', reason: 'WithinRenewalWindow' }, due: null };
  };
  const options = { canary: { count: 1, haltAbovePercent: 50 }, known: new Map(), now: since };
  const order = orderWork([9, 1, 8, 2].map(item), options);
  t.deepEqual([order.pressing, order.canaries, order.rest].map(daysOf), [[1], [2], [8, 9]]);
});

type Step = RotationOutcome['steps'][number];
const step = (name: Step['step'], result: Step['result']): Step => {
  return { step: name, result, durationMs: 1, sink: null };
};

/** When a fleet of this size with this many failures, the bad ones last, is stopped. */
function haltedAfter(wrong: Partial<RotationOutcome>, [well, bad]: readonly [number, number], canaries = 3) {
  const error = { code: 'Refused', message: 'no', remedy: 'none', requestId: null } as const;
  const halt = createHalt({ canaries, haltAbovePercent: 50, known: new Map() });
  const all = [
    ...Array.from({ length: well }, () => ownOutcome(0, 90)),
    ...Array.from({ length: bad }, () => ownOutcome(0, 90, { error, ...wrong })),
  ];
  return (
    all.findIndex((outcome) => {
      halt.record(outcome);
      return halt.isHalted();
    }) + 1
  );
}

const staged = { steps: [step('fetch', 'done'), step('stage', 'failed')] };

test('the share counts once all canaries were tried, and then from ten on', (t) => {
  t.is(haltedAfter(staged, [0, 3]), 3);
  t.is(haltedAfter(staged, [0, 1], 1), 1);
  // Half is not more than half.
  t.is(haltedAfter(staged, [1, 1], 2), 0);
  t.is(haltedAfter(staged, [1, 2]), 3);
  t.is(haltedAfter(staged, [2, 7]), 0);
  t.is(haltedAfter(staged, [2, 8]), 10);
  t.is(haltedAfter(staged, [5, 5]), 0);
  t.is(haltedAfter(staged, [5, 6]), 11);
  t.is(haltedAfter(staged, [10, 11], 20), 21);
  t.is(haltedAfter(staged, [7, 12], 20), 0);
});

test('failures before anything was stored, or with a stored copy somewhere, harm nobody else', (t) => {
  t.is(haltedAfter({ steps: [step('fetch', 'failed')] }, [0, 12]), 0);
  t.is(haltedAfter({ steps: [] }, [0, 12]), 0);
  const one = [step('stage', 'failed'), step('read back', 'done')];
  t.is(haltedAfter({ steps: one }, [0, 12]), 0);
  t.is(haltedAfter({ steps: [step('read back', 'failed'), step('promote', 'done')] }, [0, 12]), 3);
  t.is(
    haltedAfter(
      { ...staged, error: { code: 'Throttled', message: '', remedy: '', requestId: null } },
      [0, 12],
    ),
    0,
  );
});

test('a run that another part has halted starts nothing', (t) => {
  t.true(createHalt({ canaries: 3, haltAbovePercent: 50, known: new Map(), isHalted: true }).isHalted());
});

const haltedFor: readonly (readonly [what: string, days: readonly number[], canaries: number])[] = [
  ['is not halted', [], 3],
  ['was halted today', [0], 6],
  ['was halted yesterday', [1], 12],
  ['was halted three days ago, and again since', [1, 3, 2], 48],
  ['was halted years ago', [2_000], 2_000],
];
for (const [what, days, count] of haltedFor)
  test(`a fleet that ${what} has ${count} canaries`, (t) => {
    const known = new Map(
      days.map((each): [string, KnownCredential] => {
        const at = new Date(since.getTime() - each * 86_400_000);
        return [`h${each}/1`, { ...failedBefore, state: 'pending', reason: 'halted', since: at }];
      }),
    );
    const items = Array.from({ length: 2_000 }, (_, index) => ending(200 + index, since));
    const options = { canary: { count: 3, haltAbovePercent: 50 }, known, now: since };
    t.is(orderWork(items, options).canaries.length, count);
  });
