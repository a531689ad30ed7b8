import * as v from 'valibot';
import type { NamespaceRights } from '../../ports.js';
import { answerOf } from './answer.js';
import type { ApiServerReply } from './connection.js';
import { type Attempt, holderOf } from './everybodys.js';

/** Sends one request within its own bound; null where no answer came. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<ApiServerReply | null>;

const mostNamespaces = 8;
/** A role that everybody has is rarely longer than `view`, of some fifteen rules; what is longer counts as one's own. */
const mostRules = 40;
const rulesKind = 'SelfSubjectRulesReview';

/** What may be done in each namespace, the first eight; a server that falls silent is asked no more. */
export async function rightsIn(namespaces: readonly string[], ask: Ask): Promise<readonly NamespaceRights[]> {
  const rights: NamespaceRights[] = [];
  const shared = new Set<string>();
  for (const namespace of [...new Set(namespaces)].slice(0, mostNamespaces)) {
    const found = await rightsInOne(namespace, shared, ask);
    rights.push(found);
    if (found.seen === 'unknown') break;
  }
  return rights;
}

/** `shared`: rules, as text, that were found to be everybody's everywhere. */
async function rightsInOne(namespace: string, shared: Set<string>, ask: Ask): Promise<NamespaceRights> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: rulesKind, spec: { namespace } };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body);
  const told = reply === null ? null : rulesOf(reply);
  if (told === null && (reply === null || answerOf(reply, rulesKind).kind !== 'refused'))
    return unknownIn(namespace);
  const { rules, isWhole } = told ?? { rules: [], isWhole: false };
  const found = { namespace, isUntold: told !== null && !isWhole, rules: rules.map(textOf).toSorted() };
  const own = rules.filter((rule) => !shared.has(textOf(rule)));
  const isShared = own.length < rules.length;
  const byOwn = await whoseRules(own, namespace, shared, ask);
  const byRules = byOwn === 'none' && isShared ? 'everybodys' : byOwn;
  if (byRules === 'some' || byRules === 'unknown' || isWhole) return { ...found, seen: byRules };
  // Whoever may do something in a namespace may mostly list its pods: view, edit and admin may.
  const byPods = await whosePods(namespace, ask);
  return { ...found, seen: byPods === 'refused' && byRules !== 'none' ? byRules : byPods };
}

async function whoseRules(
  rules: readonly Rule[],
  namespace: string,
  shared: Set<string>,
  ask: Ask,
): Promise<'some' | 'everybodys' | 'none' | 'unknown'> {
  if (rules.length > mostRules) return 'some';
  for (const rule of rules) {
    const holder = await holderOf(attemptOf(rule, namespace), ask);
    if (holder === 'unheard') return 'unknown';
    if (holder === 'oneself') return 'some';
    if (holder === 'everybodyEverywhere') shared.add(textOf(rule));
  }
  return rules.length === 0 ? 'none' : 'everybodys';
}

async function whosePods(namespace: string, ask: Ask): Promise<NamespaceRights['seen']> {
  const pods = await ask('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?limit=1`);
  const answer = pods === null ? null : answerOf(pods, 'PodList');
  if (answer?.kind === 'refused') return 'refused';
  if (answer?.kind !== 'served') return 'unknown';
  const attempt = { resourceAttributes: { namespace, verb: 'list', group: '', resource: 'pods' } };
  const holder = await holderOf(attempt, ask);
  if (holder === 'unheard') return 'unknown';
  return holder === 'oneself' ? 'some' : 'everybodys';
}

function unknownIn(namespace: string): NamespaceRights {
  return { namespace, seen: 'unknown', isUntold: false, rules: [] };
}

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

type Rule = v.InferOutput<typeof resourceRule> | v.InferOutput<typeof pathRule>;

interface Rules {
  /** Those beyond what everybody has in every cluster. */
  readonly rules: readonly Rule[];
  /** False where an authorizer does not list what it allows, as a webhook. */
  readonly isWhole: boolean;
}

function rulesOf(reply: ApiServerReply): Rules | null {
  const parsed = v.safeParse(rulesReview, reply.body);
  if (answerOf(reply, rulesKind).kind !== 'served' || !parsed.success) return null;
  const { resourceRules, nonResourceRules, incomplete } = parsed.output.status;
  const own = [
    ...(resourceRules ?? []).filter((rule) => !isEverybodysResource(rule)),
    ...(nonResourceRules ?? []).filter((rule) => !isEverybodysPath(rule)),
  ];
  return { rules: own, isWhole: !incomplete };
}

function textOf(rule: Rule): string {
  return JSON.stringify(rule);
}

/** Something that the rule allows, the first of each of its lists. */
function attemptOf(rule: Rule, namespace: string): Attempt {
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
