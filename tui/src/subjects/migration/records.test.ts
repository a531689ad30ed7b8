import type { MigrationRecord } from '@ackring/core/internal/migration/record';
import { dayMs } from '@ackring/core/words';
import test from 'ava';
import { en } from '../../languages/en.js';
import { opened } from '../../testkit.js';
import { areMigrationsDue, migrationNote, readMigrations } from './records.js';

const now = new Date('2026-11-01T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);
const reader = { now, timeZone: 'UTC', home: '/home/me', messages: en };
const uid = '200000000000000001';

const record = (over: Partial<MigrationRecord> = {}): MigrationRecord => ({
  version: 1,
  cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
  identity: { uid, name: 'mei', type: 'user' },
  isSelf: false,
  commonName: `${uid}-1735700000`,
  access: { mapping: { name: 'm', arn: 'a', username: `ram:${uid}`, groups: [] }, bindings: [] },
  stage: 'watching',
  startedAt: daysAgo(5),
  watchedSince: daysAgo(5),
  unused: { from: daysAgo(3), until: now },
  quietDays: 35,
  task: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  ...over,
});

const held = [{ cluster: { id: 'c1' }, identity: { uid } }];

function told(records: readonly MigrationRecord[]): readonly string[] {
  const state = { readAt: now, isReading: false, records };
  return migrationNote(held, state, 200, reader).map((line) => line.map(({ text }) => text).join(''));
}

test('details say how far an identity is on the way to tokens, and since when its certificate is unused', (t) => {
  t.deepEqual(told([record()]), ['mei in prod, on the way to tokens: watching for 5 d, unused for 3 d']);
  t.deepEqual(told([record({ unused: null })]), ['mei in prod, on the way to tokens: watching for 5 d']);
  t.deepEqual(told([record({ stage: 'begun', watchedSince: null })]), [
    'mei in prod, on the way to tokens: begun',
  ]);
  t.deepEqual(told([record({ stage: 'cleaned' })]), ['mei in prod, on the way to tokens: cleaned']);
});

test('of others, and of other clusters, they say nothing; a name draws nothing but itself', (t) => {
  const { cluster, identity } = record();
  t.deepEqual(told([record({ cluster: { ...cluster, id: 'c2' } })]), []);
  t.deepEqual(told([record({ identity: { ...identity, uid: '1' } })]), []);
  t.notRegex(told([record({ identity: { ...identity, name: 'a\u001b[2Jb' } })])[0] ?? '', /\u001b/);
});

test('the records are read while details are open, once a minute', (t) => {
  const start = opened({ now });
  t.false(areMigrationsDue(start));
  const open = {
    ...start,
    overlay: { kind: 'details', subject: { kind: 'identity', id: uid }, tab: null, scroll: 0 },
  } as unknown as typeof start;
  t.true(areMigrationsDue(open));
  t.false(areMigrationsDue(readMigrations.arrivals.reading(open) as typeof start));
  const read = readMigrations.arrivals.read(open, [record()]) as typeof start;
  t.false(areMigrationsDue(read));
  t.true(areMigrationsDue({ ...read, now: new Date(now.getTime() + 61_000) }));
});
