import * as v from 'valibot';
import { type Ask, answerOf, versionOf } from './answer.js';
import type { ApiServerAnswer, ApiServerObservation, NamespaceRights, WhoAmIOptions } from './api.js';
import {
  type Action,
  actionsOf,
  type Everybody,
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
  const isListEverybodys = typeof holder === 'object';
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

/** Actions and rules, as text, that were found to be everybody's everywhere, with the groups they are bound to. */
type Shared = Map<string, Groups>;

type Groups = ReadonlySet<string>;

async function rightsInOne(namespace: string, shared: Shared, ask: Ask): Promise<NamespaceRights> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: rulesKind, spec: { namespace } };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body);
  const told = reply === null ? null : rulesOf(reply);
  if (told === null && (reply === null || answerOf(reply, rulesKind).kind !== 'refused'))
    return unknownIn(namespace);
  const { rules, isWhole } = told ?? { rules: [], isWhole: false };
  const found = { namespace, isIncomplete: told !== null && !isWhole, rules: rules.map(textOf).toSorted() };
  const seenBefore = rules.flatMap((rule) => [...(shared.get(textOf(rule)) ?? [])]);
  const own = rules.filter((rule) => !shared.has(textOf(rule)));
  const byResources = await whoseRules(own.filter(isOnResources), namespace, shared, ask);
  if (typeof byResources === 'string') return { ...found, seen: byResources };
  const onPaths = own.filter((rule) => !isOnResources(rule));
  const byPaths = await whoseRules(onPaths, namespace, shared, ask);
  if (byPaths === 'some') return { ...found, seen: byPaths, isOnPaths: true };
  if (byPaths === 'unknown') return { ...found, seen: byPaths };
  const byRules = everybodys([...seenBefore, ...byResources, ...byPaths]);
  if (isWhole) return { ...found, ...byRules };
  // Anyone with rights in a namespace can usually list its pods: view, edit and admin can.
  const byPods = await whosePods(namespace, ask);
  return { ...found, ...(byPods.seen === 'refused' && byRules.seen !== 'none' ? byRules : byPods) };
}

/** What is bound to these groups and to nobody else. */
function everybodys(groups: readonly string[]): Pick<NamespaceRights, 'seen' | 'boundTo'> {
  return groups.length === 0 ? { seen: 'none' } : { seen: 'everybodys', boundTo: [...new Set(groups)] };
}

/**
 * Each rule by one of its actions first, then by all of them: a rule of one's own may begin with what everybody may,
 * and is everybody's only if all of it is. Then it answers the groups.
 */
async function whoseRules(
  rules: readonly Rule[],
  namespace: string,
  shared: Shared,
  ask: Ask,
): Promise<'some' | 'unknown' | Groups> {
  const known = new Map<string, Holder>();
  const groups = new Set<string>();
  let left = mostAttempts;
  const whose = async (action: Action): Promise<Holder> => {
    const key = JSON.stringify(action);
    const [everybodys] = shared.get(key) ?? [];
    if (everybodys !== undefined) return { group: everybodys, isEverywhere: true };
    const before = known.get(key);
    if (before !== undefined) return before;
    left -= 1;
    const holder = left < 0 ? 'unheard' : await holderOf(action, namespace, ask);
    known.set(key, holder);
    if (typeof holder === 'object' && holder.isEverywhere) shared.set(key, new Set([holder.group]));
    return holder;
  };
  for (const most of [1, Number.POSITIVE_INFINITY]) {
    for (const rule of rules) {
      const holders: Everybody[] = [];
      for (const action of actionsOf(rule).take(most)) {
        const holder = await whose(action);
        if (holder === 'unheard') return 'unknown';
        if (holder === 'oneself') return 'some';
        holders.push(holder);
        groups.add(holder.group);
      }
      const isShared = most > 1 && holders.every(({ isEverywhere }) => isEverywhere);
      if (isShared) shared.set(textOf(rule), new Set(holders.map(({ group }) => group)));
    }
  }
  return groups;
}

async function whosePods(namespace: string, ask: Ask): Promise<Pick<NamespaceRights, 'seen' | 'boundTo'>> {
  const pods = await ask('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?limit=1`);
  const answer = pods === null ? null : answerOf(pods, 'PodList');
  if (answer?.kind === 'refused') return { seen: 'refused' };
  if (answer?.kind !== 'served') return { seen: 'unknown' };
  const action = { resourceAttributes: { verb: 'list', group: '', resource: 'pods' } };
  const holder = await holderOf(action, namespace, ask);
  if (holder === 'unheard') return { seen: 'unknown' };
  return holder === 'oneself' ? { seen: 'some' } : everybodys([holder.group]);
}

function unknownIn(namespace: string): NamespaceRights {
  return { namespace, seen: 'unknown', isIncomplete: false, rules: [] };
}
