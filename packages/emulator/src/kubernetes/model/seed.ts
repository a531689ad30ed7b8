import type { ClusterRecord, KubernetesDraft } from '../../world/cluster.js';
import { ackClusterRoles, bindingsOfGrant } from './ack-roles.js';
import { bootstrapMetadata, defaultRoles, systemRoles } from './default-roles.js';
import { established, keptDefinition, kindsOf } from './definitions.js';
import { definitionKind, hasOldManners, type ResourceKind, resourceKinds } from './resources.js';

interface Seed {
  /** For custom resources, which are not in the table of kinds. */
  readonly kind?: ResourceKind;
  readonly group: string;
  readonly plural: string;
  readonly draft: KubernetesDraft;
}

/** A cluster's initial objects: namespaces, roles, nodes, the system's own pods; and the scenario's. */
export function seedObjects(cluster: ClusterRecord): readonly Seed[] {
  const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
  const { objects = [], absent = [] } = cluster.apiServer ?? {};
  const usual = [
    ...namespaces.map((name) => seed('namespaces', namespace(name))),
    ...roles(cluster),
    ...ackClusterRoles.map((draft) => ({ group: rbacGroup, plural: 'clusterroles', draft })),
    ...grantBindings(cluster),
    ...nodeNames(cluster).map((name) => seed('nodes', node(name, cluster))),
    ...['coredns-6d8f', 'metrics-server-7c4b'].map((name) => seed('pods', pod(name, cluster))),
  ];
  const isRun = cluster.apiServer?.controllers ?? true;
  const accounts = (isRun ? namespaces : []).map((namespace) =>
    seed('serviceaccounts', { metadata: { name: 'default', namespace } }),
  );
  const kept = [...usual, ...accounts].filter(
    ({ plural, draft }) => !absent.includes(`${plural}/${draft.metadata.name}`),
  );
  const known = [...resourceKinds, ...objects.filter(isDefinition).flatMap(kindsOf)];
  return [...kept, ...objects.map((manifest) => fromScenario(manifest, known, cluster.created))];
}

function namespace(name: string): KubernetesDraft {
  const labels = { 'kubernetes.io/metadata.name': name };
  return { metadata: { name, labels }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
}

const rbacGroup = 'rbac.authorization.k8s.io';

function grantBindings(cluster: ClusterRecord): Seed[] {
  return [...cluster.grants.values()].flatMap((grant) =>
    bindingsOfGrant(cluster, grant).map((binding) => ({ group: rbacGroup, ...binding })),
  );
}

/** By whether they are 1.24's: they are the same in every cluster. */
const knownRoles = new Map<boolean, readonly Seed[]>();

function roles(cluster: ClusterRecord): readonly Seed[] {
  const isOld = hasOldManners(cluster);
  const found = knownRoles.get(isOld) ?? makeRoles(cluster, isOld);
  knownRoles.set(isOld, found);
  return found;
}

function makeRoles(cluster: ClusterRecord, isOld: boolean): readonly Seed[] {
  const own = defaultRoles(cluster).flatMap(({ name, rules, boundTo }): Omit<Seed, 'group'>[] => {
    const metadata = { name, ...bootstrapMetadata };
    const subjects = boundTo.map((each) => ({ kind: 'Group', apiGroup: rbacGroup, name: each }));
    const roleRef = { apiGroup: rbacGroup, kind: 'ClusterRole', name };
    const binding = { plural: 'clusterrolebindings', draft: { metadata, subjects, roleRef } };
    const into = aggregated[name];
    const labels = { ...bootstrapMetadata.labels, ...(into ? { [aggregateTo(into)]: 'true' } : {}) };
    const rule = name in aggregated ? { aggregationRule: aggregation(name) } : {};
    const role = { plural: 'clusterroles', draft: { metadata: { ...metadata, labels }, rules, ...rule } };
    return boundTo.length === 0 ? [role] : [role, binding];
  });
  return [...own, ...systemRoles(isOld)].map((each) => ({ group: rbacGroup, ...each }));
}

/** The aggregated roles, with the one that each is in turn aggregated into. */
const aggregated: Readonly<Record<string, string | null>> = { admin: null, edit: 'admin', view: 'edit' };

function aggregation(name: string) {
  return { clusterRoleSelectors: [{ matchLabels: { [aggregateTo(name)]: 'true' } }] };
}

function aggregateTo(name: string): string {
  return `rbac.authorization.k8s.io/aggregate-to-${name}`;
}

/** A scenario's manifest; throws an error that names it if its kind is unknown. */
function fromScenario(manifest: KubernetesDraft, known: readonly ResourceKind[], now: Date): Seed {
  const kind = known.find((each) => each.kind === manifest['kind']);
  if (!kind) throw new Error(`scenario: no kind ${JSON.stringify(manifest['kind'])} is played`);
  const { kind: _, apiVersion: __, ...draft } = manifest;
  if (kind.kind === 'Namespace') return seed('namespaces', { ...namespace(draft.metadata.name), ...draft });
  const whole = isDefinition(manifest)
    ? established({ ...keptDefinition(draft), metadata: draft.metadata }, now)
    : draft;
  return { kind, group: kind.group, plural: kind.plural, draft: { ...whole, metadata: draft.metadata } };
}

function nodeNames(cluster: ClusterRecord): string[] {
  if (cluster.profile === 'Serverless') return [`virtual-kubelet-${cluster.region}-a`];
  return [1, 2, 3].map((number) => `${cluster.region}.192.168.${cluster.index % 250}.${number + 100}`);
}

function node(name: string, cluster: ClusterRecord): KubernetesDraft {
  const roles =
    cluster.type === 'Kubernetes' && name.endsWith('.101') ? { 'node-role.kubernetes.io/master': '' } : {};
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...roles } },
    spec: {},
    status: {
      nodeInfo: {
        kubeletVersion: `v${cluster.version}`,
        osImage: 'Alibaba Cloud Linux 3',
        architecture: 'amd64',
      },
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'Hostname', address: name }],
    },
  };
}

function pod(name: string, cluster: ClusterRecord): KubernetesDraft {
  return {
    metadata: { name, namespace: 'kube-system', labels: {} },
    spec: { nodeName: nodeNames(cluster)[0], containers: [{ name: 'main', image: `${name}:v1` }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', ready: true, restartCount: 0 }] },
  };
}

function seed(plural: string, draft: KubernetesDraft): Seed {
  return { group: '', plural, draft };
}

function isDefinition(manifest: KubernetesDraft): boolean {
  return manifest['kind'] === definitionKind.kind;
}
