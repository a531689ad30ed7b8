import type { ClusterRecord } from '../world/cluster.js';
import type { KubernetesUser } from './authenticate.js';
import { isAllowed, rulesFor } from './authorize.js';
import type { KubernetesReply } from './status.js';

/** Answers the three reviews about oneself. */
export function review(
  kind: string,
  spec: Readonly<Record<string, unknown>>,
  cluster: ClusterRecord,
  user: KubernetesUser,
): KubernetesReply {
  switch (kind) {
    case 'SelfSubjectReview':
      return created('authentication.k8s.io/v1', kind, { status: { userInfo: user } });
    case 'SelfSubjectAccessReview':
      return created('authorization.k8s.io/v1', kind, {
        spec,
        status: { allowed: mayDo(spec, cluster, user) },
      });
    default:
      return created('authorization.k8s.io/v1', kind, { spec, status: rules(spec, cluster, user) });
  }
}

function created(apiVersion: string, kind: string, content: object): KubernetesReply {
  return { code: 201, body: { apiVersion, kind, metadata: { creationTimestamp: null }, ...content } };
}

function mayDo(
  spec: Readonly<Record<string, unknown>>,
  cluster: ClusterRecord,
  user: KubernetesUser,
): boolean {
  const attributes = spec['resourceAttributes'];
  if (typeof attributes !== 'object' || attributes === null) return true;
  const { verb, group, resource, namespace } = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, String(value)]),
  );
  return isAllowed(cluster, user, {
    verb: verb ?? '*',
    group: group ?? '',
    resource: resource ?? '*',
    namespace: namespace ? namespace : null,
  });
}

function rules(spec: Readonly<Record<string, unknown>>, cluster: ClusterRecord, user: KubernetesUser) {
  const inForce = rulesFor(cluster, user).filter(
    (rule) => rule.namespace === null || rule.namespace === spec['namespace'],
  );
  return {
    incomplete: false,
    nonResourceRules: [
      { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/version'] },
    ],
    resourceRules: inForce.map((rule) => ({
      verbs: rule.verbs,
      apiGroups: rule.groups,
      resources: rule.resources,
    })),
  };
}
