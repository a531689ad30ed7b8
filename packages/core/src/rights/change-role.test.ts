import test from 'ava';
import type { UserPermission } from '../cloud/ack/api.js';
import { toText } from '../words/say.js';
import { describeChange, isThere, type RoleChange } from './change-role.js';
import { clusterRole } from './roles.js';
import { administers } from './take-back.js';

const change: RoleChange = {
  ...{ direction: 'give', identity: { uid: '2', name: 'mei' }, isRamRole: false },
  cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
  role: clusterRole('dev', 'web'),
};

for (const [direction, namespace, said] of [
  ['give', null, 'give mei the role dev in prod'],
  ['give', 'web', 'give mei the role dev in namespace web of prod'],
  ['take', null, 'take the role dev in prod from mei'],
  ['take', 'web', 'take the role dev in namespace web of prod from mei'],
] as const)
  test(`a change is told: ${said}`, (t) => {
    t.is(toText(describeChange({ ...change, direction, role: clusterRole('dev', namespace) })), said);
  });

const listed: UserPermission = {
  ...{ clusterId: 'c1', namespace: 'web', scope: 'namespace', role: 'dev', isOwner: false },
};

/** Each answer of the list of permissions, the last one for good. */
const api = (...answers: readonly (readonly UserPermission[])[]) => {
  let asked = 0;
  return {
    describeUserPermissions: async () => answers[Math.min(asked++, answers.length - 1)] ?? [],
    updateUserPermissions: async () => Promise.reject(new Error('nobody changes anything')),
  };
};

for (const [what, answers, expected] of [
  ['is listed', [[listed]], true],
  ['is left out of one list', [[], [listed]], true],
  ['is left out of two lists', [[], [], [listed]], false],
  ['is another role', [[{ ...listed, role: 'ops' }]], false],
  ['is of another namespace', [[{ ...listed, namespace: null }]], false],
  ['is of another cluster', [[{ ...listed, clusterId: 'c2' }]], false],
  ['is of all clusters', [[{ ...listed, clusterId: null }]], false],
] as const)
  test(`a role that ${what} is ${expected ? '' : 'not '}there`, async (t) => {
    t.is(await isThere(change, api(...answers), undefined), expected);
  });

const admin: UserPermission = { ...listed, namespace: null, role: 'admin' };
for (const [what, type, own, expected] of [
  ['the account root', 'root', [], true],
  ['who has no role', 'user', [], false],
  ['an administrator', 'user', [admin], true],
  ['a cluster-admin', 'user', [{ ...admin, role: 'cluster-admin' }], true],
  ['an administrator of all clusters', 'user', [{ ...admin, clusterId: null }], true],
  ['an administrator of another cluster', 'user', [{ ...admin, clusterId: 'c2' }], false],
  ['an administrator of a namespace', 'user', [{ ...admin, namespace: 'web' }], false],
  ['who has a lesser role', 'user', [{ ...admin, role: 'dev' }], false],
  ['the owner', 'user', [{ ...admin, role: 'dev', isOwner: true }], true],
] as const)
  test(`${what} ${expected ? 'administers' : 'does not administer'} the cluster`, async (t) => {
    const caller = { uid: '3', accountId: '1', type };
    t.is(await administers(change.cluster, caller, { api: api(own) }, undefined), expected);
  });
