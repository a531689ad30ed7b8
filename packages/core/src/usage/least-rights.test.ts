import test from 'ava';
import { parseAllDocuments } from 'yaml';
import { boundUser, hasBoundRoles, type LeastRole, leastRoles, leastRolesText } from './least-rights.js';
import type { UsedRight } from './tally.js';

type Right = readonly [
  resource: string,
  namespace: string | null,
  verbs: readonly string[],
  apiGroup?: string,
];
type Role = readonly [namespace: string | null, rules: readonly string[]];

const rows: readonly (readonly [title: string, rights: readonly Right[], roles: readonly Role[]])[] = [
  ['nothing seen', [], []],
  ['the cluster as a whole', [['nodes', null, ['list']]], [[null, ['/nodes list']]]],
  ['one namespace', [['pods', 'a', ['get']]], [['a', ['/pods get']]]],
  [
    'the cluster as a whole comes first, then namespaces by name',
    [
      ['pods', 'b', ['get']],
      ['pods', 'a', ['get']],
      ['nodes', null, ['list']],
    ],
    [
      [null, ['/nodes list']],
      ['a', ['/pods get']],
      ['b', ['/pods get']],
    ],
  ],
  [
    'resources of one group with the same verbs share a rule, by name',
    [
      ['services', 'a', ['get', 'list']],
      ['pods', 'a', ['get', 'list']],
    ],
    [['a', ['/pods,services get,list']]],
  ],
  [
    'other verbs, or another group, have a rule of their own',
    [
      ['pods', 'a', ['get']],
      ['services', 'a', ['list']],
      ['deployments', 'a', ['get'], 'apps'],
    ],
    [['a', ['/pods get', '/services list', 'apps/deployments get']]],
  ],
  [
    'a namespace repeats nothing that the whole cluster has',
    [
      ['pods', null, ['get', 'list']],
      ['pods', 'a', ['get']],
    ],
    [[null, ['/pods get,list']]],
  ],
  [
    'a verb that the whole cluster lacks stays in the namespace',
    [
      ['pods', null, ['get']],
      ['pods', 'a', ['get', 'delete']],
    ],
    [
      [null, ['/pods get']],
      ['a', ['/pods get,delete']],
    ],
  ],
  [
    'the same resource of another group covers nothing',
    [
      ['events', null, ['get']],
      ['events', 'a', ['get'], 'events.k8s.io'],
    ],
    [
      [null, ['/events get']],
      ['a', ['events.k8s.io/events get']],
    ],
  ],
  [
    'another resource of the same group covers nothing',
    [
      ['pods', null, ['get']],
      ['pods/log', 'a', ['get']],
    ],
    [
      [null, ['/pods get']],
      ['a', ['/pods/log get']],
    ],
  ],
  [
    'what one namespace has covers nothing of another',
    [
      ['pods', 'a', ['get', 'list']],
      ['pods', 'b', ['get']],
    ],
    [
      ['a', ['/pods get,list']],
      ['b', ['/pods get']],
    ],
  ],
];

for (const [title, rights, roles] of rows) {
  test(`least roles: ${title}`, (t) =>
    t.deepEqual(leastRoles({ rights: rights.map(rightOf) }).map(told), roles));
}

test('each role is bound to whom tokens come in as: a ClusterRole for the whole cluster, a Role in a namespace', (t) => {
  const rights = [rightOf(['nodes', null, ['list']]), rightOf(['pods', 'a', ['get']])];
  const text = leastRolesText('2285-1700', leastRoles({ rights }));
  const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ram:2285' }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', name: 'seen-ram-2285' };
  const manifests = parseAllDocuments(text).map((document) => document.toJS());
  t.like(manifests[0], { kind: 'ClusterRole', metadata: { name: 'seen-ram-2285' } });
  t.like(manifests[1], {
    kind: 'ClusterRoleBinding',
    subjects,
    roleRef: { ...roleRef, kind: 'ClusterRole' },
  });
  t.like(manifests[2], { kind: 'Role', metadata: { name: 'seen-ram-2285', namespace: 'a' } });
  t.like(manifests[3], { kind: 'RoleBinding', subjects, roleRef: { ...roleRef, kind: 'Role' } });
  t.false('namespace' in manifests[0].metadata);
  t.is(manifests.length, 4);
});

test('nothing is bound to a name that a revoke changes', (t) => {
  const names = ['2285-1700', 'kubernetes-admin-abc', 'ram:2285', 'system:serviceaccount:a:b'];
  t.deepEqual(names.map(boundUser), ['ram:2285', null, 'ram:2285', 'system:serviceaccount:a:b']);
  const roles = leastRoles({ rights: [rightOf(['nodes', null, ['list']])] });
  const kinds = parseAllDocuments(leastRolesText('kubernetes-admin-abc', roles)).map(
    (document) => document.toJS().kind,
  );
  t.deepEqual(kinds, ['ClusterRole']);
});

test('paths that not everybody may ask for have a rule of their own, and so has who may be impersonated', (t) => {
  const verbs = ['get'];
  const path = (each: string): UsedRight => ({
    apiGroup: '',
    resource: '',
    namespace: null,
    verbs,
    path: each,
  });
  const as = (name: string): UsedRight => ({
    apiGroup: '',
    resource: 'users',
    namespace: null,
    verbs: ['impersonate'],
    names: [name],
  });
  const open = [
    '/version',
    '/version/',
    '/healthz',
    '/livez',
    '/readyz',
    '/api',
    '/apis/apps/v1',
    '/openapi/v3',
  ];
  const rights = [...open, '/metrics', '/logs/x', '/healthz/etcd', '/versions'].map(path);
  t.deepEqual(leastRoles({ rights: [...rights, as('x'), as('b'), rightOf(['users', null, ['get']])] }), [
    {
      namespace: null,
      rules: [
        {
          apiGroups: [],
          resources: [],
          nonResourceURLs: ['/healthz/etcd', '/logs/x', '/metrics', '/versions'],
          verbs,
        },
        { apiGroups: [''], resources: ['users'], resourceNames: ['b', 'x'], verbs: ['impersonate'] },
        { apiGroups: [''], resources: ['users'], verbs },
      ],
    },
  ]);
});

test('who wrote roles or bindings needed more than the log names', (t) => {
  const group = 'rbac.authorization.k8s.io';
  const bound = (resource: string, verbs: readonly string[], apiGroup = group) =>
    hasBoundRoles({ rights: [rightOf([resource, 'a', verbs, apiGroup])] });
  for (const kind of ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'])
    for (const verb of ['create', 'update', 'patch']) t.true(bound(kind, ['get', verb]), `${verb} ${kind}`);
  t.false(bound('roles', ['get', 'list', 'delete']));
  t.false(bound('roles', ['create'], ''));
  t.false(bound('pods', ['create']));
});

function rightOf([resource, namespace, verbs, apiGroup = '']: Right): UsedRight {
  return { apiGroup, resource, namespace, verbs };
}

function told({ namespace, rules }: LeastRole): Role {
  return [namespace, rules.map(({ apiGroups, resources, verbs }) => `${apiGroups}/${resources} ${verbs}`)];
}
