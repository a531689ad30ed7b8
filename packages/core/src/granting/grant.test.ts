import test from 'ava';
import type { PermissionChange, UserPermission } from '../cloud/ack/api.js';
import { readOnlyMode } from '../cloud/read-only.js';
import type { CachedHolder } from '../fleet/fleet-cache.js';
import type { JournalDraft } from '../journal/journal.js';
import type { GrantDirection } from '../rights/change-role.js';
import type { EndingRight } from '../rights/ending-right.js';
import { clusterRole } from '../rights/roles.js';
import type { Cluster } from '../words/cluster.js';
import type { Identity } from '../words/identity.js';
import { createGrants } from './grant.js';

const accountId = '1234567890123456';
const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' } as Cluster;
const mei: Identity = { uid: '200000000000000001', name: 'mei', type: 'user', state: 'active' };
const ops: Identity = { ...mei, uid: '200000000000000002', name: 'ops' };
const root: Identity = { uid: accountId, name: 'root', type: 'root', state: 'active' };
const dev: UserPermission = {
  clusterId: 'c1',
  namespace: null,
  scope: 'cluster',
  role: 'dev',
  isOwner: false,
};

const held = {
  cluster,
  notAfter: null,
  certificateState: 'unissued',
  revokable: false,
  cloudService: null,
} as const;

interface Place {
  readonly holders?: readonly Identity[];
  readonly known?: readonly CachedHolder[];
  readonly permissions?: readonly UserPermission[];
  readonly rights?: readonly EndingRight[];
  readonly readOnly?: boolean;
}

/** An account, and what reaches it. */
function place({
  holders = [mei, ops, root],
  known = [],
  permissions = [],
  rights = [],
  readOnly = false,
}: Place = {}) {
  const changes: (readonly [uid: string, change: PermissionChange])[] = [];
  const drafts: JournalDraft[] = [];
  let told = permissions;
  const settings = async () => ({ profile: null, readOnly: false, readOnlyProfiles: [] });
  const mode = readOnlyMode({ readOnly, profile: null, settings, chosenProfile: async () => null });
  const grants = createGrants({
    ack: {
      listKubeconfigStates: async () => holders.map((identity) => ({ ...held, identity })),
      describeCluster: () => Promise.reject(new Error('nobody asks')),
    },
    api: {
      describeUserPermissions: async () => told,
      updateUserPermissions: async (uid, change) => {
        changes.push([uid, change]);
        const { name: role, namespace } = change.role;
        told = change.mode === 'patch' ? [...told, { ...dev, role, namespace }] : [];
      },
    },
    caller: async () => ({ uid: ops.uid, accountId, type: 'user' }),
    knownHolders: async () => known,
    clock: { now: () => new Date('2026-11-27T12:00:00Z'), sleep: async () => undefined },
    rightsLedger: async () => null,
    rights: {
      all: async () => ({ rights, errors: [] }),
      keep: async () => undefined,
      elsewhere: async () => null,
      alone: (work) => work(),
    },
    journal: {
      record: async (draft) => {
        drafts.push(draft);
      },
    },
    refuseWhenReadOnly: mode.refuseWhenReadOnly,
  });
  const apply = async (direction: GrantDirection, user: string, confirm: string | null) => {
    const plan = await grants.planGrant({ direction, user, cluster, role: clusterRole('dev', null) });
    return grants.applyGrant(plan, { confirm });
  };
  const tell = (now: readonly UserPermission[]) => {
    told = now;
  };
  return { grants, apply, changes, drafts, tell };
}

const unknown: Identity = { ...mei, type: 'unknown' };
for (const [identity, isRamRole, known] of [
  [mei, true, false],
  [{ ...mei, type: 'role' }, undefined, true],
  [unknown, true, true],
  [unknown, undefined, false],
] as const)
  test(`a ${identity.type}, said to be a role: ${isRamRole}, is known as a role: ${known}`, async (t) => {
    const { grants } = place({ holders: [identity] });
    const asked = { direction: 'give', user: mei.uid, cluster, role: clusterRole('dev', null) } as const;
    t.is((await grants.planGrant({ ...asked, ...(isRamRole && { isRamRole }) })).isRamRole, known);
  });

test('what one has in the cluster, and in all of them, is seen beside a role; the same elsewhere is another', async (t) => {
  const [there, everywhere, inWeb] = [
    { ...dev, clusterId: 'c2' },
    { ...dev, clusterId: null, role: 'ops' },
    { ...dev, namespace: 'web' },
  ];
  const { grants } = place({ permissions: [there, everywhere, inWeb] });
  const asked = { direction: 'give', user: 'mei', cluster, role: clusterRole('dev', null) } as const;
  const { present, reason } = await grants.planGrant(asked);
  t.deepEqual([present, reason], [[everywhere, inWeb], 'toDo']);
});

const until = new Date('2026-11-27T20:00:00Z');
const right: EndingRight = {
  ...{ id: '00000001', accountId, by: ops.uid, reason: 'INC-1', request: null, ledger: null, until },
  ...{ cluster, identity: mei, isRamRole: false, role: clusterRole('dev', null), askedAt: until },
  ...{ answeredAt: until, seenAt: until, takingAt: null, over: null, trouble: null },
};
for (const [what, change, endsAt] of [
  ['that ends', {}, until],
  ['that is over', { over: { how: 'takenBack', at: until } }, null],
  ['of another account', { accountId: '9' }, null],
  ['of another identity', { identity: ops }, null],
  ['in another cluster', { cluster: { ...cluster, id: 'c2' } }, null],
  ['of another name', { role: clusterRole('ops', null) }, null],
  ['in a namespace', { role: clusterRole('dev', 'web') }, null],
] as const satisfies readonly (readonly [string, Partial<EndingRight>, Date | null])[])
  test(`a role ${what} ends ${endsAt === null ? 'never' : 'then'}`, async (t) => {
    const { grants } = place({ permissions: [dev], rights: [{ ...right, ...change }] });
    const asked = { direction: 'take', user: 'mei', cluster, role: clusterRole('dev', null) } as const;
    t.deepEqual((await grants.planGrant(asked)).endsAt, endsAt);
  });

for (const [direction, mode, action, permissions] of [
  ['give', 'patch', 'grant', []],
  ['take', 'delete', 'withdraw', [dev]],
] as const) {
  test(`to ${direction} a role changes that role alone, and is recorded before and after`, async (t) => {
    const { apply, changes, drafts } = place({ permissions });
    t.deepEqual(await apply(direction, 'mei', 'mei'), { isSeen: true, until: null });
    const role = { name: 'dev', isCustom: false, namespace: null };
    t.deepEqual(changes, [[mei.uid, { cluster, role, isRamRole: false, mode }]]);
    t.deepEqual(
      drafts.map(({ phase, action, details }) => [phase, action, details?.['uid'], details?.['direction']]),
      [
        ['started', action, mei.uid, direction],
        ['done', action, mei.uid, direction],
      ],
    );
  });
}

test('a role that ends, and is there by the time it would be given for good, is not given again', async (t) => {
  const { grants, changes, tell } = place({ rights: [right] });
  const plan = await grants.planGrant({
    ...{ direction: 'give', user: 'mei', cluster, role: clusterRole('dev', null) },
  });
  tell([dev]);
  await t.throwsAsync(grants.applyGrant(plan, { confirm: 'mei' }), { code: 'Refused', message: /already/ });
  t.deepEqual(changes, []);
});

test('what one who was deleted has can be taken', async (t) => {
  const { apply } = place({ holders: [{ ...mei, state: 'deleted' }], permissions: [dev] });
  t.deepEqual(await apply('take', 'mei', 'mei'), { isSeen: true, until: null });
});

const met = (identity: Identity): CachedHolder => ({ ...identity });
const refusals: readonly (readonly [string, Place, GrantDirection, string, string | null, string])[] = [
  ['in read-only mode', { readOnly: true }, 'give', 'mei', 'mei', 'ReadOnly'],
  ['without the name', {}, 'give', 'mei', null, 'ConfirmationMissing'],
  ['with another name', {}, 'give', 'mei', 'Mei', 'ConfirmationMissing'],
  ['to the account root', {}, 'give', 'root', 'root', 'Refused'],
  [
    'to the account root, known as a user',
    { holders: [{ ...root, type: 'user' }] },
    'give',
    'root',
    'root',
    'Refused',
  ],
  ['to one who was deleted', { holders: [{ ...mei, state: 'deleted' }] }, 'give', 'mei', 'mei', 'Refused'],
  ['from oneself', { permissions: [dev] }, 'take', 'ops', 'ops', 'Refused'],
  ['that is there already', { permissions: [dev] }, 'give', 'mei', 'mei', 'Refused'],
  ['that is not there', {}, 'take', 'mei', 'mei', 'Refused'],
  [
    'to one of two of a name',
    { holders: [mei, { ...ops, name: 'mei' }] },
    'give',
    'mei',
    'mei',
    'UsageInvalid',
  ],
  [
    'to one of two of a name that were met elsewhere',
    { holders: [], known: [met(mei), met({ ...ops, name: 'mei' })] },
    'give',
    'mei',
    'mei',
    'UsageInvalid',
  ],
  [
    'to a name that only an earlier scan met',
    { holders: [ops], known: [met(mei)] },
    'give',
    'mei',
    'mei',
    'Refused',
  ],
  [
    'to a number that was a name when an earlier scan met it',
    { holders: [ops], known: [met({ ...mei, name: '00123456' })] },
    'give',
    '00123456',
    '00123456',
    'Refused',
  ],
  ['to nobody', {}, 'give', 'tom', 'tom', 'ResourceNotFound'],
];
for (const [what, given, direction, user, confirm, code] of refusals) {
  test(`a role ${what}: ${code}, and nothing is done`, async (t) => {
    const { apply, changes, drafts } = place(given);
    await t.throwsAsync(apply(direction, user, confirm), { code });
    t.deepEqual([changes, drafts], [[], []]);
  });
}

test('a uid that the cluster does not list is of the type that scans met it with', async (t) => {
  const { apply, changes } = place({ holders: [], known: [met({ ...mei, type: 'role' })] });
  await apply('give', mei.uid, mei.uid);
  t.deepEqual(
    changes.map(([uid, { isRamRole }]) => [uid, isRamRole]),
    [[mei.uid, true]],
  );
});

test('a uid is nobody who only calls themselves so', async (t) => {
  const { apply, changes } = place({ holders: [{ ...ops, name: mei.uid }] });
  await apply('give', mei.uid, mei.uid);
  t.deepEqual(
    changes.map(([uid]) => uid),
    [mei.uid],
  );
});

test('a uid means that identity, even if another is called so', async (t) => {
  const { apply, changes } = place({ holders: [{ ...ops, name: mei.uid }, mei] });
  await apply('give', mei.uid, mei.uid);
  t.deepEqual(
    changes.map(([uid]) => uid),
    [mei.uid],
  );
});
