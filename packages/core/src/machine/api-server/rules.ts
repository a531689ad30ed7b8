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

export function textOf(rule: Rule): string {
  return JSON.stringify(rule);
}

/** One action that the rule allows, the first of each of its lists. */
export function attemptOf(rule: Rule, namespace: string): Attempt {
  const verb = first(rule.verbs);
  if ('nonResourceURLs' in rule)
    return { nonResourceAttributes: { verb, path: first(rule.nonResourceURLs) } };
  const [resource = '', subresource] = first(rule.resources).split('/');
  const name = first(rule.resourceNames);
  return {
    resourceAttributes: {
      namespace,
      verb,
      group: first(rule.apiGroups),
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(name === '' ? {} : { name }),
    },
  };
}

function first(list: readonly string[] | null | undefined): string {
  return list?.[0] ?? '';
}

const aboutSelf = new Set(['selfsubjectreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews']);

/** `system:basic-user`: every authenticated user may query itself. */
function isEverybodysResource({ resources }: v.InferOutput<typeof resourceRule>): boolean {
  return (resources ?? []).every((resource) => aboutSelf.has(resource));
}

/** `system:discovery`, `system:public-info-viewer` and `system:service-account-issuer-discovery`. */
const everybodysPath =
  /^\/(api|apis|openapi|healthz|livez|readyz|version|\.well-known\/openid-configuration|openid\/v1\/jwks)(\/\*?)?$/;

function isEverybodysPath({ verbs, nonResourceURLs }: v.InferOutput<typeof pathRule>): boolean {
  const isReading = (verbs ?? []).every((verb) => verb === 'get');
  return isReading && (nonResourceURLs ?? []).every((path) => everybodysPath.test(path));
}

/** One action, as an access review asks for it. */
type Attempt =
  | {
      readonly resourceAttributes: {
        readonly namespace?: string;
        readonly verb: string;
        readonly group: string;
        readonly resource: string;
        readonly subresource?: string;
        readonly name?: string;
      };
    }
  | { readonly nonResourceAttributes: { readonly verb: string; readonly path: string } };

const reviewKind = 'SelfSubjectAccessReview';

/**
 * Bound to everybody, in every namespace or in this one; bound to the user, or not known to be everybody's; no
 * answer.
 */
type Holder = 'everybodyEverywhere' | 'everybodyHere' | 'oneself' | 'unheard';

/**
 * Whose right an allowed action is. It is everybody's if the server says that a binding to all authenticated users,
 * or to everyone with an ACK certificate, allows it: such a right outlives a revoke, which removes what is bound to
 * the common name. If the server does not say so it counts as one's own.
 */
export async function holderOf(attempt: Attempt, ask: Ask): Promise<Holder> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: reviewKind, spec: attempt };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body);
  const answer = reply === null ? { kind: 'silent' } : answerOf(reply, reviewKind);
  if (answer.kind === 'silent' || answer.kind === 'busy') return 'unheard';
  const parsed = v.safeParse(review, reply?.body);
  const binding = parsed.success ? byEverybodysBinding.exec(parsed.output.status.reason)?.[1] : undefined;
  if (binding === undefined) return 'oneself';
  return binding === 'ClusterRoleBinding' ? 'everybodyEverywhere' : 'everybodyHere';
}

const review = v.object({
  status: v.object({ allowed: v.literal(true), reason: v.optional(v.string(), '') }),
});

/** `RBAC: allowed by ClusterRoleBinding "a" of ClusterRole "b" to Group "system:authenticated"`, from 1.24 to 1.37. */
const byEverybodysBinding =
  /^RBAC: allowed by (ClusterRoleBinding|RoleBinding) .{0,2000} to Group "system:(?:authenticated|users)"$/s;
