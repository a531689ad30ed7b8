import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import { countOutcomes } from '../report/report.js';
import { type DigestEntry, digestOf, fitted, lastAlarms, shortened, utf8Bytes } from './digest.js';

const marks: readonly [change: Pick<Alarm, 'kind' | 'reason'>, mark: DigestEntry['mark']][] = [
  [{ kind: 'failing', reason: 'Forbidden' }, '✕'],
  [{ kind: 'failing', reason: 'Gone' }, '✕'],
  [{ kind: 'pending', reason: 'Unproven' }, '!'],
  [{ kind: 'mended', reason: null }, '✓'],
  [{ kind: 'mended', reason: 'Unproven' }, '✓'],
  [{ kind: 'resolved', reason: null }, '✓'],
  [{ kind: 'resolved', reason: 'Remembered' }, '✓'],
  [{ kind: 'resolved', reason: 'Unproven' }, '·'],
  [{ kind: 'resolved', reason: 'Gone' }, '·'],
];
for (const [{ kind, reason }, mark] of marks) {
  test(`${kind}, ${reason ?? 'without a reason'}, is marked ${mark}`, (t) => {
    const counts = countOutcomes('apply', []);
    const alarm = { ...quiet, kind, reason };
    const notice = { function: null, runId: 'r', now: '2027-01-01T00:00:00Z', counts, alarms: [alarm] };
    t.is(digestOf(notice, 'en').entries[0]?.mark, mark);
  });
}

const quiet: Alarm = {
  kind: 'resolved',
  ...{ key: 'c1/self', label: 'prod/self', cluster: 'prod', clusterId: 'c1', region: null, identity: 'self' },
  ...{
    holder: null,
    reason: null,
    message: null,
    brokenSince: null,
    lastProof: null,
    mended: null,
    daysLeft: 7,
    step: 7,
  },
  ...{ detail: 'prod/self', remedy: null },
};

test('a title counts what is open, what failed as a whole and what is over, and says which ends first', (t) => {
  const title = (...alarms: readonly (readonly [kind: Alarm['kind'], daysLeft: number | null])[]) =>
    digestOf(
      {
        ...{ function: null, runId: 'r', now: '', counts: countOutcomes('apply', []) },
        alarms: alarms.map(([kind, daysLeft]) => ({ ...quiet, kind, daysLeft })),
      },
      'en',
    ).title;
  t.is(
    title(
      ['failing', 30],
      ['pending', 7],
      ['blocked', 60],
      ['outage', null],
      ['resolved', null],
      ['mended', null],
    ),
    'ackring: 3 kubeconfigs need attention, the nearest ends in 7 days; 1 part of the rotation failed',
  );
  t.is(title(['resolved', null], ['mended', null]), 'ackring: 2 resolved');
  t.is(title(['failing', null]), 'ackring: 1 kubeconfig needs attention');
});

test('a line has 600 characters at most', (t) => {
  const counts = countOutcomes('apply', []);
  const summary = (runId: string) =>
    digestOf({ function: null, runId, now: '', counts, alarms: [] }, 'en').summary;
  const room = 600 - summary('').length;
  t.is(summary('x'.repeat(room)).length, 600);
  t.true(summary('x'.repeat(room)).endsWith('x'));
  t.is(summary('x'.repeat(room + 1)).length, 600);
  t.true(summary('x'.repeat(room + 1)).endsWith('x…'));
});

test('what had no room are the last ones', (t) => {
  const alarms = ['a', 'b', 'c'].map((key) => ({ ...quiet, key }));
  const notice = { function: null, runId: 'r', now: '', counts: countOutcomes('apply', []), alarms };
  const left = (leftOut: number) => lastAlarms(notice, { leftOut }).map(({ key }) => key);
  t.deepEqual([0, 1, 3].map(left), [[], ['c'], ['a', 'b', 'c']]);
});

const list = (limit: number, entries: readonly string[]) =>
  fitted(entries, {
    limit,
    sizeOf: utf8Bytes,
    bodyOf: (some, leftOut) => `${some.join('')}${leftOut === 0 ? '' : `+${leftOut}`}`,
  });

const rows: readonly [limit: number, entries: readonly string[], body: string][] = [
  [9, ['aaa', 'bbb', 'ccc'], 'aaabbbccc'],
  [8, ['aaa', 'bbb', 'ccc'], 'aaabbb+1'],
  [7, ['aaa', 'bbb', 'ccc'], 'aaa+2'],
  [1, ['aaa', 'bbb', 'ccc'], '+3'],
  [9, ['証', '明', '書'], '証明書'],
  [8, ['証', '明', '書'], '証明+1'],
  [9, [], ''],
];
for (const [limit, entries, body] of rows) {
  test(`${entries.join() || 'nothing'} in ${limit} bytes is ${body || 'nothing'}`, (t) => {
    t.is(list(limit, entries).body, body);
  });
}

test('text is cut between grapheme clusters', (t) => {
  t.is(shortened('abcdef', 6), 'abcdef');
  t.is(shortened('abcdef', 5), 'abcd…');
  t.is(shortened('ab😀cd', 4), 'ab…');
  t.is(shortened('ab👨‍👩‍👧cdefgh', 9), 'ab…');
  t.is(shortened('e\u0301'.repeat(4), 5), 'e\u0301e\u0301…');
  for (let most = 1; most < 40; most += 1) t.true(shortened('👨‍👩‍👧😀🇯🇵が'.repeat(5), most).isWellFormed());
});
