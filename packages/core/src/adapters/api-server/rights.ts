import * as v from 'valibot';
import type { NamespaceRights } from '../../ports.js';
import { answerOf } from './answer.js';
import type { ApiServerReply } from './connection.js';

/** Sends one request within its own bound; null where no answer came. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<ApiServerReply | null>;

const mostNamespaces = 8;
const rulesKind = 'SelfSubjectRulesReview';

/** What may be done in each namespace, the first eight; a server that falls silent is asked no more. */
export async function rightsIn(namespaces: readonly string[], ask: Ask): Promise<readonly NamespaceRights[]> {
  const rights: NamespaceRights[] = [];
  for (const namespace of [...new Set(namespaces)].slice(0, mostNamespaces)) {
    const found = await rightsInOne(namespace, ask);
    rights.push(found);
    if (found.seen === 'unknown') break;
  }
  return rights;
}

async function rightsInOne(namespace: string, ask: Ask): Promise<NamespaceRights> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: rulesKind, spec: { namespace } };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body);
  const told = reply === null ? null : rulesOf(reply);
  if (told !== null && told.rules.length > 0) return { namespace, seen: 'some', rules: told.rules };
  if (told?.isWhole) return { namespace, seen: 'none', rules: [] };
  if (told === null && (reply === null || answerOf(reply, rulesKind).kind !== 'refused'))
    return unknownIn(namespace);
  // Whoever may do something in a namespace may mostly list its pods: view, edit and admin may.
  const pods = await ask('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?limit=1`);
  const answer = pods === null ? null : answerOf(pods, 'PodList');
  if (answer?.kind === 'served') return { namespace, seen: 'some', rules: [] };
  return answer?.kind === 'refused' ? { namespace, seen: 'refused', rules: [] } : unknownIn(namespace);
}

function unknownIn(namespace: string): NamespaceRights {
  return { namespace, seen: 'unknown', rules: [] };
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

interface Rules {
  /** Those beyond what everybody has. */
  readonly rules: readonly string[];
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
  return { rules: own.map((rule) => JSON.stringify(rule)).toSorted(), isWhole: !incomplete };
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
