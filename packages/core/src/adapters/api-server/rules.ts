import * as v from 'valibot';
import { answerOf } from './answer.js';
import type { ApiServerReply } from './connection.js';
import type { Attempt } from './everybodys.js';

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

export interface Rules {
  /** Those beyond what everybody has in every cluster. */
  readonly rules: readonly Rule[];
  /** False where an authorizer does not list what it allows, as a webhook. */
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

/** Something that the rule allows, the first of each of its lists. */
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

/** `system:basic-user`: whoever is authenticated may ask about itself. */
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
