import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import type { RotationOutcome, RotationReport } from './report.js';
import { compareReports } from './report-comparison.js';

const summary = (serial: string) => ({
  notAfter: onDay(900).toISOString(),
  serial,
  server: 'https://203.0.113.10:6443',
});
const own = (change: Partial<RotationOutcome> = {}): RotationOutcome => ownOutcome(0, 900, change);
const window = { decision: { kind: 'keep', reason: 'HeldBackBySpread' } } as const;

const changes: [
  what: string,
  before: RotationOutcome | null,
  after: RotationOutcome | null,
  kind: string | null,
][] = [
  ['the same', own(), own(), null],
  ['a new one', null, own(), 'appeared'],
  ['one that is gone', own(), null, 'vanished'],
  ['one that fails', own(), own({ error: forbidden }), 'broke'],
  ['one that no longer fails', own({ error: forbidden }), own(), 'mended'],
  ['one that fails still', own({ error: forbidden }), own({ error: forbidden }), null],
  [
    'one that fails, and was renewed',
    own({ before: summary('aa') }),
    own({ error: forbidden, after: summary('bb') }),
    'broke',
  ],
  [
    'another certificate',
    own({ before: summary('aa') }),
    own({ before: summary('aa'), after: summary('bb') }),
    'renewed',
  ],
  [
    'the same certificate, renewed before',
    own({ before: summary('aa'), after: summary('bb') }),
    own({ before: summary('bb') }),
    null,
  ],
  ['none before', own({ before: null }), own({ before: null, after: summary('bb') }), null],
  ['none after', own({ before: summary('aa') }), own({ before: null }), null],
  ['none at all', own({ before: null }), own({ before: null }), null],
  ['another reason', own(), own(window), 'decidedOtherwise'],
  [
    'another reason and certificate',
    own({ before: summary('aa') }),
    own({ ...window, before: summary('bb') }),
    'renewed',
  ],
];

const report = (outcome: RotationOutcome | null): RotationReport =>
  reportOn(0, outcome === null ? [] : [outcome]);

for (const [what, before, after, kind] of changes) {
  test(`${what}: ${kind ?? 'nothing to tell'}`, (t) => {
    const [change] = compareReports(report(before), report(after));
    if (kind === null) t.is(change, undefined);
    else t.deepEqual(change, { ...about, kind, before, after } as unknown);
  });
}

const about = { cluster: { id: 'c1', name: 'prod' }, region: 'cn-hangzhou', identity: 'self' };

test('what is missing from a truncated report is neither new nor gone', (t) => {
  const kinds = (before: RotationReport, after: RotationReport) =>
    compareReports(before, after).map(({ kind }) => kind);
  const [nothing, one] = [report(null), report(own())];
  t.deepEqual(kinds(one, { ...nothing, truncated: true }), []);
  t.deepEqual(kinds({ ...one, truncated: true }, nothing), ['vanished']);
  t.deepEqual(kinds({ ...nothing, truncated: true }, one), []);
  t.deepEqual(kinds(nothing, { ...one, truncated: true }), ['appeared']);
});

test('the identities of one cluster are distinguished, all in a fixed order', (t) => {
  const of = (id: string, identity: string) => own({ cluster: { id, name: id }, identity });
  const told = compareReports(
    reportOn(0, [of('c2', 'self')]),
    reportOn(1, [of('c1', 'role'), of('c1', 'a')]),
  );
  t.deepEqual(
    told.map(({ cluster, identity, kind }) => `${cluster.id}/${identity} ${kind}`),
    ['c1/a appeared', 'c1/role appeared', 'c2/self vanished'],
  );
});
