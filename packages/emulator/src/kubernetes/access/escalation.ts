import type { ClusterRecord } from '../../world/cluster.js';
import { hasOldManners, type ResourceKind } from '../model/resources.js';
import { type PolicyRule, permits } from '../model/rules.js';
import { forbidden, objectNotFound, Refusal } from '../model/status.js';
import { authorize, referenceOf, rulesIn, rulesOfRole } from './authorize.js';
import type { KubernetesUser } from './user.js';

/** Refuses a role or binding that would grant more than its writer has, unless the writer may escalate or bind. */
export function refuseEscalation(
  cluster: ClusterRecord,
  user: KubernetesUser,
  kind: ResourceKind,
  object: Readonly<Record<string, unknown>> & {
    readonly metadata: { readonly name: string; readonly namespace?: string };
  },
): void {
  const { name, namespace = null } = object.metadata;
  if (kind.group !== 'rbac.authorization.k8s.io') return;
  const isBinding = kind.plural.endsWith('bindings');
  const reference = isBinding ? referenceOf(object) : null;
  const attempt = {
    kind: 'resource' as const,
    verb: isBinding ? 'bind' : 'escalate',
    group: kind.group,
    resource: isBinding ? (reference?.kind === 'Role' ? 'roles' : 'clusterroles') : kind.plural,
    subresource: null,
    namespace,
    name: reference?.name ?? name,
  };
  if (authorize(cluster, user, attempt).isAllowed) return;
  const given = reference ? rulesOfRole(cluster, reference, namespace) : rulesGiven(object);
  if (given === null) {
    const plural = hasOldManners(cluster) ? attempt.resource : kind.plural;
    throw new Refusal(objectNotFound({ group: kind.group, plural }, attempt.name));
  }
  const held = rulesIn(cluster, user, namespace ?? '').rules;
  const lacking = given.flatMap(broken).filter((rule) => !isCovered(rule, held));
  if (lacking.length === 0) return;
  const groups = user.groups.map((group) => JSON.stringify(group)).join(' ');
  const who = `user "${user.username}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:`;
  throw new Refusal(forbidden(kind, name, [who, ...compact(lacking)].join('\n')));
}

function rulesGiven(object: Readonly<Record<string, unknown>>): readonly PolicyRule[] {
  return Array.isArray(object['rules']) ? object['rules'] : [];
}

/** One permission of a rule: a verb on a resource, by name or on all, or on a path. */
interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string | null;
  readonly path: string | null;
}

function broken(rule: PolicyRule): Right[] {
  const names = rule.resourceNames?.length ? rule.resourceNames : [null];
  const usual = { group: '', resource: '', name: null, path: null };
  return rule.verbs.flatMap((verb) => [
    ...(rule.apiGroups ?? []).flatMap((group) =>
      (rule.resources ?? []).flatMap((resource) =>
        names.map((name) => ({ ...usual, verb, group, resource, name })),
      ),
    ),
    ...(rule.nonResourceURLs ?? []).map((path) => ({ ...usual, verb, path })),
  ]);
}

function isCovered(right: Right, held: readonly PolicyRule[]): boolean {
  const { verb, group, name, path } = right;
  const [resource = '', subresource = null] = right.resource.split('/');
  return held.some((rule) =>
    path === null
      ? permits(rule, { kind: 'resource', verb, group, resource, subresource, namespace: null, name })
      : permits(rule, { kind: 'path', verb, path }),
  );
}

/** As Go prints them: the verbs of one resource together, sorted. */
function compact(rights: readonly Right[]): string[] {
  const verbs = new Map<string, string[]>();
  for (const right of rights) {
    const names = right.name === null ? '' : `, ResourceNames:["${right.name}"]`;
    const what =
      right.path === null
        ? `APIGroups:["${right.group}"], Resources:["${right.resource}"]${names}`
        : `NonResourceURLs:["${right.path}"]`;
    verbs.set(what, [...(verbs.get(what) ?? []), right.verb]);
  }
  const lines = [...verbs].map(([what, each]) => {
    const told = [...new Set(each)]
      .sort()
      .map((verb) => `"${verb}"`)
      .join(' ');
    return `{${what}, Verbs:[${told}]}`;
  });
  return lines.sort();
}
