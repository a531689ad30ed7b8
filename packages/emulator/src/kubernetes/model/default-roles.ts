import { hasOldManners } from './resources.js';
import type { PolicyRule } from './rules.js';
import { systemRules } from './system-roles.js';

const read = ['get', 'list', 'watch'];

const infoPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...infoPaths];
const issuerPaths = ['/.well-known/openid-configuration', '/openid/v1/jwks'];

interface DefaultRole {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  /** Groups that a ClusterRoleBinding of the same name binds it to. */
  readonly boundTo: readonly string[];
}

/** The ClusterRoles of a new cluster, except those for its own components. */
export function defaultRoles(cluster: { readonly version: string }): readonly DefaultRole[] {
  const isOld = hasOldManners(cluster);
  const reviews = rule(
    ['create'],
    ['authorization.k8s.io'],
    'selfsubjectaccessreviews selfsubjectrulesreviews',
  );
  const whoami = rule(['create'], ['authentication.k8s.io'], 'selfsubjectreviews');
  const slashed = isOld ? issuerPaths : issuerPaths.flatMap((path) => [path, `${path}/`]);
  const bundles = {
    name: 'system:cluster-trust-bundle-discovery',
    rules: [rule(read, ['certificates.k8s.io'], 'clustertrustbundles')],
    boundTo: ['system:serviceaccounts'],
  };
  return [
    role('cluster-admin', [rule(['*'], ['*'], '*'), paths(['*'], ['*'])], ['system:masters']),
    role('admin', aggregated('edit', 'view', 'admin'), []),
    role('edit', aggregated('edit', 'view'), []),
    role('view', aggregated('view'), []),
    role('system:basic-user', isOld ? [reviews] : [reviews, whoami], ['system:authenticated']),
    role('system:discovery', [paths(['get'], discoveryPaths.toSorted())], ['system:authenticated']),
    role(
      'system:public-info-viewer',
      [paths(['get'], infoPaths)],
      ['system:authenticated', 'system:unauthenticated'],
    ),
    role('system:service-account-issuer-discovery', [paths(['get'], slashed)], ['system:serviceaccounts']),
    ...(isOld ? [] : [bundles]),
  ];
}

/** What `view` and `edit` hold by aggregation; those of 1.24.17 differ in events only. */
function aggregated(...parts: readonly string[]): readonly PolicyRule[] {
  return parts.flatMap((part) => systemRules(`system:aggregate-to-${part}`));
}

function role(name: string, rules: readonly PolicyRule[], boundTo: readonly string[]): DefaultRole {
  return { name, rules, boundTo };
}

function rule(verbs: readonly string[], apiGroups: readonly string[], resources: string): PolicyRule {
  return { verbs, apiGroups, resources: resources.split(' ') };
}

function paths(verbs: readonly string[], nonResourceURLs: readonly string[]): PolicyRule {
  return { verbs, nonResourceURLs };
}
