import type { ExpiryEntry } from '@ackring/core/expiry';
import type { UsageEvent, UsageRow } from '@ackring/core/usage';
import { AckringError } from '@ackring/core/words';
import test from 'ava';
import { en } from '../../languages/en.js';
import { fitTable } from '../../screen/columns.js';
import { usedExpiryTable } from '../expiry/table.js';
import { usedOrder, usedSpan } from './column.js';
import { noUsage, withUsage } from './usage.js';

const now = new Date('2026-11-24T00:00:00Z');
const reader = { now, timeZone: 'UTC', home: '/home/ops', messages: en };
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const sight = { asked: { from: daysAgo(180), to: now }, from: daysAgo(30), gaps: [], isWhole: false };

function answerOf(rows: readonly object[]) {
  const event = { kind: 'rows', cluster: { id: 'c1' }, rows, sight, holdersUnread: null };
  return withUsage(noUsage, [event as unknown as UsageEvent]).answers.get('c1') ?? null;
}

function row(uid: string, last: Date | null, more: Partial<UsageRow> = {}) {
  const use = last === null ? null : { commonName: `${uid}-1700000000`, last };
  return {
    identity: { uid },
    verdict: last === null ? 'unused' : 'used',
    use,
    sight,
    ...{ newAddresses: [], unsureAddresses: [] },
    ...more,
  };
}

const cells: readonly (readonly [string, string, string, object | null])[] = [
  ['in use', '3 min ago', 'text', row('2', new Date(now.getTime() - 180_000))],
  ['from a new address', '! 2 d ago', 'bad', row('2', daysAgo(2), { newAddresses: ['198.51.100.9'] })],
  ['long ago', 'unused for 94 d', 'dim', row('2', daysAgo(94))],
  ['never in all of the time', 'unused for 180 d', 'dim', row('2', null)],
  ['not seen in part of the time', 'not seen in 30 d', 'warn', row('2', null, { verdict: 'unknown' })],
  ['somebody else', '–', 'faint', row('3', now)],
];
for (const [what, text, tone, each] of cells) {
  test(`a cell of LAST USED: ${what}`, (t) => {
    t.like(usedSpan(answerOf(each === null ? [] : [each]), '2', reader), { text, tone });
  });
}

test('a log that is off, cannot be read or has not answered is said so, and is never unused', (t) => {
  const failed = (code: 'AuditOff' | 'Forbidden') => {
    const error = new AckringError(code, 'no', { remedy: 'x' });
    const event = { kind: 'failed', cluster: { id: 'c1' }, error } as unknown as UsageEvent;
    return withUsage(noUsage, [event]).answers.get('c1') ?? null;
  };
  t.is(usedSpan(failed('AuditOff'), '2', reader).text, 'no audit log');
  t.is(usedSpan(failed('Forbidden'), '2', reader).text, 'not readable');
  t.is(usedSpan(null, '2', reader).text, 'asking…');
});

test("of several names of one identity the latest use counts, and the root's local name finds it", (t) => {
  const older = row('1', daysAgo(60));
  const use = { commonName: 'kubernetes-admin-1700000000', last: daysAgo(1) };
  const answer = answerOf([{ ...row('1', daysAgo(1)), use }, older]);
  t.is(usedSpan(answer, '1', reader).text, '1 d ago');
  t.is(usedSpan(answer, 'kubernetes-admin', reader).text, '1 d ago');
});

test('by last use what was unused comes first and what nobody can tell last, never as unused', (t) => {
  const failed = { kind: 'failed', error: new AckringError('AuditOff', 'off', { remedy: 'x' }) } as const;
  const orders: readonly (readonly [number | null, number | null])[] = [
    [usedOrder(answerOf([row('2', null)]), '2'), 0],
    [usedOrder(answerOf([row('2', daysAgo(94))]), '2'), daysAgo(94).getTime()],
    [usedOrder(answerOf([row('2', now)]), '2'), now.getTime()],
    [usedOrder(answerOf([row('2', null, { verdict: 'unknown' })]), '2'), null],
    [usedOrder(answerOf([row('3', now)]), '2'), null],
    [usedOrder(failed, '2'), null],
    [usedOrder(null, '2'), null],
  ];
  for (const [order, expected] of orders) t.is(order, expected);
});

const entry = (uid: string, name = uid): ExpiryEntry => ({
  ...{ source: 'server', cluster: { id: 'c1', name: 'c1' }, region: null, notBefore: null, notAfter: now },
  ...{ daysLeft: 1, status: 'fresh', renewableFrom: now, isTemporary: false, file: null, context: null },
  identity: { uid, name, type: 'user', state: 'active' },
});

const beside = {
  isRotated: () => false,
  isHere: () => false,
  isInFile: () => false,
  isGoing: () => false,
  brokenBy: () => [],
  isReadOnly: false,
};

test('beside it names stay whole at 80 columns: what yields is the status, and who renews it', (t) => {
  const known = { ...beside, usageOf: () => null };
  const shownAt = (longest: number): readonly (readonly [string, number])[] =>
    fitTable(usedExpiryTable, {
      ...{ sort: null, width: 76, known, reader },
      rows: { longest: () => longest },
    }).map(({ column, width }) => [column.title, width]);
  const [identity, cluster, ...others] = shownAt(22);
  t.deepEqual(
    [identity?.[0], cluster?.[0], ...others.map(([title]) => title)],
    ['IDENTITY', 'CLUSTER', 'LEFT', 'LAST USED'],
  );
  t.true((identity?.[1] ?? 0) >= 20 && (cluster?.[1] ?? 0) >= 20, `${identity} ${cluster}`);
  // Short names leave them room.
  t.true(shownAt(8).some(([title]) => title === 'STATUS'));
});

test('lists sort by it in both directions, with what nobody can tell at the end', (t) => {
  const answer = answerOf([
    row('old', daysAgo(94)),
    row('new', now),
    row('unused', null),
    row('unseen', null, { verdict: 'unknown' }),
  ]);
  const known = { ...beside, usageOf: () => answer };
  const entries = ['new', 'unseen', 'stranger', 'old', 'unused'].map((uid) => entry(uid));
  const sorted = (isDescending: boolean) =>
    usedExpiryTable
      .sorted(entries, { column: 'used', isDescending }, known)
      .ids()
      .map((id) => id.split('/')[1]);
  t.deepEqual(sorted(false), ['unused', 'old', 'new', 'stranger', 'unseen']);
  t.deepEqual(sorted(true).slice(0, 3), ['new', 'old', 'unused']);
});
