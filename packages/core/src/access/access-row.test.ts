import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { KubeconfigState, UserPermission } from '../cloud/ack/api.js';
import { dayMs } from '../words/duration.js';
import type { IdentityState } from '../words/identity.js';
import {
  type AccessRow,
  accessRow,
  compareRows,
  completeRow,
  isPerhapsOrphan,
  orphansAmong,
  rolesSeen,
} from './access-row.js';

const now = new Date('2027-03-01T04:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);

type Change = Partial<KubeconfigState> & { readonly is?: IdentityState };

function row({ is = 'active', ...change }: Change = {}): AccessRow {
  const held = specimenHolding({ notAfter: inDays(500), ...change });
  return accessRow({ ...held, identity: { ...held.identity, state: is } }, now);
}

const role = (clusterId: string | null, name = 'admin'): UserPermission =>
  ({ clusterId, role: name, namespace: null, isRamRole: false }) as unknown as UserPermission;

const statuses: [change: Change, status: string][] = [
  [{}, 'fresh'],
  [{ notAfter: inDays(1095) }, 'fresh'],
  [{ notAfter: inDays(100) }, 'renewable'],
  [{ notAfter: inDays(-1), certificateState: 'expired' }, 'expired'],
  [{ certificateState: 'removed' }, 'revoked'],
  [{ certificateState: 'removed', notAfter: null }, 'revoked'],
  [{ certificateState: 'unissued' }, 'unknown'],
  [{ notAfter: null }, 'unknown'],
];

test("the server's status is that of a long-term kubeconfig", (t) => {
  for (const [change, status] of statuses)
    t.is<string, string>(row(change).status, status, JSON.stringify(change));
  t.like(row(), { lastActivity: { kind: 'notAsked' }, roles: null, areRolesWhole: false, revokable: true });
});

const orphans: [change: Change, roles: number | null, isOrphan: boolean][] = [
  [{}, null, false],
  [{ is: 'unknown' }, null, false],
  [{ is: 'deleted' }, null, true],
  [{ is: 'inactive' }, null, true],
  [{ is: 'deleted', notAfter: null }, null, true],
  [{ is: 'deleted', notAfter: now }, null, true],
  [{ is: 'deleted', notAfter: inDays(-1) }, null, false],
  [{ is: 'deleted', notAfter: inDays(-1) }, 0, false],
  [{ is: 'deleted', notAfter: inDays(-1) }, 1, true],
  [{ is: 'deleted', certificateState: 'removed' }, null, false],
  [{ is: 'deleted', certificateState: 'removed' }, 1, true],
  [{ is: 'deleted', certificateState: 'unissued', notAfter: null }, null, false],
  [{ is: 'active' }, 1, false],
];

test('a deleted identity is an orphan while a certificate or a permission lives on', (t) => {
  for (const [change, roles, isOrphan] of orphans) {
    const permissions = roles === null ? null : Array.from({ length: roles }, () => role('c1'));
    t.is(completeRow(row(change), { permissions }, now).orphan, isOrphan, JSON.stringify([change, roles]));
    if (roles === null) t.is(row(change).orphan, isOrphan);
  }
});

test('an orphan is counted once a person, and what a role would make one is open until all roles are read', (t) => {
  const expired = { is: 'deleted', notAfter: inDays(-1) } as const;
  const learnt = (isWhole: boolean): AccessRow =>
    completeRow(row(expired), { permissions: [], isWhole }, now);
  const counted = (...rows: AccessRow[]) => {
    const { kubeconfigs, people, open } = orphansAmong(rows);
    return [kubeconfigs, people.size, open.length];
  };
  t.deepEqual(counted(row(), row({ is: 'unknown', notAfter: inDays(-1) })), [0, 0, 0]);
  t.deepEqual(counted(row({ is: 'deleted' }), row({ is: 'inactive' })), [2, 1, 0]);
  t.deepEqual(counted(row({ is: 'deleted' }), row(expired)), [1, 1, 1]);
  t.deepEqual(counted(learnt(false)), [0, 0, 1]);
  t.deepEqual(counted(learnt(true)), [0, 0, 0]);
});

test('permissions for this cluster or for all count; what is unknown stays', (t) => {
  const roles = [role('c1', 'a'), role('c2', 'b'), role(null, 'c')];
  const learnt = completeRow(row(), { permissions: roles, isWhole: true }, now);
  t.deepEqual(learnt.roles, [roles[0], roles[2]] as UserPermission[]);
  t.is(rolesSeen(learnt), 'all');
  const seen = { kind: 'never' } as const;
  const active = completeRow(learnt, { lastActivity: seen }, now);
  t.like(active, { lastActivity: seen, areRolesWhole: true, roles: { length: 2 } });
  t.is(completeRow(active, {}, now).lastActivity, seen);
  const mine = completeRow(row(), { permissions: roles }, now);
  t.is(rolesSeen(mine), 'asAdministered');
  const unread = completeRow(row(), { permissions: null, isWhole: true }, now);
  t.deepEqual([unread.roles, unread.areRolesWhole, rolesSeen(unread)], [null, false, null]);
});

test('orphans come first, then people by name, cluster and uid, then the cloud’s own services', (t) => {
  const of = (change: Partial<AccessRow>): AccessRow => ({ ...row(), ...change });
  const person = (name: string, uid = '1') => ({ identity: { ...row().identity, name, uid } });
  const at = (name: string, id = 'c1') => ({ cluster: { ...row().cluster, name, id } });
  const sorted = [
    of({ orphan: true, ...person('zoe') }),
    of({ ...person('amy'), ...at('a') }),
    of({ ...person('amy'), ...at('b') }),
    of({ ...person('bob', '1'), ...at('a', 'c1') }),
    of({ ...person('bob', '1'), ...at('a', 'c2') }),
    of({ ...person('bob', '2'), ...at('a') }),
    of({ cloudService: 's', orphan: true, ...person('aaa') }),
  ];
  t.deepEqual(sorted.toReversed().toSorted(compareRows), sorted);
});

const perhaps: [change: Change, roles: number | null, isPerhaps: boolean][] = [
  [{ is: 'unknown', certificateState: 'unissued' }, 1, true],
  [{ is: 'unknown', certificateState: 'unissued' }, 0, false],
  [{ is: 'unknown', certificateState: 'unissued' }, null, false],
  [{ is: 'unknown', certificateState: 'removed' }, 1, false],
  [{ is: 'active', certificateState: 'unissued' }, 1, false],
  [{ is: 'deleted', certificateState: 'unissued' }, 1, false],
];

test('roles without a kubeconfig, of whom nothing is known, are perhaps an orphan’s', (t) => {
  for (const [change, count, isPerhaps] of perhaps) {
    const roles = count === null ? null : Array.from({ length: count }, () => role('c1'));
    t.is(isPerhapsOrphan({ ...row(change), roles }), isPerhaps, JSON.stringify([change, count]));
  }
});
