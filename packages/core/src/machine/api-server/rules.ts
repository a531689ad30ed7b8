import * as v from 'valibot';
import { type Ask, answerOf } from './answer.js';
import type { ApiServerReply } from './connection.js';

export const rulesKind = 'SelfSubjectRulesReview';

const names = v.optional(v.nullable(v.array(v.string())), []);

const resourceRule = v.object({ verbs: names, apiGroups: names, resources: names, resourceNames: names });

const pathRule = v.object({ verbs: names, nonResourceURLs: names });

const rulesReview = v.object({
  kind: v.literal(rulesKind),
  status: v.object({
    resourceRules: v.optional(v.nullable(v.array(resourceRule)), []),
    nonResourceRules: v.optional(v.nullable(v.array(pathRule)), []),
    incomplete: v.optional(v.boolean(), false),
  }),
});

export type Rule = v.InferOutput<typeof resourceRule> | v.InferOutput<typeof pathRule>;

interface Rules {
  /** Rules beyond those that everybody has in every cluster. */
  readonly rules: readonly Rule[];
  /** False if an authorizer, such as a webhook, does not list what it allows. */
  readonly isWhole: boolean;
}

export function rulesOf(reply: ApiServerReply): Rules | null {
  const parsed = v.safeParse(rulesReview, reply.body);
  if (answerOf(reply, rulesKind).kind !== 'served' || !parsed.success) return null;
  const { resourceRules, nonResourceRules, incomplete } = parsed.output.status;
  const own = [
    ...(resourceRules ?? []).filter((rule) => !isEverybodysResource(rule)),
    ...(nonResourceRules ?? []).filter((rule) => !isEverybodysPath(rule)),
  ];
  return { rules: own, isWhole: !incomplete };
}

/** On paths, such as `/metrics`, the others: they belong to no namespace. */
export function isOnResources(rule: Rule): boolean {
  return !('nonResourceURLs' in rule);
}

export function textOf(rule: Rule): string {
  return JSON.stringify(rule);
}

/**
 * The actions that a rule allows, one for each verb, resource and name in its lists. Those that change something come
 * first: what everybody may is mostly reading, so that a right of one's own is found early.
 */
export function* actionsOf(rule: Rule): Generator<Action> {
  for (const verb of orEmpty(rule.verbs).toSorted((one, other) => rankOf(one) - rankOf(other))) {
    if ('nonResourceURLs' in rule) {
      for (const path of orEmpty(rule.nonResourceURLs)) yield { nonResourceAttributes: { verb, path } };
      continue;
    }
    for (const group of orEmpty(rule.apiGroups))
      for (const each of orEmpty(rule.resources))
        for (const name of orEmpty(rule.resourceNames)) {
          const [resource = '', subresource] = each.split('/');
          yield {
            resourceAttributes: {
              verb,
              group,
              resource,
              ...(subresource === undefined ? {} : { subresource }),
              ...(name === '' ? {} : { name }),
            },
          };
        }
  }
}

const reading = ['get', 'list', 'watch'];

function rankOf(verb: string): number {
  return reading.indexOf(verb);
}

/** An empty list of names is every name. */
function orEmpty(list: readonly string[] | null | undefined): readonly string[] {
  return list == null || list.length === 0 ? [''] : list;
}

const aboutSelf = new Set(['selfsubjectreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews']);

/**
 * `system:basic-user`: every authenticated user may query itself. `system:cluster-trust-bundle-discovery`: every service
 * account may read what authorities the cluster publishes, from 1.27.
 */
function isEverybodysResource({ verbs, resources }: v.InferOutput<typeof resourceRule>): boolean {
  const isReading = (verbs ?? []).every((verb) => reading.includes(verb));
  return (resources ?? []).every(
    (resource) => aboutSelf.has(resource) || (isReading && resource === 'clustertrustbundles'),
  );
}

/** `system:discovery`, `system:public-info-viewer` and `system:service-account-issuer-discovery`. */
const everybodysPath =
  /^\/(api|apis|openapi|healthz|livez|readyz|version|\.well-known\/openid-configuration|openid\/v1\/jwks)(\/\*?)?$/;

function isEverybodysPath({ verbs, nonResourceURLs }: v.InferOutput<typeof pathRule>): boolean {
  const isReading = (verbs ?? []).every((verb) => verb === 'get');
  return isReading && (nonResourceURLs ?? []).every((path) => everybodysPath.test(path));
}

/** One action, as an access review asks for it. */
export type Action =
  | {
      readonly resourceAttributes: {
        readonly verb: string;
        readonly group: string;
        readonly resource: string;
        readonly subresource?: string;
        readonly name?: string;
      };
    }
  | { readonly nonResourceAttributes: { readonly verb: string; readonly path: string } };

const reviewKind = 'SelfSubjectAccessReview';

/** Bound to a group that everybody is in; bound to the user, or not known to be everybody's; no answer. */
export type Holder = Everybody | 'oneself' | 'unheard';

export interface Everybody {
  /** `system:authenticated`, `system:users` or `system:serviceaccounts`. */
  readonly group: string;
  /** In every namespace. */
  readonly isEverywhere: boolean;
}

/**
 * Whose right an allowed action is. It is everybody's if the server says that a binding to all authenticated users,
 * to everyone with an ACK certificate, or to all service accounts allows it: such a right outlives a revoke, which removes what is bound to
 * the common name. If the server does not say so it counts as one's own.
 */
export async function holderOf(action: Action, namespace: string | null, ask: Ask): Promise<Holder> {
  const where = namespace === null ? {} : { namespace };
  const spec =
    'resourceAttributes' in action
      ? { resourceAttributes: { ...where, ...action.resourceAttributes } }
      : action;
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: reviewKind, spec };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body);
  const answer = reply === null ? { kind: 'silent' } : answerOf(reply, reviewKind);
  if (answer.kind === 'silent' || answer.kind === 'busy') return 'unheard';
  const parsed = v.safeParse(review, reply?.body);
  const [, binding, group] =
    byEverybodysBinding.exec(parsed.success ? parsed.output.status.reason : '') ?? [];
  return group === undefined ? 'oneself' : { group, isEverywhere: binding === 'ClusterRoleBinding' };
}

const review = v.object({
  status: v.object({ allowed: v.literal(true), reason: v.optional(v.string(), '') }),
});

/** `RBAC: allowed by ClusterRoleBinding "a" of ClusterRole "b" to Group "system:authenticated"`, from 1.24 to 1.37. */
const byEverybodysBinding =
  /^RBAC: allowed by (ClusterRoleBinding|RoleBinding) .{0,2000} to Group "(system:(?:authenticated|users|serviceaccounts))"$/s;
