import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { JournalCheck, JournalLine } from '../../journal/journal.js';
import { dayMs } from '../../words/duration.js';
import { sentenceOf, toText } from '../../words/say.js';
import { accessRow, completeRow } from '../access-row.js';
import { accessAt, hashOf, parseRecord, recordedIn, recordedLine, recordText } from './access-at.js';

const at = new Date('2026-05-01T00:00:00Z');

const row = (change: { readonly isWhole?: boolean; readonly roles?: readonly [] | null } = {}) =>
  completeRow(
    accessRow(specimenHolding({ uid: '2995', name: 'mei', notAfter: new Date('2027-05-01T00:00:00Z') }), at),
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

test('a certificate that is not valid yet is read as it was written', (t) => {
  const notBefore = new Date('2026-06-01T00:00:00Z');
  const held = specimenHolding({ notBefore, notAfter: new Date('2026-06-03T00:00:00Z') });
  const early = completeRow(accessRow(held, at), { permissions: [], isWhole: true }, at);
  t.deepEqual(early.notBefore, notBefore);
  t.deepEqual(parseRecord(recordText({ at, rows: [early], unread }), at)?.rows, [early]);
});

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

const day = (days: number) => new Date(at.getTime() + days * dayMs);

function journalOf(...lines: readonly Partial<JournalLine>[]): JournalCheck {
  const usual = { action: 'clean', phase: 'done', runId: 'run', summary: '', previous: '', at } as const;
  return {
    lines: lines.map((line, index) => ({ ...usual, sequence: index + 1, ...line })),
    ...{ flaws: [], isIntact: true, unfinished: [], head: { sequence: lines.length, hash: '' } },
  };
}

const written = recordText({ at, rows: [row()], unread: [] });
const noted = (file: string, change: Partial<JournalLine> = {}): Partial<JournalLine> => {
  const { action, phase, details = {} } = recordedLine(file, written, { at, rows: [row()], unread: [] });
  return { action, phase, details, ...change };
};
const cleaned = (result: string | null, change: Partial<JournalLine> = {}): Partial<JournalLine> => ({
  at: day(1),
  details: { result, clusterId: 'c1', uid: '2995' },
  ...change,
});

const changes: [what: string, line: Partial<JournalLine>, isGone: boolean, isTold: boolean][] = [
  ['a removal', cleaned('removed'), true, true],
  ['a removal that nobody saw', cleaned('unconfirmed'), true, true],
  ['what was removed before', cleaned('alreadyRemoved'), true, true],
  ['a removal that failed', cleaned('failed', { phase: 'failed' }), false, true],
  ['a removal, in a run that failed', cleaned('removed', { phase: 'failed' }), true, true],
  [
    'a removal of another',
    cleaned('removed', { details: { result: 'removed', clusterId: 'c1', uid: '1' } }),
    false,
    true,
  ],
  [
    'a removal elsewhere',
    cleaned('removed', { details: { result: 'removed', clusterId: 'c2', uid: '2995' } }),
    false,
    true,
  ],
  ['a removal without a word', { at: day(1) }, false, true],
  ['a revoke', cleaned('removed', { action: 'revoke' }), false, true],
  ['a grant', cleaned(null, { action: 'grant' }), false, true],
  ['a withdrawal', cleaned(null, { action: 'withdraw' }), false, true],
  ['a fetch', cleaned('removed', { action: 'get' }), false, false],
  ['a beginning', cleaned('removed', { phase: 'started' }), false, false],
  ['a refusal', cleaned('removed', { phase: 'refused' }), false, false],
  ['a removal at that very moment', cleaned('removed', { at: day(2) }), true, true],
  ['a later removal', cleaned('removed', { at: day(3) }), false, false],
];

for (const [what, line, isGone, isTold] of changes)
  test(`${what} after a record ${isGone ? 'takes away' : 'leaves'} what was held, and is ${isTold ? '' : 'not '}told`, async (t) => {
    const seen = await accessAt(day(2), journalOf(noted('a.json'), line), async () => written);
    t.is(seen.rows[0]?.certificateState, isGone ? 'removed' : 'unexpired');
    t.is(seen.changes.length, isTold ? 1 : 0);
    t.like(seen, { recordedAt: at, lostRecords: [], journal: { sequence: 2 } });
    const before = await accessAt(day(2), journalOf(line, noted('a.json')), async () => written);
    t.is(before.rows[0]?.certificateState, 'unexpired');
    t.is(before.changes.length, 0);
  });

test('the last record by then counts that the journal vouches for, and those lost are named', async (t) => {
  const journal = journalOf(
    noted('a.json'),
    noted('b.json', { at: day(1) }),
    noted('c.json', { at: day(3) }),
  );
  const texts: Record<string, string | null> = {
    'a.json': written,
    'b.json': `${written} `,
    'c.json': written,
  };
  const read = async (file: string) => texts[file] ?? null;
  t.deepEqual((await accessAt(day(2), journal, read)).lostRecords, ['b.json']);
  t.deepEqual((await accessAt(day(3), journal, read)).lostRecords, []);
  t.deepEqual((await accessAt(at, journal, read)).lostRecords, []);
  texts['a.json'] = null;
  await t.throwsAsync(accessAt(day(2), journal, read), {
    message: /missing or was altered: b\.json.*a\.json/,
  });
  await t.throwsAsync(accessAt(day(-1), journal, read), { message: /was not recorded by/ });
});

test('flaws of the journal are told, but a torn write is none', async (t) => {
  const flaws: JournalCheck['flaws'] = [
    { kind: 'torn', line: 1 },
    { kind: 'altered', line: 2 },
  ] as unknown as JournalCheck['flaws'];
  const seen = await accessAt(day(2), { ...journalOf(noted('a.json')), flaws }, async () => written);
  t.deepEqual(seen.flaws, flaws.slice(1));
});
