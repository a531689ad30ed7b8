import { stringify } from 'yaml';
import { parseCommonName, tokenUser } from '../words/identity.js';
import type { NameUse, UsedRight } from './tally.js';

/** One rule of RBAC. */
export interface RbacRule {
  /** Empty for paths, like `resources`. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules that would have been enough in one place; a null namespace is the cluster as a whole. */
export interface LeastRole {
  readonly namespace: string | null;
  readonly rules: readonly RbacRule[];
}

/**
 * The least RBAC that would have allowed everything that was seen allowed: not what may be needed tomorrow, and not
 * narrowed to object names, but for whom may be impersonated. Paths that `system:discovery` and
 * `system:public-info-viewer` open to every user are left out.
 */
export function leastRoles({ rights }: Pick<NameUse, 'rights'>): readonly LeastRole[] {
  const whole = rights.filter(({ namespace, path }) => namespace === null && !isOpenToAll(path));
  const isCovered = (right: UsedRight) =>
    whole.some(
      (each) =>
        each.apiGroup === right.apiGroup &&
        each.resource === right.resource &&
        each.names === undefined &&
        right.verbs.every((verb) => each.verbs.includes(verb)),
    );
  const inNamespaces = rights.filter((right) => right.namespace !== null && !isCovered(right));
  const byNamespace = Map.groupBy([...whole, ...inNamespaces], ({ namespace }) => namespace);
  return [...byNamespace]
    .map(([namespace, all]) => ({ namespace, rules: rulesOf(all) }))
    .toSorted((a, b) => (a.namespace ?? '').localeCompare(b.namespace ?? '', 'en'));
}

/** By those two roles' rules, in Kubernetes 1.24 to 1.37. */
function isOpenToAll(path: string | undefined): boolean {
  return (
    path !== undefined && /^\/(?:(?:api|apis|openapi)(?:\/.*)?|healthz|livez|readyz|version\/?)$/.test(path)
  );
}

/** Resources of one group with the same verbs share a rule; so do paths, and names of one resource. */
function rulesOf(rights: readonly UsedRight[]): readonly RbacRule[] {
  const together = Map.groupBy(rights, ({ apiGroup, verbs, path, names, resource }) =>
    JSON.stringify([apiGroup, verbs, path !== undefined, names === undefined ? null : resource]),
  );
  return [...together.values()].flatMap((all): readonly RbacRule[] => {
    const [first] = all;
    if (first === undefined) return [];
    const { apiGroup, verbs } = first;
    if (first.path !== undefined)
      return [
        { apiGroups: [], resources: [], nonResourceURLs: all.map(({ path = '' }) => path).toSorted(), verbs },
      ];
    const resources = [...new Set(all.map(({ resource }) => resource))].toSorted();
    const names = all.flatMap((each) => each.names ?? []).toSorted();
    return [
      { apiGroups: [apiGroup], resources, ...(names.length === 0 ? {} : { resourceNames: names }), verbs },
    ];
  });
}

/** Whether roles or bindings were written: that takes the rights in them too, which the log does not name. */
export function hasBoundRoles({ rights }: Pick<NameUse, 'rights'>): boolean {
  return rights.some(
    ({ apiGroup, resource, verbs }) =>
      apiGroup === 'rbac.authorization.k8s.io' &&
      /^(?:cluster)?role(?:binding)?s$/.test(resource) &&
      verbs.some((verb) => ['create', 'update', 'patch'].includes(verb)),
  );
}

/** The roles as YAML, for `kubectl apply -f`, bound to whom `boundUser` names. */
export function leastRolesText(commonName: string, roles: readonly LeastRole[]): string {
  return manifestsOf(commonName, roles)
    .map((manifest) => stringify(manifest))
    .join('---\n');
}

/**
 * As whom somebody's tokens come in. A certificate's own name is another one after a revoke, and what is bound to it
 * goes on letting the old key in: nothing is bound to one. Null for the account root, whose certificates name nobody.
 */
export function boundUser(commonName: string): string | null {
  const { uid } = parseCommonName(commonName);
  if (uid === null) return commonName;
  return /^\d+$/.test(uid) ? tokenUser(uid) : null;
}

function manifestsOf(commonName: string, roles: readonly LeastRole[]): readonly object[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const user = boundUser(commonName);
  const name = `seen-${(user ?? commonName).replaceAll(':', '-')}`;
  return roles.flatMap(({ namespace, rules }) => {
    const kind = namespace === null ? 'ClusterRole' : 'Role';
    const metadata = { name, ...(namespace === null ? {} : { namespace }) };
    const apiVersion = `${apiGroup}/v1`;
    const role = { apiVersion, kind, metadata, rules };
    if (user === null) return [role];
    const subjects = [{ kind: 'User', apiGroup, name: user }];
    const roleRef = { apiGroup, kind, name };
    return [role, { apiVersion, kind: `${kind}Binding`, metadata, subjects, roleRef }];
  });
}
