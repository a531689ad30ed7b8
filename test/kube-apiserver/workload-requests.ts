import {
  apply,
  get,
  jsonPatch,
  merge,
  patch,
  post,
  put,
  type SharedRequest,
  strategic,
} from './shared-request.js';

const core = '/api/v1/namespaces/side';
const apps = '/apis/apps/v1/namespaces/side';
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
const partial = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };
const yamlType = { 'content-type': 'application/yaml' };

const configMap = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data: { a: '1' },
  ...more,
});

const container = (more: object = {}) => ({ name: 'c', image: 'nginx', ...more });

const deployment = (name: string, spec: object, containers: readonly object[] = [container()]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers } },
    ...spec,
  },
});

const service = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, ...more }] },
});

const strict = '?fieldValidation=Strict';

/** Unknown members and wrong types of workloads: kubectl has the server look for them. */
const rbac = '/apis/rbac.authorization.k8s.io/v1';

const validated: readonly SharedRequest[] = [
  post('admin', `${rbac}/clusterroles`, { metadata: { name: 'null' }, rules: [null] }),
  post('admin', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'null' },
    subjects: [null],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  }),
  post('admin', `${core}/configmaps`, configMap('null', { data: { a: null } })),
  post('admin', `${core}/configmaps`, configMap('null-labels', {}, { labels: { a: null } })),
  post('admin', `${apps}/deployments${strict}`, deployment('odd', { replica: 1 })),
  post('admin', `${apps}/deployments${strict}`, deployment('odd', {}, [container({ imagee: 'x' })])),
  post('admin', `${apps}/deployments${strict}`, {
    ...deployment('odd', {}, [container({ ports: [{ containerPort: 1, odd: 1 }], env: [{ nam: 'x' }] })]),
    odd: 1,
  }),
  post('admin', `${apps}/deployments`, deployment('odd', { replicas: 'two' })),
  post('admin', `${apps}/deployments`, deployment('odd', { replicas: 1.5 })),
  post('admin', `${apps}/deployments`, deployment('odd', { paused: 'yes' })),
  post('admin', `${apps}/deployments`, deployment('odd', {}, [container({ image: 5 })])),
  post('admin', `${apps}/deployments`, deployment('odd', {}, [container({ command: 'x' })])),
  post('admin', `${apps}/deployments`, deployment('odd', { template: 'x' })),
  post('admin', `${core}/services${strict}`, service('odd', { prt: 1 })),
  post('admin', `${core}/services`, service('odd', { port: '80' })),
  post('admin', `${core}/configmaps${strict}`, configMap('odd', {}, { label: {} })),
  post('admin', `${core}/configmaps${strict}`, configMap('odd', { immutable: 'yes' })),
  post('admin', `${core}/configmaps${strict}`, 'kind: ConfigMap\nmetadata: {name: odd}\nodd: 1\n', yamlType),
  post('admin', `${core}/configmaps?fieldValidation=Warn`, configMap('warned', { odd: 1 })),
  post('admin', `${core}/configmaps?fieldValidation=Ignore`, configMap('ignored', { odd: 1 })),
  post('admin', `${core}/configmaps?fieldValidation=Odd`, configMap('odd')),
  patch('admin', `${core}/configmaps/warned${strict}`, { odd: 1 }, merge),
  patch('admin', `${core}/configmaps/warned${strict}`, { odd: 1 }, strategic),
  patch('admin', `${core}/configmaps/warned${strict}`, [{ op: 'add', path: '/odd', value: 1 }], jsonPatch),
  patch(
    'admin',
    `${core}/configmaps/warned${strict}&fieldManager=me`,
    configMap('warned', { odd: 1 }),
    apply,
  ),
  put('admin', `${core}/configmaps/warned${strict}`, configMap('warned', { odd: 1 })),
];

/** How objects are read and deleted, and lists continued. */
const readAndDeleted: readonly SharedRequest[] = [
  get('admin', `${core}/configmaps/warned`, partial),
  get('admin', `${core}/configmaps/warned`, table),
  get('admin', `${core}/configmaps?limit=1`, table),
  get('admin', `${core}/configmaps?fieldSelector=metadata.name%3Dwarned`),
  get('admin', `${core}/configmaps?labelSelector=a%20in%20(b)`),
  get('admin', `${core}/configmaps?labelSelector=a%3D%3D%3Db`),
  get('admin', `${core}/configmaps?limit=1&continue=odd`),
  get('admin', `${core}/configmaps?resourceVersionMatch=Exact`),
  get('admin', `${core}/configmaps?resourceVersion=1&resourceVersionMatch=Odd`),
  get('admin', `${core}/configmaps?resourceVersion=0&resourceVersionMatch=NotOlderThan&limit=5`),
  get('admin', `${core}/configmaps?watch=1&timeoutSeconds=1&fieldSelector=data%3Dx`),
  post('admin', `${core}/configmaps?dryRun=All`, configMap('dry')),
  get('admin', `${core}/configmaps/dry`),
  patch('admin', `${core}/configmaps/warned?dryRun=All`, { data: { b: '2' } }, merge),
  put('admin', `${core}/configmaps/warned?dryRun=All`, configMap('warned', { data: { c: '3' } })),
  post('admin', `${core}/configmaps?dryRun=Odd`, configMap('dry')),
  get('admin', `${core}/configmaps/warned`),
  remove(`${core}/configmaps/warned?dryRun=All`),
  remove(`${core}/configmaps/warned`, { preconditions: { resourceVersion: '1' } }),
  remove(`${core}/configmaps/warned`, { propagationPolicy: 'Odd' }),
  remove(`${core}/configmaps/warned`, { gracePeriodSeconds: -5 }),
  remove(`${core}/configmaps/warned`, { propagationPolicy: 'Foreground' }),
  get('admin', `${core}/configmaps/warned`),
  patch('admin', `${core}/configmaps/warned`, { metadata: { finalizers: null } }, merge),
  get('admin', `${core}/configmaps/warned`),
  remove(`${core}/configmaps/ignored`, { propagationPolicy: 'Background' }),
  remove(`${core}/configmaps/ignored`),
  get('admin', '/api/v1/namespaces/../configmaps'),
  get('admin', '/api/v1/namespaces/%2e%2e/configmaps'),
  get('admin', `${core}/configmaps/..`),
];

export const workloadRequests: readonly SharedRequest[] = [...validated, ...readAndDeleted];

function remove(path: string, body?: unknown): SharedRequest {
  return { as: 'admin', method: 'DELETE', path, ...(body === undefined ? {} : { body }) };
}
