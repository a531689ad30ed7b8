import type { ClusterRecord } from '../world/cluster.js';
import type { KubernetesDraft } from './store.js';

interface Seed {
  readonly group: string;
  readonly plural: string;
  readonly draft: KubernetesDraft;
}

/** What a cluster holds from the start: namespaces, nodes and the system's own pods. */
export function seedObjects(cluster: ClusterRecord): readonly Seed[] {
  const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
  return [
    ...namespaces.map((name) =>
      seed('namespaces', { metadata: { name }, spec: {}, status: { phase: 'Active' } }),
    ),
    ...nodeNames(cluster).map((name) => seed('nodes', node(name, cluster))),
    ...['coredns-6d8f', 'metrics-server-7c4b'].map((name) => seed('pods', pod(name, cluster))),
  ];
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
