import test from 'ava';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import { meantObjects, presentAccess, type TokenAccess, tokenAccess } from './token-access.js';

// Which rights a token gets for those of a certificate, and what of them is in a cluster already.

const uid = '200000000000000001';
const commonName = `${uid}-1735700000`;
const user = `ram:${uid}`;
const arn = 'acs:ram::1234567890123456:user/mei';

function bound(over: Partial<RbacBinding>, ...names: readonly string[]): RbacBinding {
  return {
    ...{
      kind: 'RoleBinding',
      name: 'theirs',
      namespace: 'shop',
      role: { kind: 'ClusterRole', name: 'view' },
    },
    subjects: names.map((name) => ({ kind: 'User', name, namespace: null })),
    ...over,
  };
}

const whole = { kind: 'ClusterRoleBinding', namespace: null } as const;
const edit = { kind: 'ClusterRole', name: 'edit' };
const groups = ['system:users', 'ops'];
const accessBy = (...bindings: readonly RbacBinding[]): TokenAccess =>
  tokenAccess({ uid, arn, groups, commonName, bindings });

test('a token has each role of its certificate once in each place, and none of others', (t) => {
  const { mapping, bindings } = accessBy(
    bound({ namespace: 'web' }, commonName),
    bound({ namespace: 'shop', name: 'one' }, 'somebody', commonName),
    bound({ namespace: 'shop', name: 'other' }, commonName),
    bound({ namespace: 'shop', role: { kind: 'Role', name: 'view' } }, commonName),
    bound(whole, commonName),
    bound({ namespace: 'others' }, 'somebody'),
    bound({ namespace: 'groups', subjects: [{ kind: 'Group', name: commonName, namespace: null }] }),
  );
  t.deepEqual(mapping, { name: `ackring-ram-${uid}`, arn, username: user, groups });
  const view = 'ackring-ram-200000000000000001-9a21aed6f7af';
  const role = 'ackring-ram-200000000000000001-107f5d135e70';
  t.deepEqual(
    bindings.map(({ kind, namespace, name }) => [kind, namespace, name]),
    [
      ['ClusterRoleBinding', null, view],
      ['RoleBinding', 'shop', role],
      ['RoleBinding', 'shop', view],
      ['RoleBinding', 'web', view],
    ],
  );
});

const access = accessBy(bound({}, commonName), bound({ ...whole, role: edit }, commonName));
const [cluster, shop] = access.bindings;
const names = { cluster: cluster?.name ?? '', shop: shop?.name ?? '' };
const ourShop = (over: Partial<RbacBinding> = {}) => bound({ name: names.shop, ...over }, user);
const ourCluster = bound({ ...whole, name: names.cluster, role: edit }, user);
const { mapping } = access;
const otherwise = (kind: string, name: string) => ({ kind, name });
const boundOtherwise = otherwise('boundOtherwise', names.shop);

type Seen = Parameters<typeof presentAccess>[1];

/** What is in the cluster, and what that is: how much is missing, or who is in the way. */
const present: Readonly<Record<string, readonly [seen: Partial<Seen>, is: object]>> = {
  nothing: [{}, { kind: 'fits', isMapped: false, missing: access.bindings }],
  everything: [
    { mappings: [{ ...mapping, groups: groups.toReversed() }], bindings: [ourShop(), ourCluster] },
    { kind: 'fits', isMapped: true, missing: [] },
  ],
  'one of two bindings': [{ bindings: [ourShop()] }, { kind: 'fits', isMapped: false, missing: [cluster] }],
  "others' mappings and bindings": [
    {
      mappings: [{ name: 'x', arn: `${arn}2`, username: 'ram:2', groups }],
      bindings: [
        bound({}, 'somebody'),
        bound({ subjects: [{ kind: 'Group', name: user, namespace: null }] }),
      ],
    },
    { kind: 'fits', isMapped: false, missing: access.bindings },
  ],
  'a mapping of its name for another': [
    { mappings: [{ ...mapping, arn: `${arn}2`, username: 'ram:2' }] },
    otherwise('mappedOtherwise', mapping.name),
  ],
  'a mapping of its ARN in another case': [
    { mappings: [{ name: 'x', arn: arn.toUpperCase(), username: 'ram:2', groups }] },
    otherwise('mappedOtherwise', 'x'),
  ],
  'a mapping to its user': [
    { mappings: [mapping, { name: 'x', arn: `${arn}2`, username: user, groups }] },
    otherwise('mappedOtherwise', 'x'),
  ],
  'a mapping with more groups': [
    { mappings: [{ ...mapping, groups: [...groups, 'system:masters'] }] },
    otherwise('mappedOtherwise', mapping.name),
  ],
  'a binding of more for its user': [{ bindings: [bound({}, user)] }, otherwise('boundOtherwise', 'theirs')],
  'a binding of its name to another role': [{ bindings: [ourShop({ role: edit })] }, boundOtherwise],
  'a binding of its name to a role of another kind': [
    { bindings: [ourShop({ role: { kind: 'Role', name: 'view' } })] },
    boundOtherwise,
  ],
  'a binding of its name for somebody else': [
    { bindings: [bound({ name: names.shop }, 'somebody')] },
    boundOtherwise,
  ],
  'a binding of its name for two': [
    { bindings: [bound({ name: names.shop }, user, 'somebody')] },
    boundOtherwise,
  ],
  'a binding of its name for nobody': [{ bindings: [bound({ name: names.shop })] }, boundOtherwise],
  'a binding of its name for a group': [
    { bindings: [ourShop({ subjects: [{ kind: 'Group', name: user, namespace: null }] })] },
    boundOtherwise,
  ],
};

for (const [what, [seen, is]] of Object.entries(present))
  test(`in a cluster with ${what} a token's access is told as it is`, (t) => {
    t.deepEqual(presentAccess(access, { mappings: [], bindings: [], ...seen }), is);
  });

test('the bindings are written before the mapping, and another content of any is not taken for ours', (t) => {
  const objects = meantObjects(access);
  t.deepEqual(
    objects.map(({ place }) => place.name),
    [names.cluster, names.shop, mapping.name],
  );
  const metadata = objects.map(({ body }) => ('metadata' in body ? body.metadata : null));
  t.like(metadata[0], { name: names.cluster });
  t.false('namespace' in Object(metadata[0]));
  t.like(metadata[1], { name: names.shop, namespace: 'shop' });
  for (const { body, isSame } of objects) t.true(isSame({ ...body }));
  const [one, , mapped] = objects;
  for (const change of ['roleRef', 'subjects']) t.false(one?.isSame({ ...one.body, [change]: [] }), change);
  t.false(mapped?.isSame({ ...mapped.body, spec: { arn, username: 'x', groups } }));
  t.false(mapped?.isSame({}));
});
