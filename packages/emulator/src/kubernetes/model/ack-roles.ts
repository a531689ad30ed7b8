import type { ClusterRecord, Grant, GrantedRole, KubernetesDraft } from '../../world/cluster.js';
import { rolesIn } from '../../world/grant.js';
import type { PolicyRule } from './rules.js';

const group = 'rbac.authorization.k8s.io';

/** ACK's binding for an identity: in one namespace, or for the whole cluster. */
export interface GrantBinding {
  readonly plural: 'clusterrolebindings' | 'rolebindings';
  readonly draft: KubernetesDraft;
}

/**
 * The bindings of a grant: `<uid>-clusterrolebinding` and `<uid>-<namespace>-rolebinding` for ACK's own roles, with
 * the role's name after the uid for others (ACK's FAQ on authorization shows both). Their subject is the common name
 * of the identity's certificate, so that a revoke, which changes it, leaves the old certificate without a role.
 */
export function bindingsOfGrant(cluster: ClusterRecord, grant: Grant): readonly GrantBinding[] {
  return rolesIn(cluster, grant.uid, grant).map((granted) => bindingOf(grant, granted));
}

function bindingOf({ uid, suffix }: Grant, { role, namespace }: GrantedRole): GrantBinding {
  const place = [...(role in ackRoles ? [] : [role]), ...(namespace === null ? [] : [namespace])];
  const what = namespace === null ? 'clusterrolebinding' : 'rolebinding';
  const name = [uid, ...place, what].join('-');
  const roleRef = { apiGroup: group, kind: 'ClusterRole', name: ackRoles[role]?.name ?? role };
  const subjects = [{ kind: 'User', apiGroup: group, name: `${uid}-${suffix}` }];
  const metadata = namespace === null ? { name } : { name, namespace };
  return { plural: `${what}s`, draft: { metadata, subjects, roleRef } };
}

/** ACK's name for a ClusterRole: a short one for its own roles. */
export function grantedRoleOf(clusterRole: string): string {
  const own = Object.entries(ackRoles).find(([, { name }]) => name === clusterRole);
  return own?.[0] ?? clusterRole;
}

/** Whose binding it is by its name, if it follows ACK's pattern; null otherwise. */
export function holderOfBinding(name: string): string | null {
  return /^(\d+)-(?:.+-)?(?:cluster)?rolebinding$/.exec(name)?.[1] ?? null;
}

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** A developer's resources, as the vendor's page shows for `cs:ns:dev`; groups of the vendor's own are omitted. */
const workloads: Readonly<Record<string, string>> = {
  '': 'pods pods/attach pods/exec pods/portforward pods/proxy configmaps endpoints persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  apps: 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  autoscaling: 'horizontalpodautoscalers',
  batch: 'cronjobs jobs',
  'networking.k8s.io': '*',
  policy: 'poddisruptionbudgets',
};

function onWorkloads(verbs: readonly string[], without: readonly string[] = []): PolicyRule[] {
  return Object.entries(workloads).map(([apiGroup, resources]) => ({
    apiGroups: [apiGroup],
    resources: resources.split(' ').filter((name) => !without.includes(name)),
    verbs,
  }));
}

const readStates: PolicyRule = {
  apiGroups: [''],
  resources: ['events', 'replicationcontrollers/status', 'pods/log', 'pods/status'],
  verbs: read,
};
/** Whoever may GET these reaches into a pod. */
const notRestricted = [
  'secrets',
  'pods/attach',
  'pods/exec',
  'pods/portforward',
  'pods/proxy',
  'services/proxy',
];
const readNamespaces: PolicyRule = { apiGroups: [''], resources: ['namespaces'], verbs: read };

interface AckRole {
  /** Of the ClusterRole. */
  readonly name: string;
  readonly rules: readonly PolicyRule[];
}

/**
 * ACK's predefined roles as DescribeUserPermission names them, and roughly what they allow. `cs:admin`, `cs:ops` and
 * `cs:ns:dev` are named by the vendor's pages; the other two names are assumed.
 */
const ackRoles: Readonly<Record<string, AckRole>> = {
  admin: {
    name: 'cs:admin',
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ],
  },
  'admin-view': { name: 'cs:admin-view', rules: [{ apiGroups: ['*'], resources: ['*'], verbs: read }] },
  ops: {
    name: 'cs:ops',
    rules: [
      ...onWorkloads(write),
      readStates,
      { apiGroups: [''], resources: ['namespaces', 'nodes', 'persistentvolumes'], verbs: read },
    ],
  },
  dev: { name: 'cs:ns:dev', rules: [...onWorkloads(write), readStates, readNamespaces] },
  restricted: {
    name: 'cs:ns:restricted',
    rules: [...onWorkloads(read, notRestricted), readStates, readNamespaces],
  },
};

/** The ClusterRoles that ACK puts into every cluster. */
export const ackClusterRoles: readonly KubernetesDraft[] = Object.values(ackRoles).map(({ name, rules }) => ({
  metadata: { name },
  rules,
}));
