import { stringify } from 'yaml';
import type { NameUse, UsedRight } from './tally.js';

/** One rule of RBAC. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules that would have been enough in one place; a null namespace is the cluster as a whole. */
export interface LeastRole {
  readonly namespace: string | null;
  readonly rules: readonly RbacRule[];
}

/**
 * The least RBAC that would have allowed everything that was seen allowed: not what may be needed tomorrow, and not
 * narrowed to object names. Non-resource paths, such as `/version` and the API lists, are open to every user by
 * `system:discovery`, and are left out.
 */
export function leastRoles({ rights }: Pick<NameUse, 'rights'>): readonly LeastRole[] {
  const whole = rights.filter(({ namespace }) => namespace === null);
  const isCovered = (right: UsedRight) =>
    whole.some(
      (each) =>
        each.apiGroup === right.apiGroup &&
        each.resource === right.resource &&
        right.verbs.every((verb) => each.verbs.includes(verb)),
    );
  const inNamespaces = rights.filter((right) => right.namespace !== null && !isCovered(right));
  const byNamespace = Map.groupBy([...whole, ...inNamespaces], ({ namespace }) => namespace);
  return [...byNamespace]
    .map(([namespace, all]) => ({ namespace, rules: rulesOf(all) }))
    .toSorted((a, b) => (a.namespace ?? '').localeCompare(b.namespace ?? ''));
}

/** Resources of one group with the same verbs share a rule. */
function rulesOf(rights: readonly UsedRight[]): readonly RbacRule[] {
  const together = Map.groupBy(rights, ({ apiGroup, verbs }) => JSON.stringify([apiGroup, verbs]));
  return [...together.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const resources = all.map(({ resource }) => resource).toSorted();
    return [{ apiGroups: [first.apiGroup], resources, verbs: first.verbs }];
  });
}

/** The roles as YAML, bound to the common name, for `kubectl apply -f`. */
export function leastRolesText(commonName: string, roles: readonly LeastRole[]): string {
  return manifestsOf(commonName, roles)
    .map((manifest) => stringify(manifest))
    .join('---\n');
}

function manifestsOf(commonName: string, roles: readonly LeastRole[]): readonly object[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const name = `seen-${commonName}`;
  return roles.flatMap(({ namespace, rules }) => {
    const kind = namespace === null ? 'ClusterRole' : 'Role';
    const metadata = { name, ...(namespace === null ? {} : { namespace }) };
    const apiVersion = `${apiGroup}/v1`;
    return [
      { apiVersion, kind, metadata, rules },
      {
        apiVersion,
        kind: `${kind}Binding`,
        metadata,
        subjects: [{ kind: 'User', apiGroup, name: commonName }],
        roleRef: { apiGroup, kind, name },
      },
    ];
  });
}
