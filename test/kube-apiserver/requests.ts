import {
  apply,
  get,
  jsonPatch,
  merge,
  patch,
  post,
  put,
  review,
  type SharedRequest,
  strategic,
  yaml,
} from './shared-request.js';
import { workloadRequests } from './workload-requests.js';

const group = 'rbac.authorization.k8s.io';
const rbac = `/apis/${group}/v1`;
const core = '/api/v1/namespaces/side';
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const shops = '/apis/example.com/v1/namespaces/side/shops';

const user = { kind: 'User', apiGroup: group, name: 'holder' };

const configMap = (name: string, data: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data,
});

const shop = (name: string, spec: unknown) => ({
  apiVersion: 'example.com/v1',
  kind: 'Shop',
  metadata: { name },
  spec,
});

const size = { type: 'string', enum: ['small', 'large'] };
const code = { type: 'string', pattern: '^[a-z]+$', minLength: 2 };
const counts = { type: 'object', additionalProperties: { type: 'integer' } };
const spec = { type: 'object', required: ['size'], properties: { size, code, counts } };
const status = { type: 'object', properties: { phase: { type: 'string' } } };
const openAPIV3Schema = { type: 'object', properties: { spec, status } };
const served = { served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema } };

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'shops.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'shops', kind: 'Shop', shortNames: ['sh'] },
    versions: [{ name: 'v1', ...served }],
  },
};

/** The others are aggregated by hand if no controllers run. */
const notAggregated = ['view', 'edit', 'admin'].map((name) => `metadata.name!=${name}`).join(',');

/** In this order: later ones use what earlier ones created. */
export const sharedRequests: readonly SharedRequest[] = [
  get('admin', '/api/v1'),
  get('admin', '/apis/apps/v1'),
  get('admin', '/apis/batch/v1'),
  get('admin', `${rbac}`),
  get('admin', `${rbac}/clusterroles?fieldSelector=${notAggregated}`, {
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  }),
  get('admin', `${rbac}/clusterrolebindings`),
  get('admin', `${rbac}/rolebindings`),
  post('admin', '/api/v1/namespaces', { metadata: { name: 'side' } }),
  post('admin', `${rbac}/namespaces/side/roles`, {
    metadata: { name: 'r' },
    rules: [
      { verbs: ['get', 'list', 'watch', 'create'], apiGroups: [''], resources: ['configmaps'] },
      {
        verbs: ['update', 'patch', 'delete'],
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['mine'],
      },
    ],
  }),
  post('admin', `${rbac}/namespaces/side/rolebindings`, {
    metadata: { name: 'r' },
    subjects: [{ kind: 'User', name: 'holder' }],
    roleRef: { apiGroup: group, kind: 'Role', name: 'r' },
  }),
  post('admin', `${rbac}/clusterroles`, {
    metadata: { name: 'pages' },
    rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics', '/logs/*'] }],
  }),
  post('admin', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'pages' },
    subjects: [user],
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'pages' },
  }),
  review('holder', 'selfsubjectrulesreviews', { namespace: 'side' }),
  ...['configmaps', 'secrets'].flatMap((resource) =>
    ['create', 'update', 'watch'].map((verb) =>
      review('holder', 'selfsubjectaccessreviews', {
        resourceAttributes: { verb, resource, namespace: 'side', name: 'mine' },
      }),
    ),
  ),
  review('holder', 'selfsubjectaccessreviews', { nonResourceAttributes: { verb: 'get', path: '/logs/x' } }),
  review('admin', 'subjectaccessreviews', {
    user: 'holder',
    resourceAttributes: { verb: 'get', resource: 'configmaps', namespace: 'side' },
  }),
  post('holder', `${core}/configmaps`, configMap('mine', { a: '1' })),
  post('holder', `${core}/configmaps`, configMap('mine', { a: '1' })),
  post('holder', `${core}/configmaps`, configMap('Bad_Name', { a: '1' })),
  post('holder', `${core}/configmaps`, configMap('bad-key', { 'a b': '1' })),
  post('holder', `${core}/configmaps`, configMap('bad-key', { '..': '2' })),
  post('holder', `${core}/configmaps`, configMap('labels', {}, { labels: { 'a/b/c': 'x' } })),
  post('holder', `${core}/configmaps`, configMap('other', {}, { namespace: 'default' })),
  post('holder', `${core}/configmaps`, '{"metadata":'),
  post('holder', `${core}/configmaps`, 'null'),
  post('holder', `${core}/configmaps`, []),
  post('holder', `${core}/configmaps`, { ...configMap('types', {}), data: { a: 1 } }),
  post('holder', `${core}/configmaps?fieldValidation=Strict`, { ...configMap('odd', {}), odd: 1 }),
  post('holder', `${core}/configmaps`, {
    ...configMap('second', { b: '2' }),
    metadata: { generateName: 'second-' },
  }),
  post('holder', '/api/v1/namespaces/gone/configmaps', configMap('mine', {})),
  post('holder', `${core}/secrets`, { metadata: { name: 's' } }),
  get('holder', `${core}/configmaps/mine`),
  get('holder', `${core}/configmaps?limit=1&labelSelector=none`),
  get('holder', '/api/v1/configmaps'),
  get('holder', '/metrics/'),
  get('holder', '/logs/none'),
  patch('holder', `${core}/configmaps/mine`, { data: { a: null, c: '3' } }, merge),
  patch('holder', `${core}/configmaps/second`, { data: { a: null } }, merge),
  patch('holder', `${core}/configmaps/mine?fieldManager=one`, configMap('mine', { d: '4' }), apply),
  patch('holder', `${core}/configmaps/mine?fieldManager=two`, configMap('mine', { d: '5' }), apply),
  patch(
    'holder',
    `${core}/configmaps/mine?fieldManager=two&force=true`,
    configMap('mine', { d: '5' }),
    apply,
  ),
  put('holder', `${core}/configmaps/mine`, configMap('mine', { e: '6' })),
  put('holder', `${core}/configmaps/mine`, configMap('mine', { e: '6' }, { resourceVersion: '1' })),
  put('holder', `${core}/configmaps/mine`, configMap('other', {})),
  put('holder', `${core}/configmaps/none`, configMap('none', {})),
  get('admin', `${core}/configmaps/mine`, { 'impersonate-user': 'holder' }),
  get('admin', `${core}/secrets`, { 'impersonate-user': 'holder', 'impersonate-group': 'team' }),
  get('holder', `${core}/configmaps`, { 'impersonate-user': 'alice' }),
  get('holder', `${core}/configmaps`, { 'impersonate-user': 'system:serviceaccount:side:robot' }),
  { as: 'holder', method: 'DELETE', path: `${core}/configmaps` },
  { as: 'holder', method: 'DELETE', path: `${core}/configmaps/mine` },
  { as: 'nobody', method: 'DELETE', path: `${core}/configmaps/mine` },
  { as: 'nobody', method: 'POST', path: '/apis/none/v1/things', body: {} },
  { as: 'admin', method: 'POST', path: '/apis/none/v1/things', body: {} },
  { as: 'admin', method: 'POST', path: '/version', body: {} },
  post('admin', `${rbac}/namespaces/side/rolebindings`, {
    metadata: { name: 'wrong' },
    subjects: [
      { kind: 'Robot', name: 'x' },
      { kind: 'ServiceAccount', name: 'x' },
    ],
    roleRef: { apiGroup: group, kind: 'Role', name: 'r' },
  }),
  ...[
    { verbs: [], apiGroups: [''], resources: ['pods'] },
    { verbs: ['get'], apiGroups: [], resources: ['pods'] },
    { verbs: ['get'], apiGroups: [''] },
    { verbs: ['get'], nonResourceURLs: ['/x'] },
  ].map((rule) =>
    post('admin', `${rbac}/namespaces/side/roles`, { metadata: { name: 'wrong' }, rules: [rule] }),
  ),
  post('admin', `${rbac}/clusterroles`, {
    metadata: { name: 'wrong' },
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], nonResourceURLs: ['/x'] }],
  }),
  post('admin', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'wrong' },
    subjects: [{ kind: 'ServiceAccount', name: 'x' }],
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' },
  }),
  post('admin', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'wrong' },
    subjects: [{ kind: 'User' }],
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' },
  }),
  ...secondHalf(),
  post('admin', definitions, definition),
  get('admin', `${definitions}/shops.example.com`),
  get('admin', '/apis/example.com/v1'),
  get('admin', '/apis/example.com'),
  patch('admin', `${definitions}/shops.example.com`, { spec: { names: { categories: ['all'] } } }, merge),
  // Asked until its controller has taken the category, which shows in the next answer.
  get('admin', `${definitions}/shops.example.com`),
  patch('admin', `${definitions}/shops.example.com`, { status: { storedVersions: ['v9'] } }, merge),
  post('admin', definitions, { ...definition, metadata: { name: 'wrong.example.com' } }),
  get('admin', `${definitions}?limit=1`),
  post('admin', shops, shop('one', { size: 'huge' })),
  post('admin', shops, shop('one', { size: 'small', code: 'A' })),
  post('admin', shops, shop('one', { size: 'small', code: 'AB' })),
  post('admin', shops, shop('one', { size: 'small', counts: { a: 'b' } })),
  post('admin', shops, shop('one', 'text')),
  post('admin', shops, { ...shop('one', { size: 'small' }), status: { phase: 'Open' }, more: 1 }),
  patch('admin', `${shops}/one/status`, { spec: { size: 'large' }, status: { phase: 'Shut' } }, merge),
  patch('admin', `${shops}/one?fieldManager=one`, shop('one', { size: 'large' }), apply),
  patch('admin', `${shops}/one?fieldManager=one&force=true`, shop('one', { size: 'large' }), apply),
  patch('admin', `${shops}/two?fieldManager=one`, shop('two', { size: 'large' }), apply),
  get('admin', `${shops}`),
  get('nobody', `${shops}`),
  get('admin', shops, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }),
  get('admin', `${shops}/one`, { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }),
  get('admin', `${shops}/one`, { accept: 'application/yaml' }),
  patch('admin', `${shops}/one`, [{ op: 'replace', path: '/spec/size', value: 'small' }], jsonPatch),
  patch('admin', `${shops}/one`, [{ op: 'replace', path: '/spec/none/deep', value: 1 }], jsonPatch),
  patch('admin', `${shops}/one`, { metadata: { finalizers: ['example.com/hold'] } }, merge),
  { as: 'admin', method: 'DELETE', path: `${shops}/one` },
  get('admin', `${shops}/one`),
  post('admin', shops, shop('one', { size: 'small' })),
  patch('admin', `${shops}/one`, { metadata: { finalizers: null } }, merge),
  get('admin', `${shops}/one`),
  { as: 'admin', method: 'DELETE', path: `${definitions}/shops.example.com` },
  ...workloadRequests,
];

/** Secrets, accounts, methods, media types and paths that clients are known to send. */
function secondHalf(): readonly SharedRequest[] {
  const secrets = `${core}/secrets`;
  const accounts = `${core}/serviceaccounts`;
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const partial = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', labels: { a: 'b' } },
    stringData: { a: 'b' },
  };
  return [
    post('admin', secrets, secret),
    patch('admin', `${secrets}/s`, { stringData: { c: 'd' } }, merge),
    patch('admin', `${secrets}/s`, { data: { a: null }, metadata: { labels: { z: 'y' } } }, strategic),
    patch('admin', `${secrets}/s`, [{ op: 'test', path: '/data/c', value: 'no' }], jsonPatch),
    patch(
      'admin',
      `${secrets}/s`,
      [{ op: 'add', path: '/metadata/annotations', value: { x: 'y' } }],
      jsonPatch,
    ),
    patch('admin', `${secrets}/s`, '{"data":', merge),
    patch('admin', `${secrets}/s`, {}, { 'content-type': 'text/plain' }),
    get('admin', `${secrets}/s`),
    get('admin', `${secrets}/s`, table),
    get('admin', secrets, partial),
    get('admin', `${secrets}?labelSelector=a%3Db,z`),
    get('admin', `${secrets}?fieldSelector=type%3DOpaque`),
    get('admin', `${secrets}?fieldSelector=data.a%3Db`),
    get('admin', `${secrets}?limit=abc`),
    get('admin', `${secrets}/s?pretty=true`),
    post('admin', accounts, { metadata: { name: 'robot' } }),
    get('admin', accounts, table),
    get('admin', `${core}/configmaps`, table),
    post('admin', `${accounts}/none/token`, { spec: {} }),
    post('admin', `${accounts}/robot/token`, { spec: { expirationSeconds: 10 } }),
    { as: 'admin', method: 'DELETE', path: `${accounts}/robot`, body: { propagationPolicy: 'Orphan' } },
    patch('admin', `${accounts}/robot`, { metadata: { finalizers: null } }, merge),
    { as: 'admin', method: 'DELETE', path: `${secrets}/s?dryRun=All` },
    { as: 'admin', method: 'DELETE', path: `${secrets}/s`, body: { preconditions: { uid: 'x' } } },
    { as: 'admin', method: 'DELETE', path: `${secrets}?labelSelector=none` },
    { as: 'admin', method: 'DELETE', path: secrets },
    { as: 'admin', method: 'PUT', path: secrets, body: {} },
    { as: 'admin', method: 'POST', path: `${secrets}/s`, body: {} },
    { as: 'nobody', method: 'PUT', path: secrets, body: {} },
    { as: 'admin', method: 'PATCH', path: '/api/v1/secrets', body: {}, headers: merge },
    { as: 'admin', method: 'OPTIONS', path: secrets },
    get('admin', '/api/v1/namespaces/side/'),
    get('admin', '/api/v1//namespaces'),
    get('admin', '/api/v2/namespaces'),
    get('admin', '/api/v1/none'),
    get('admin', '/api/v1/namespaces/side/none'),
    get('admin', '/apis/apps/v2/deployments'),
    get('admin', '/apis/apps'),
    get('nobody', '/apis/apps'),
    get('nobody', '/api/v1/namespaces/side'),
    get('nobody', '/none'),
    get('admin', '/none'),
    get('admin', `${rbac}/namespaces/side/rolebindings/r`, table),
    get('admin', `${rbac}/namespaces/side/roles`, table),
    patch('admin', `${rbac}/namespaces/side/roles/r`, { rules: [] }, merge),
    patch('admin', `${rbac}/namespaces/side/rolebindings/r`, { roleRef: { name: 'other' } }, merge),
    patch(
      'admin',
      `${rbac}/namespaces/side/rolebindings/r`,
      { subjects: [user, { ...user, name: 'b' }] },
      strategic,
    ),
    review('nobody', 'selfsubjectaccessreviews', {
      resourceAttributes: { verb: '*', resource: '*', group: '*' },
    }),
    review('nobody', 'selfsubjectaccessreviews', {}),
    review('nobody', 'localsubjectaccessreviews', {}),
    post('nobody', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'x' } }),
    post('admin', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'x' } }),
    post('admin', '/api/v1/namespaces', { metadata: { name: 'Bad' } }),
    post('admin', '/api/v1/namespaces', { metadata: { name: 'side' } }),
    patch('admin', '/api/v1/namespaces/side', { metadata: { labels: { team: 'a' } } }, merge),
    patch('admin', '/api/v1/namespaces/side', { status: { phase: 'Odd' } }, merge),
    patch('admin', '/api/v1/namespaces/side', { spec: { finalizers: [] } }, merge),
    get('admin', '/api/v1/namespaces/side/status'),
    get('admin', `${core}/configmaps/a%2Fb`),
    get('admin', `${core}/configmaps/%zz`),
    get('admin', `${core}/configmaps?resourceVersion=abc`),
    get('admin', `${core}/configmaps?watch=1&resourceVersion=abc&timeoutSeconds=1`),
    get('admin', `${core}/configmaps?watch=1&timeoutSeconds=abc`),
    post(
      'admin',
      `${core}/configmaps`,
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"p"},"__proto__":{"a":"b"}}',
    ),
    post('admin', `${core}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'q' },
      data: { constructor: 'c' },
    }),
    patch('admin', `${core}/configmaps/q`, '{"data":{"__proto__":"x"}}', merge),
    post(
      'admin',
      `${core}/configmaps`,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\ndata: {on: "1"}',
      yaml,
    ),
    post('admin', `${core}/configmaps?dryRun=All&fieldManager=me`, configMap('dry', { a: '1' })),
    post('admin', `${core}/configmaps`, configMap('annotated', {}, { annotations: { 'a b': 'c' } })),
    post(
      'admin',
      `${core}/configmaps`,
      configMap('owned', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }] }),
    ),
    post('admin', `${core}/configmaps`, configMap('', {})),
    post('admin', `${core}/configmaps`, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'v' } }),
    post('admin', '/apis/coordination.k8s.io/v1/namespaces/side/leases', {
      metadata: { name: 'l' },
      spec: { holderIdentity: 'me' },
    }),
    get('admin', '/apis/coordination.k8s.io/v1/namespaces/side/leases/l'),
    post('admin', `${core}/events`, {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', namespace: 'side', name: 'p' },
      reason: 'Why',
      message: 'what',
      type: 'Normal',
    }),
    get('admin', `${core}/events/e`),
  ];
}
