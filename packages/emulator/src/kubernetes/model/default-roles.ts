import type { KubernetesDraft } from '../../world/cluster.js';
import { hasOldManners } from './resources.js';
import type { PolicyRule } from './rules.js';
import { namespacedRolesTable, systemRolesTable } from './system-roles-table.js';

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

/** A role of the cluster's own components, with its binding. */
interface SystemRole {
  readonly name: string;
  readonly namespace: string | null;
  readonly isNew: boolean;
  readonly rules: readonly PolicyRule[];
  /** Null if nothing binds it; its name if different. */
  readonly binding: { readonly name: string; readonly subjects: readonly string[] } | null;
}

const rbacGroup = 'rbac.authorization.k8s.io';

/** Roles and bindings of the cluster's own components, by plural. `isOld`: as in 1.24. */
export function systemRoles(
  isOld: boolean,
): readonly { readonly plural: string; readonly draft: KubernetesDraft }[] {
  return roles()
    .filter((role) => !(role.isNew && isOld))
    .flatMap((role) => draftsOf(role, isOld));
}

/** The rules of one of them, by name. */
function systemRules(name: string): readonly PolicyRule[] {
  return roles().find((role) => role.name === name)?.rules ?? [];
}

let parsed: readonly SystemRole[] | undefined;

function roles(): readonly SystemRole[] {
  parsed ??= [...`${systemRolesTable}${namespacedRolesTable}`.matchAll(/^(\S.*)\n((?: {2}.*\n)*)/gm)].map(
    ([, head = '', rules = '']) => roleOf(head, rules),
  );
  return parsed;
}

function roleOf(head: string, rules: string): SystemRole {
  const [, mark, named = '', by, to] = /^(\+)?(\S+?)(?: by (\S+))?(?: to (\S+))?$/.exec(head) ?? [];
  const [, namespace = null, name = named] = /^([^/]+)\/(.+)$/.exec(named) ?? [];
  const subjects = to === 'nobody' ? [] : (to ?? '').split(',').filter(Boolean);
  return {
    name,
    namespace,
    isNew: mark !== undefined,
    rules: rules.split('\n').filter(Boolean).map(ruleOf),
    binding: to === undefined ? null : { name: by ?? name, subjects },
  };
}

function subjectOf(text: string): object {
  const [kind, name] = text.replace(/^\+/, '').split('/');
  return kind === 'ServiceAccount'
    ? { kind, name, namespace: 'kube-system' }
    : { kind, apiGroup: rbacGroup, name };
}

function ruleOf(line: string): PolicyRule {
  const [verbs = '', first = '', resources, names] = line.trim().split(' ');
  const each = (text: string) => text.split(',').map((part) => (part === 'core' ? '' : part));
  if (resources === undefined) return { verbs: each(verbs), nonResourceURLs: each(first) };
  const named = names === undefined ? {} : { resourceNames: each(names) };
  return { verbs: each(verbs), apiGroups: each(first), resources: each(resources), ...named };
}

function draftsOf({ name, namespace, rules, binding }: SystemRole, isOld: boolean) {
  const place = namespace === null ? {} : { namespace };
  const [roles, bindings] =
    namespace === null ? ['clusterroles', 'clusterrolebindings'] : ['roles', 'rolebindings'];
  const metadata = { ...place, ...bootstrapMetadata };
  const role = {
    plural: roles ?? '',
    draft: { metadata: { ...metadata, name, ...aggregation(name) }, rules },
  };
  if (!binding) return [role];
  const roleRef = { apiGroup: rbacGroup, kind: namespace === null ? 'ClusterRole' : 'Role', name };
  const named = binding.subjects.filter((each) => !(isOld && each.startsWith('+'))).map(subjectOf);
  const subjects = named.length === 0 ? {} : { subjects: named };
  return [
    role,
    {
      plural: bindings ?? '',
      draft: { metadata: { ...metadata, name: binding.name }, ...subjects, roleRef },
    },
  ];
}

/** What every role and binding created by the server at startup has. */
export const bootstrapMetadata = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
};

/** `system:aggregate-to-view` is a part of `view`. */
function aggregation(name: string) {
  const [, into] = /^system:aggregate-to-(.+)$/.exec(name) ?? [];
  if (into === undefined) return {};
  return {
    labels: { ...bootstrapMetadata.labels, [`rbac.authorization.k8s.io/aggregate-to-${into}`]: 'true' },
  };
}
