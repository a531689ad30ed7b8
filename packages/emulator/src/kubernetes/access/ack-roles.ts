import type { PolicyRule } from './rules.js';

const read = ['get', 'list', 'watch'];
const namespacedResources = ['pods', 'services', 'configmaps', 'serviceaccounts', 'deployments', 'secrets'];
const namespaced = { apiGroups: ['', 'apps'], resources: namespacedResources };
const withoutSecrets = { ...namespaced, resources: namespacedResources.filter((name) => name !== 'secrets') };
const readNamespaces = { apiGroups: [''], resources: ['namespaces'], verbs: read };

/** ACK's predefined roles, as DescribeUserPermission names them; others are ClusterRoles of the cluster. */
export const ackRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  admin: [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ],
  'admin-view': [{ apiGroups: ['*'], resources: ['*'], verbs: read }],
  ops: [
    { ...namespaced, verbs: ['*'] },
    { apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: read },
  ],
  dev: [{ ...namespaced, verbs: ['*'] }, readNamespaces],
  restricted: [{ ...withoutSecrets, verbs: read }, readNamespaces],
};
