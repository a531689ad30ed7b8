import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import { conditionUntil, standingOf } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Standing, Standings } from '../rotation/ledger/standing.js';
import { dayMs } from '../words/duration.js';
import {
  bySoonest,
  checkExitCodes,
  type ExpiryEntry,
  fileExpiry,
  heldExpiry,
  moreUrgent,
  serverExpiry,
} from './expiry.js';

// Which kubeconfigs on the server, in sinks and in files expire.

const now = new Date('2026-11-24T00:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);

const cluster = { id: 'c1', name: 'one', region: 'cn-hangzhou' };
const state = specimenHolding({ cluster, notAfter: inDays(100) });

const shownOfServer: [
  what: string,
  change: Partial<KubeconfigState>,
  days: number | null,
  status?: string,
][] = [
  ['one in force', {}, 100, 'renewable'],
  ['one that ends in years', { notAfter: inDays(900) }, 900, 'fresh'],
  ['one that was just issued', { notAfter: inDays(1095) }, 1095, 'fresh'],
  ['one that has ended', { notAfter: inDays(-2), certificateState: 'expired' }, -2, 'expired'],
  ['one without an end', { notAfter: null }, null],
  ['one that was never issued', { certificateState: 'unissued' }, null],
  ['one that was removed', { certificateState: 'removed' }, null],
  ['one of the cloud’s own roles', { cloudService: 'cs.aliyuncs.com' }, null],
];

for (const [what, change, days, status] of shownOfServer) {
  test(`on the server, ${what}: ${status ?? 'left out'}`, (t) => {
    const [entry] = serverExpiry([{ ...state, ...change }], now);
    if (days === null) {
      t.is(entry, undefined);
      return;
    }
    const { cluster, region } = { cluster: { id: 'c1', name: 'one' }, region: 'cn-hangzhou' };
    const inNoFile = { file: null, context: null, isTemporary: false };
    t.like(entry, { source: 'server', cluster, region, daysLeft: days, status, ...inNoFile });
    t.deepEqual(entry?.notAfter, inDays(days));
  });
}

const context = specimenContext({
  file: 'f',
  credential: { kind: 'certificate', ...specimenFacts(inDays(100), { uid: '1', notBefore: now }) },
  ...{ status: 'renewable', daysLeft: 100 },
  ack: { clusterId: 'c1', region: 'cn-hangzhou', access: 'public', identity: '1', source: 'owned' },
});

test('in files, the contexts of ACK clusters with a certificate', (t) => {
  const names = new Map([['c1', 'one']]);
  const shown = (change: Partial<ContextEntry>) => fileExpiry([{ ...context, ...change }], names);
  t.like(shown({}), [
    { source: 'file', cluster: { id: 'c1', name: 'one' }, daysLeft: 100, file: 'f', context: 'prod' },
  ]);
  t.is(shown({})[0]?.identity.uid, '1');
  t.is(fileExpiry([context], new Map())[0]?.cluster.name, 'c1');
  t.is(shown({ daysLeft: null })[0]?.daysLeft, 0);
  const { credential } = context;
  if (credential.kind !== 'certificate') return t.fail();
  t.is(shown({ credential: { ...credential, uid: null } })[0]?.identity.name, '1-1700000000');
  t.deepEqual(shown({ credential: { kind: 'token' } }), []);
  t.deepEqual(shown({ ack: null }), []);
});

const standing = standingOf(conditionUntil(inDays(400)), { label: 'one', cluster: 'one' });

test('in sinks, what consumers hold, with the instant it became unusable', (t) => {
  const held = (change: Partial<Standing>): readonly ExpiryEntry[] => {
    const standings: Standings = new Map([['c1/self', { ...standing, ...change }]]);
    return heldExpiry(standings, now);
  };
  const condition = standing.condition;
  if (condition === null) return t.fail();
  const cluster = { id: 'c1', name: 'one' };
  t.like(held({}), [{ source: 'sink', cluster, daysLeft: 400, status: 'fresh', isTemporary: false }]);
  const broken = { ...condition, brokenSince: inDays(-3).toISOString() };
  t.like(held({ condition: broken }), [{ daysLeft: -3, status: 'expired' }]);
  const just = { ...condition, heldUntil: inDays(1095).toISOString() };
  t.like(held({ condition: just }), [{ daysLeft: 1095, status: 'fresh' }]);
  const short = { ...condition, heldUntil: inDays(25).toISOString(), heldFrom: inDays(-5).toISOString() };
  t.like(held({ condition: short }), [
    { daysLeft: 25, status: 'fresh', notBefore: inDays(-5), renewableFrom: inDays(15) },
  ]);
  t.like(held({ condition: { ...short, brokenSince: inDays(-3).toISOString() } }), [
    { status: 'expired', notBefore: null },
  ]);
  const nothing: Partial<Standing>[] = [
    { condition: null },
    { condition: { ...condition, heldUntil: null } },
    { cluster: null },
    { clusterId: null },
    { identity: null },
    { holder: '299999999999999999' },
  ];
  for (const change of nothing) t.deepEqual(held(change), [], JSON.stringify(change));
});

test('soonest first, ties by cluster, holder and context', (t) => {
  const [entry] = serverExpiry([state], now);
  if (entry === undefined) return t.fail();
  const later = { ...entry, notAfter: inDays(101) };
  const sorted: ExpiryEntry[] = [
    { ...entry, notAfter: inDays(99), cluster: { id: 'c9', name: 'z' } },
    { ...entry, cluster: { id: 'c1', name: 'a' } },
    { ...entry, cluster: { id: 'c2', name: 'a' }, context: null },
    { ...entry, cluster: { id: 'c2', name: 'a' }, context: 'a' },
    { ...entry, cluster: { id: 'c2', name: 'a' }, context: 'b' },
    { ...entry, cluster: { id: 'c2', name: 'a' }, identity: { ...entry.identity, uid: '2' } },
    { ...entry, cluster: { id: 'c1', name: 'b' } },
    { ...later, cluster: { id: 'c0', name: 'a' } },
  ];
  t.deepEqual(sorted.toReversed().toSorted(bySoonest), sorted);
});

test('exit codes are those of monitoring plug-ins', (t) => {
  t.deepEqual(checkExitCodes, { ok: 0, warning: 1, critical: 2, unknown: 3 });
});

test('of two the one is more urgent that ended, ends or is renewable, and what is no such thing is the least', (t) => {
  const order = ['expired', 'critical', 'renewable', 'fresh', 'temporary'] as const;
  for (const [place, one] of order.entries())
    for (const other of order.slice(place))
      t.deepEqual([moreUrgent(one, other), moreUrgent(other, one)], [one, one], `${one} ${other}`);
  t.is(moreUrgent('notYetValid', 'temporary'), 'notYetValid');
});
