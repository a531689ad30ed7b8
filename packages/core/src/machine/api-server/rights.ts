import * as v from 'valibot';
import { type Ask, answerOf, versionOf } from './answer.js';
import type { ApiServerAnswer, ApiServerObservation, NamespaceRights, WhoAmIOptions } from './api.js';
import {
  type Action,
  actionsOf,
  type Holder,
  holderOf,
  isOnResources,
  type Rule,
  rulesKind,
  rulesOf,
  textOf,
} from './rules.js';

type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

/** An unknown user, or one whose server does not answer like an API server, is asked nothing more. */
export async function askRights(
  review: ApiServerAnswer,
  { namespaces: wanted = ['default'], alsoRules = false }: WhoAmIOptions,
  ask: Ask,
): Promise<Pick<Answered, 'namespaces' | 'isListEverybodys' | 'rights' | 'version'>> {
  const silent = { kind: 'silent' } as const;
  const unheard = { namespaces: silent, isListEverybodys: false, rights: [], version: null };
  if (review.kind === 'unauthorized' || review.kind === 'foreign') return unheard;
  const listed = await ask('GET', '/api/v1/namespaces?limit=1');
  if (listed === null) return unheard;
  const answer = answerOf(listed, 'NamespaceList');
  const holder = answer.kind === 'served' ? await holderOf(listing, null, ask) : 'oneself';
  // Whose right it is decides what the list proves.
  const namespaces: ApiServerAnswer = holder === 'unheard' ? silent : answer;
  const isListEverybodys = holder === 'everybodyEverywhere' || holder === 'everybodyHere';
  const isServed = namespaces.kind === 'served' && !isListEverybodys && !alsoRules;
  // If everybody may list them, the user may have rights of its own in any of them.
  const listedNames = isListEverybodys ? await namesOfNamespaces(ask) : [];
  const rights = isServed || !isSaid(namespaces) ? [] : await rightsIn([...wanted, ...listedNames], ask);
  const version = await ask('GET', '/version');
  return { namespaces, isListEverybodys, rights, version: version === null ? null : versionOf(version) };
}

const listing = { resourceAttributes: { verb: 'list', group: '', resource: 'namespaces' } };

const namespaceList = v.object({ items: v.array(v.object({ metadata: v.object({ name: v.string() }) })) });

/** The first ones, except for the cluster's own. */
async function namesOfNamespaces(ask: Ask): Promise<readonly string[]> {
  const reply = await ask('GET', '/api/v1/namespaces?limit=50');
  const parsed = v.safeParse(namespaceList, reply?.body);
  if (!parsed.success) return [];
  return parsed.output.items.map(({ metadata }) => metadata.name).filter((name) => !name.startsWith('kube-'));
}

/** Granted, or refused; 500 is how a refusal looks while a webhook authorizer is down. */
function isSaid(answer: ApiServerAnswer): boolean {
  if (answer.kind === 'busy') return answer.status === 500;
  return answer.kind === 'served' || answer.kind === 'refused';
}

const mostNamespaces = 8;
/** `view` allows some four hundred actions; of somebody with more that are everybody's it is not known whose they are. */
const mostAttempts = 800;

/** Rights in each namespace, at most eight; a server that stops answering is not asked again. */
async function rightsIn(namespaces: readonly string[], ask: Ask): Promise<readonly NamespaceRights[]> {
  const rights: NamespaceRights[] = [];
  const shared: Shared = new Map();
  for (const namespace of [...new Set(namespaces)].slice(0, mostNamespaces)) {
    const found = await rightsInOne(namespace, shared, ask);
    rights.push(found);
    if (found.seen === 'unknown') break;
  }
  return rights;
}

/** Actions and rules, as text, that were found to be everybody's everywhere. */
type Shared = Map<string, 'everybodyEverywhere'>;

async function rightsInOne(namespace: string, shared: Shared, ask: Ask): Promise<NamespaceRights> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: rulesKind, spec: { namespace } };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body);
  const told = reply === null ? null : rulesOf(reply);
  if (told === null && (reply === null || answerOf(reply, rulesKind).kind !== 'refused'))
    return unknownIn(namespace);
  const { rules, isWhole } = told ?? { rules: [], isWhole: false };
  const found = { namespace, isIncomplete: told !== null && !isWhole, rules: rules.map(textOf).toSorted() };
  const own = rules.filter((rule) => !shared.has(textOf(rule)));
  const isShared = own.length < rules.length;
  const byResources = await whoseRules(own.filter(isOnResources), namespace, shared, ask);
  if (byResources === 'some' || byResources === 'unknown') return { ...found, seen: byResources };
  const byPaths = await whoseRules(
    own.filter((rule) => !isOnResources(rule)),
    namespace,
    shared,
    ask,
  );
  if (byPaths === 'unknown') return { ...found, seen: byPaths };
  if (byPaths === 'some') return { ...found, seen: byPaths, isOnPaths: true };
  const isEverybodys = isShared || byResources === 'everybodys' || byPaths === 'everybodys';
  const byRules = isEverybodys ? 'everybodys' : 'none';
  if (isWhole) return { ...found, seen: byRules };
  // Anyone with rights in a namespace can usually list its pods: view, edit and admin can.
  const byPods = await whosePods(namespace, ask);
  return { ...found, seen: byPods === 'refused' && byRules !== 'none' ? byRules : byPods };
}

/**
 * Each rule by one of its actions first, then by all of them: a rule of one's own may begin with what everybody may,
 * and is everybody's only if all of it is.
 */
async function whoseRules(
  rules: readonly Rule[],
  namespace: string,
  shared: Shared,
  ask: Ask,
): Promise<'some' | 'everybodys' | 'none' | 'unknown'> {
  const known = new Map<string, Holder>(shared);
  let left = mostAttempts;
  const whose = async (action: Action): Promise<Holder> => {
    const key = JSON.stringify(action);
    const before = known.get(key);
    if (before !== undefined) return before;
    left -= 1;
    const holder = left < 0 ? 'unheard' : await holderOf(action, namespace, ask);
    known.set(key, holder);
    if (holder === 'everybodyEverywhere') shared.set(key, holder);
    return holder;
  };
  for (const most of [1, Number.POSITIVE_INFINITY]) {
    for (const rule of rules) {
      const holders = new Set<Holder>();
      for (const action of actionsOf(rule).take(most)) {
        const holder = await whose(action);
        if (holder === 'unheard') return 'unknown';
        if (holder === 'oneself') return 'some';
        holders.add(holder);
      }
      if (most > 1 && !holders.has('everybodyHere')) shared.set(textOf(rule), 'everybodyEverywhere');
    }
  }
  return rules.length === 0 ? 'none' : 'everybodys';
}

async function whosePods(namespace: string, ask: Ask): Promise<NamespaceRights['seen']> {
  const pods = await ask('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?limit=1`);
  const answer = pods === null ? null : answerOf(pods, 'PodList');
  if (answer?.kind === 'refused') return 'refused';
  if (answer?.kind !== 'served') return 'unknown';
  const action = { resourceAttributes: { verb: 'list', group: '', resource: 'pods' } };
  const holder = await holderOf(action, namespace, ask);
  if (holder === 'unheard') return 'unknown';
  return holder === 'oneself' ? 'some' : 'everybodys';
}

function unknownIn(namespace: string): NamespaceRights {
  return { namespace, seen: 'unknown', isIncomplete: false, rules: [] };
}
