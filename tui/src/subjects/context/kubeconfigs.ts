import type { ContextInventory } from '@ackring/core/contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import type { Verdict } from '@ackring/core/verification';
import {
  type AckringError,
  type Cluster,
  type Identity,
  isCalled,
  isCallers,
  statusAt,
  statusTurnsAt,
  visible,
} from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { features } from '../../screen/feature.js';
import { chosenRows } from '../../screen/list-screen.js';
import type { ScreenName } from '../../screen/screen-name.js';
import { contextId } from './table.js';

/** The answer of an API server to a context, or that it is being asked. */
export type Answer = Verdict | 'asking';

type OnRecord = Pick<ContextEntry, 'status' | 'warnings'>;

/** The contents of the local kubeconfig files, with the API servers' answers. */
export interface KubeconfigsState {
  readonly inventory: ContextInventory | null;
  readonly entries: ReadonlyMap<string, ContextEntry>;
  readonly byCluster: ReadonlyMap<string, readonly ContextEntry[]>;
  readonly answers: ReadonlyMap<string, Answer>;
  /** What the journal says of those that were revoked, cleaned, or issued within minutes of either. */
  readonly records: ReadonlyMap<string, OnRecord>;
  /** The ends of certificates that were written, until the files are read with them; null for other credentials. */
  readonly written: ReadonlyMap<string, Date | null>;
  readonly problem: AckringError | null;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly kubeconfigs: KubeconfigsState;
    readonly contextsReadAt: Date | null;
  }
}

export const noKubeconfigs: KubeconfigsState = {
  inventory: null,
  entries: new Map(),
  byCluster: new Map(),
  answers: new Map(),
  records: new Map(),
  written: new Map(),
  problem: null,
};

/** The files' current contents; an answer survives, also under another name, only while its certificate is the same. */
export function withInventory(state: KubeconfigsState, inventory: ContextInventory): KubeconfigsState {
  const entries = new Map(inventory.entries.map((entry) => [contextId(entry), entry]));
  const isRead = (id: string): boolean => isWritten(state.written, id, entries.get(id));
  const kept = [...state.answers].filter(
    ([id]) => isRead(id) || isSameCredential(state.entries.get(id), entries.get(id)),
  );
  const answers = new Map([...ofRenamed(state, entries), ...kept]);
  const records = new Map(
    [...state.records].filter(([id]) => isSameCredential(state.entries.get(id), entries.get(id))),
  );
  const written = new Map([...state.written].filter(([id]) => !isRead(id)));
  return { inventory, ...judged(entries, { answers, records }), answers, records, written, problem: null };
}

/**
 * The read contexts as the journal judges them: its lines only add to what the files say. That one was let in was heard
 * before a record that is new, and says nothing against it.
 */
export function withRecords(
  state: KubeconfigsState,
  judgedEntries: readonly ContextEntry[],
): KubeconfigsState {
  const read = state.inventory?.entries ?? [];
  const records = new Map<string, OnRecord>(
    judgedEntries.filter((entry, at) => entry !== read[at]).map((entry) => [contextId(entry), entry]),
  );
  if (records.size === 0 && state.records.size === 0) return state;
  const isOutdated = (id: string, answer: Answer): boolean =>
    records.has(id) && !state.records.has(id) && isServed(answer);
  const answers = new Map([...state.answers].filter((each) => !isOutdated(...each)));
  return { ...state, ...judged(readEntries(state), { answers, records }), answers, records };
}

function readEntries({ inventory }: KubeconfigsState): ReadonlyMap<string, ContextEntry> {
  return new Map(inventory?.entries.map((entry) => [contextId(entry), entry]));
}

/**
 * What its API server has said of a certificate counts more than what was revoked from here, and that more than the
 * life that it was given.
 */
function judged(
  entries: ReadonlyMap<string, ContextEntry>,
  { answers, records }: Pick<KubeconfigsState, 'answers' | 'records'>,
): Pick<KubeconfigsState, 'entries' | 'byCluster'> {
  const all = new Map(entries);
  const judge = (id: string, judgement: Partial<OnRecord>): void => {
    const entry = all.get(id);
    if (entry !== undefined) all.set(id, { ...entry, ...judgement });
  };
  for (const [id, { status, warnings }] of records) {
    if (!isServed(answers.get(id))) judge(id, { status, warnings });
  }
  for (const [id, answer] of answers) if (saysRevoked(answer)) judge(id, { status: 'revoked' });
  return { entries: all, byCluster: groupByCluster([...all.values()]) };
}

const turns = new WeakMap<ContextInventory, number>();

/** Whether a certificate has another status by now than when the files were read at `readAt`. */
export function isContextTurned(inventory: ContextInventory, readAt: Date, now: Date): boolean {
  let first = turns.get(inventory);
  if (first === undefined) {
    first = Number.POSITIVE_INFINITY;
    for (const { credential, status } of inventory.entries) {
      if (credential.kind !== 'certificate') continue;
      // Reading takes a while.
      const isAsRead = statusAt(credential, readAt) === status;
      first = Math.min(first, isAsRead ? statusTurnsAt(credential, readAt) : readAt.getTime());
    }
    turns.set(inventory, first);
  }
  return first <= now.getTime();
}

function isWritten(
  written: KubeconfigsState['written'],
  id: string,
  entry: ContextEntry | undefined,
): boolean {
  const end = written.get(id);
  if (end === undefined || entry === undefined) return false;
  const { credential } = entry;
  return credential.kind === 'certificate' ? credential.notAfter.getTime() === end?.getTime() : end === null;
}

function isSameCredential(before: ContextEntry | undefined, after: ContextEntry | undefined): boolean {
  // A verdict can arrive before the file is read again: it is about what was just written.
  if (before === undefined || after === undefined) return after !== undefined;
  if (before.server !== after.server) return false;
  if (before.credential.kind !== 'certificate' || after.credential.kind !== 'certificate') return false;
  return before.credential.sha256 === after.credential.sha256;
}

/** The answers for contexts that have another name now: new in the same file, with the same server and certificate. */
function ofRenamed(
  { answers, entries: before }: KubeconfigsState,
  entries: ReadonlyMap<string, ContextEntry>,
): readonly Answered[] {
  const gone = [...answers].filter(([id]) => !entries.has(id));
  if (gone.length === 0) return [];
  const added = [...entries].filter(([id]) => !before.has(id));
  const byKey = new Map(added.map((each) => [keyOfRenamed(each[1]), each]));
  return gone.flatMap(([id, answer]): Answered[] => {
    const key = keyOfRenamed(before.get(id));
    const now = key === null ? undefined : byKey.get(key);
    if (now === undefined || answer === 'asking') return [];
    return [[now[0], { ...answer, context: now[1].context }]];
  });
}

function keyOfRenamed(entry: ContextEntry | undefined): string | null {
  const sha256 = certificateOf(entry);
  return entry === undefined || sha256 === null ? null : [entry.file, entry.server, sha256].join('\0');
}

function groupByCluster(entries: readonly ContextEntry[]): ReadonlyMap<string, readonly ContextEntry[]> {
  const groups = new Map<string, ContextEntry[]>();
  for (const entry of entries) {
    if (entry.ack === null) continue;
    const group = groups.get(entry.ack.clusterId);
    if (group === undefined) groups.set(entry.ack.clusterId, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** The answer to what was just written, which the files are not read with yet. */
export function withWritten(
  state: KubeconfigsState,
  id: string,
  { verdict, notAfter }: { readonly verdict: Verdict; readonly notAfter: Date | null },
): KubeconfigsState {
  const next = withAnswers(state, [[id, verdict]]);
  return { ...next, written: new Map(state.written).set(id, notAfter) };
}

/**
 * The API servers' new answers. A certificate is revoked or not in every context that holds it: an earlier answer for
 * another context with the same one is dropped if the new one contradicts it. Of simultaneous answers the one that it
 * works counts: what is served was not revoked.
 */
export function withAnswers(
  state: KubeconfigsState,
  answers: Iterable<readonly [string, Answer]>,
): KubeconfigsState {
  const heard = [...answers];
  const answered = new Map(
    heard.filter(
      ([id, word]) =>
        !saysRevoked(word) ||
        !heard.some(([other, another]) => other !== id && contradicts(state, [id, word], [other, another])),
    ),
  );
  const isHeard = new Set(heard.map(([id]) => id));
  const kept = [...state.answers].filter(
    ([id, answer]) =>
      !isHeard.has(id) &&
      ![...answered].some(([other, word]) => other !== id && contradicts(state, [id, answer], [other, word])),
  );
  const next = { ...state, answers: new Map([...kept, ...answered]) };
  if (state.inventory === null || decisiveIn(state) === decisiveIn(next)) return next;
  return { ...next, ...judged(readEntries(state), next) };
}

/** Those answers that change what a row says. */
function decisiveIn({ answers, records }: KubeconfigsState): string {
  const isDecisive = (id: string, answer: Answer): boolean => saysRevoked(answer) || records.has(id);
  return JSON.stringify(
    [...answers].flatMap(([id, answer]) => (isDecisive(id, answer) ? [[id, answer]] : [])).toSorted(),
  );
}

type Answered = readonly [id: string, answer: Answer];

function contradicts({ entries }: KubeconfigsState, [id, before]: Answered, [other, now]: Answered): boolean {
  if (before === 'asking' || now === 'asking') return false;
  const isOpposite =
    (isRevoked(before) && now.verdict === 'ok') || (before.verdict === 'ok' && isRevoked(now));
  return isOpposite && certificateOf(entries.get(id)) === (certificateOf(entries.get(other)) ?? '');
}

function saysRevoked(answer: Answer): boolean {
  return answer !== 'asking' && isRevoked(answer);
}

function isServed(answer: Answer | undefined): boolean {
  return answer !== undefined && answer !== 'asking' && answer.verdict === 'ok';
}

function isRevoked({ cause }: Verdict): boolean {
  return cause === 'revoked';
}

function certificateOf(entry: ContextEntry | undefined): string | null {
  return entry?.credential.kind === 'certificate' ? entry.credential.sha256 : null;
}

/** Resets the `asking` of contexts whose answers will not come any more. */
export function withoutAsking(state: KubeconfigsState): KubeconfigsState {
  return { ...state, answers: new Map([...state.answers].filter(([, answer]) => answer !== 'asking')) };
}

/** The contexts of an action; on other screens, those of the selected clusters or, in a row of somebody's, theirs. */
export function chosenContexts(state: AppState): readonly ContextEntry[] {
  return [...new Set(chosenRows(state).flatMap((row) => contextsOfRow(state, row)))];
}

/** The contexts that a row stands for, on the screen that is shown or on another. */
export function contextsOfRow(
  state: AppState,
  row: string,
  screen: ScreenName = state.screen,
): readonly ContextEntry[] {
  if (screen === 'contexts') {
    const entry = state.kubeconfigs.entries.get(row);
    return entry === undefined ? [] : [entry];
  }
  const holder = holderOfRow(state, row, screen);
  const entries = contextsAround(state, features().views[screen].clusterOf(state, row), holder);
  return holder === null ? entries : entries.filter(({ credential }) => isHeldBy(credential, holder));
}

/** Those of the row's cluster, or of all where a row is somebody in every cluster. */
function contextsAround(
  { kubeconfigs, fleet }: AppState,
  clusterId: string | null,
  holder: Holder | null,
): readonly ContextEntry[] {
  if (clusterId === null) return holder === null ? [] : [...kubeconfigs.byCluster.values()].flat();
  const cluster = fleet.clusters.get(clusterId);
  return cluster === undefined ? [] : contextsOf(kubeconfigs, cluster);
}

export function isHeldBy(credential: ContextEntry['credential'], { uid, type }: Holder): boolean {
  if (credential.kind !== 'certificate') return false;
  return isCallers(credential.uid, { callerUid: uid, isAccountRoot: type === 'root' });
}

type Holder = Pick<Identity, 'uid' | 'name' | 'type'>;

/** Whose row it is, on the screen that is shown or on another; null if it stands for a cluster, or for oneself. */
export function holderOfRow(state: AppState, row: string, screen: ScreenName = state.screen): Holder | null {
  const subject = features().views[screen].subjectOf(state, row);
  const { identities } = state.holders;
  if (subject.kind === 'identity')
    return identities.get(subject.id)?.identity ?? { uid: subject.id, name: '', type: 'unknown' };
  const outcome = subject.kind === 'outcome' ? state.rotation.outcomes.get(subject.id) : undefined;
  if (outcome === undefined || outcome.identity === 'self') return null;
  const known = [...identities.values()].find(({ identity }) => isCalled(identity, outcome.identity));
  return known?.identity ?? { uid: outcome.identity, name: outcome.identity, type: 'unknown' };
}

/** Why there is no context of a row, the selected one unless named, where it is somebody's; null otherwise. */
export function noneOfTheirs(
  state: AppState,
  { reasons }: Messages,
  row: string | undefined = chosenRows(state)[0],
): string | null {
  const holder = row === undefined ? null : holderOfRow(state, row);
  return holder === null ? null : reasons.noneOf(calledBy(holder));
}

/** The kubeconfig files that could not be read: what is in them is not known. */
export function unreadFiles({ kubeconfigs }: Pick<AppState, 'kubeconfigs'>): ContextInventory['problems'] {
  return kubeconfigs.inventory?.problems ?? [];
}

/** Whether files could not be read: what no known context is may be in them. */
export function isHeldUnknown({ kubeconfigs }: Pick<AppState, 'kubeconfigs'>): boolean {
  return kubeconfigs.problem !== null || unreadFiles({ kubeconfigs }).length > 0;
}

/** A holder by name, else by id. */
export function calledBy({ name, uid }: Pick<Holder, 'name' | 'uid'>): string {
  return visible(name || uid);
}

/** The contexts that lead to a cluster, and not to another account's of its id. */
export function contextsOf(
  { byCluster }: Pick<KubeconfigsState, 'byCluster'>,
  { id, account }: Pick<Cluster, 'id' | 'account'>,
): readonly ContextEntry[] {
  const entries = byCluster.get(id) ?? [];
  const own = account?.id ?? null;
  if (own === null) return entries;
  // What does not say whose it is belongs to the one that the id alone means.
  return entries.filter(({ ack }) => (ack?.account ?? (account?.isTwin ? null : own)) === own);
}

/** The context people mean by "my kubeconfig" of a cluster: the one that kubectl uses, else the one that lasts longest. */
export function bestContext(
  state: KubeconfigsState,
  cluster: Pick<Cluster, 'id' | 'account'>,
): ContextEntry | null {
  const contexts = contextsOf(state, cluster);
  return contexts.find(({ current }) => current) ?? bestOf(contexts);
}

/** The one that lasts longest; a revoked one does no more. */
export function bestOf(entries: readonly ContextEntry[]): ContextEntry | null {
  let best: ContextEntry | null = null;
  for (const entry of entries) {
    if (best === null || endOf(entry) > endOf(best)) best = entry;
  }
  return best;
}

function endOf({ credential, status }: ContextEntry): number {
  const lasts = credential.kind === 'certificate' && status !== 'revoked';
  return lasts ? credential.notAfter.getTime() : Number.NEGATIVE_INFINITY;
}
