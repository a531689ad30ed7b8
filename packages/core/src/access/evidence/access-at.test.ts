import test from 'ava';
import type { JournalLine } from '../../journal/journal.js';
import { sentenceOf, toText } from '../../words/say.js';
import { accessRow, completeRow } from '../access-row.js';
import { hashOf, parseRecord, recordedIn, recordedLine, recordText } from './access-at.js';

const at = new Date('2026-05-01T00:00:00Z');

const row = (change: { readonly isWhole?: boolean; readonly roles?: readonly [] | null } = {}) =>
  completeRow(
    accessRow(
      {
        identity: { uid: '2995', name: 'mei', type: 'user', state: 'active' },
        cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
        notAfter: new Date('2027-05-01T00:00:00Z'),
        certificateState: 'unexpired',
        revokable: true,
        cloudService: null,
      },
      at,
    ),
    { permissions: change.roles ?? null, isWhole: change.isWhole ?? true },
    at,
  );

const unread = [{ place: 'cn-beijing', code: 'Forbidden' }];

for (const isWhole of [true, false]) {
  for (const roles of [[], null] as const) {
    test(`a record is read as it was written, its roles ${roles ? 'known' : 'unknown'}, ${isWhole ? 'all' : 'in part'}`, (t) => {
      const record = { at, rows: [row({ isWhole, roles })], unread };
      t.deepEqual(parseRecord(recordText(record), at), record);
    });
  }
}

test('each row is judged as of the day on which it is read', (t) => {
  const text = recordText({ at, rows: [row()], unread: [] });
  const statusOn = (day: string) => parseRecord(text, new Date(day))?.rows[0]?.status;
  t.deepEqual(['2026-05-01', '2027-01-01', '2027-04-15', '2027-05-02'].map(statusOn), [
    'fresh',
    'renewable',
    'critical',
    'expired',
  ]);
});

const whole = JSON.parse(recordText({ at, rows: [row()], unread }));
const [holding] = whole.holdings;
const noRecords: readonly (readonly [what: string, content: unknown])[] = [
  ['nothing', undefined],
  ['a list', []],
  ['another schema', { ...whole, schema: 'ackring.access/v2' }],
  ['a time that is none', { ...whole, at: 'yesterday' }],
  ['no holdings', { ...whole, holdings: null }],
  ['a state that nobody knows', { ...whole, holdings: [{ ...holding, certificateState: 'lost' }] }],
  ['a flag that is a text', { ...whole, holdings: [{ ...holding, revokable: 'yes' }] }],
  ['an end that is none', { ...whole, holdings: [{ ...holding, notAfter: 'soon' }] }],
  ['an unread place without a code', { ...whole, unread: [{ place: 'cn-beijing' }] }],
];

for (const [what, content] of noRecords) {
  test(`${what} is no record`, (t) => t.is(parseRecord(JSON.stringify(content) ?? '{', at), null));
}

test('the journal keeps the hash of what was written, and how much it holds', (t) => {
  const record = { at, rows: [row(), row()], unread };
  const text = recordText(record);
  const { summary, ...line } = recordedLine('a.json', text, record);
  t.regex(toText(sentenceOf(summary)), /2 kubeconfigs/);
  t.deepEqual(line, {
    action: 'access-record',
    phase: 'done',
    details: { file: 'a.json', sha256: hashOf(text), kubeconfigs: 2, unread: 1 },
  });
});

test('only whole lines about records count, in their order', (t) => {
  const line = (sequence: number, action: string, details?: object) =>
    ({ action, at, sequence, summary: 'x', details }) as unknown as JournalLine;
  const details = { file: 'a.json', sha256: 'abc' };
  const lines = [
    line(1, 'access-record', details),
    line(2, 'clean', details),
    line(3, 'access-record'),
    line(4, 'access-record', { file: 'a.json' }),
    line(5, 'access-record', { file: 7, sha256: 'abc' }),
    line(6, 'access-record', { file: 'a.json', sha256: null }),
    line(7, 'access-record', details),
  ];
  t.deepEqual(
    recordedIn(lines),
    [1, 7].map((sequence) => ({ at, sequence, ...details })),
  );
});
