import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import { countOutcomes } from '../report/report.js';
import { type DigestEntry, digestOf, fitted, shortened, utf8Bytes } from './digest.js';

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
