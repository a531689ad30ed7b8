import type { KubeconfigState } from '@ackring/core/cloud';
import { type ExpiryEntry, expiryTurnsAt, serverExpiry } from '@ackring/core/expiry';
import type { KubeconfigStatesEvent } from '@ackring/core/fleet';
import type { AckringError, Identity } from '@ackring/core/words';

/** Who holds kubeconfigs of one cluster, as it last answered. */
export interface HoldersAnswer {
  readonly states: readonly KubeconfigState[];
  readonly at: Date;
  /** When its statuses were judged, if again since then. */
  readonly judgedAt?: Date;
}

/** One identity with every kubeconfig it holds. */
export interface Holding {
  readonly identity: Identity;
  readonly entries: readonly ExpiryEntry[];
  readonly soonest: Date | null;
}

/** The holders of the whole fleet, as far as clusters have answered. */
export interface HoldersState {
  readonly answers: ReadonlyMap<string, HoldersAnswer>;
  /** Who did not answer when last asked, and why; an earlier answer stays: old news is better than none. */
  readonly unanswered: ReadonlyMap<string, AckringError>;
  readonly isScanning: boolean;
  /** The user stopped the scan: its results stay, and the remaining clusters can be asked. */
  readonly isStopped: boolean;
  /** When the running or last scan began. */
  readonly startedAt: Date | null;
  /** The request of the last scan. */
  readonly scan: object | null;
  /** Clusters of the running or last scan. */
  readonly asked: number;
  readonly answered: number;
  /** When the last full scan ended that anybody answered: an older one than `startedAt` is what is left. */
  readonly seenAt: Date | null;
  readonly identities: ReadonlyMap<string, Holding>;
  /** Who was removed here, by `expiryId`, and when: the cloud's list still shows them for a while. */
  readonly removed: ReadonlyMap<string, Date>;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly holders: HoldersState;
  }
}

export const noHolders: HoldersState = {
  answers: new Map(),
  unanswered: new Map(),
  isScanning: false,
  isStopped: false,
  startedAt: null,
  scan: null,
  asked: 0,
  answered: 0,
  seenAt: null,
  identities: new Map(),
  removed: new Map(),
};

/** Lists show a change 1–10 s late (the vendor's pages on events and permissions). */
const listLagMs = 15_000;

/** One identity in one cluster. */
export function expiryId({ cluster, identity }: Pick<ExpiryEntry, 'cluster' | 'identity'>): string {
  return `${cluster.id}/${identity.uid}`;
}

/** All clusters, those remaining of a stopped scan, or a few of interest. */
export type ScanPart = 'all' | 'rest' | 'few';

export function holdersStarted(
  holders: HoldersState,
  { asked, part, now }: { readonly asked: number; readonly part: ScanPart; readonly now: Date },
): HoldersState {
  switch (part) {
    case 'all':
      return {
        ...{ ...holders, isScanning: true, isStopped: false, startedAt: now, asked, answered: 0 },
        unanswered: new Map(),
      };
    case 'rest':
      return { ...holders, isScanning: true, isStopped: false };
    case 'few':
      return { ...holders, isScanning: true };
  }
}

export function holdersStopped(holders: HoldersState): HoldersState {
  return holders.isScanning ? { ...holders, isScanning: false, isStopped: true } : holders;
}

/** The clusters that a stopped scan has not heard from. */
export function holdersLeft<C extends { readonly id: string }>(
  { answers, startedAt }: HoldersState,
  clusters: readonly C[],
): readonly C[] {
  return clusters.filter(({ id }) => {
    const answer = answers.get(id);
    return answer === undefined || (startedAt !== null && answer.at < startedAt);
  });
}

export function withHolders(
  holders: HoldersState,
  events: readonly KubeconfigStatesEvent[],
  now: Date,
): HoldersState {
  const answers = new Map(holders.answers);
  const unanswered = new Map(holders.unanswered);
  for (const event of events) {
    const { id } = event.cluster;
    if (event.kind === 'failed') unanswered.set(id, event.error);
    else {
      unanswered.delete(id);
      answers.set(id, { states: event.states.filter((state) => !isGone(holders, state, now)), at: now });
    }
  }
  const changed = events.map(({ cluster }) => cluster.id);
  const answered = holders.answered + events.length;
  return { ...withAnswers(holders, answers, changed), unanswered, answered };
}

/** What this program has just removed is gone, whatever the lagging list says. */
export function withRemoved(
  holders: HoldersState,
  removed: readonly Pick<KubeconfigState, 'cluster' | 'identity'>[],
  now: Date,
): HoldersState {
  const answers = new Map(holders.answers);
  for (const each of removed) {
    const id = expiryId(each);
    const answer = answers.get(each.cluster.id);
    if (answer === undefined) continue;
    const states = answer.states.filter((state) => expiryId(state) !== id);
    answers.set(each.cluster.id, { ...answer, states });
  }
  const known = new Map([...holders.removed].filter(([, at]) => isWithinLag(at, now)));
  for (const each of removed) known.set(expiryId(each), now);
  const changed = removed.map(({ cluster }) => cluster.id);
  return { ...withAnswers(holders, answers, changed), removed: known };
}

/** Merges new answers of these clusters. Holders without access there stay as they are: in a large fleet, most. */
function withAnswers(
  holders: HoldersState,
  answers: HoldersState['answers'],
  clusterIds: readonly string[],
): HoldersState {
  const changed = new Set(clusterIds);
  const [before, now] = [holders.answers, answers].map((each) => byIdentity(each, changed));
  const identities = new Map(holders.identities);
  for (const uid of new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const kept = (identities.get(uid)?.entries ?? []).filter(({ cluster }) => !changed.has(cluster.id));
    const entries = merged(kept, (now?.get(uid) ?? []).toSorted(bySoonest));
    if (entries.length === 0) identities.delete(uid);
    else identities.set(uid, holdingOf(entries));
  }
  return { ...holders, answers, identities };
}

function byIdentity(
  answers: HoldersState['answers'],
  clusterIds: ReadonlySet<string>,
): ReadonlyMap<string, readonly ExpiryEntry[]> {
  const entries = [...clusterIds].flatMap((id) => entriesOf(answers.get(id)));
  return Map.groupBy(entries, ({ identity }) => identity.uid);
}

/** Merges two sorted lists. */
function merged(some: readonly ExpiryEntry[], others: readonly ExpiryEntry[]): readonly ExpiryEntry[] {
  if (others.length === 0) return some;
  const all: ExpiryEntry[] = [];
  let next = 0;
  for (const entry of some) {
    for (let other = others[next]; other !== undefined && bySoonest(other, entry) < 0; other = others[next]) {
      all.push(other);
      next += 1;
    }
    all.push(entry);
  }
  return [...all, ...others.slice(next)];
}

/** Soonest first; ties by cluster, whichever answered first. */
function bySoonest(a: ExpiryEntry, b: ExpiryEntry): number {
  const [ends, end] = [a.notAfter.getTime(), b.notAfter.getTime()];
  if (ends !== end) return ends - end;
  const [one, other] =
    a.cluster.name === b.cluster.name ? [a.cluster.id, b.cluster.id] : [a.cluster.name, b.cluster.name];
  return one < other ? -1 : one > other ? 1 : 0;
}

const expiries = new WeakMap<HoldersAnswer, readonly ExpiryEntry[]>();

/** The expiring kubeconfigs of an answer. */
function entriesOf(answer: HoldersAnswer | undefined): readonly ExpiryEntry[] {
  if (answer === undefined) return [];
  const known = expiries.get(answer) ?? serverExpiry(answer.states, judgedAt(answer));
  expiries.set(answer, known);
  return known;
}

function judgedAt(answer: HoldersAnswer): Date {
  return answer.judgedAt ?? answer.at;
}

const turns = new WeakMap<HoldersAnswer, number>();

function turnOf(answer: HoldersAnswer): number {
  const known = turns.get(answer) ?? expiryTurnsAt(entriesOf(answer), judgedAt(answer));
  turns.set(answer, known);
  return known;
}

const firstTurns = new WeakMap<HoldersState['answers'], number>();

/** Whether somebody's kubeconfig has another status by now than was judged. */
export function isTurned({ answers }: HoldersState, now: Date): boolean {
  let first = firstTurns.get(answers);
  if (first === undefined) {
    first = Number.POSITIVE_INFINITY;
    for (const answer of answers.values()) first = Math.min(first, turnOf(answer));
    firstTurns.set(answers, first);
  }
  return first <= now.getTime();
}

/** Judges those again, so that a row's status is of the same instant as the time that it shows. */
export function judgedAgain(holders: HoldersState, now: Date): HoldersState {
  const turned = [...holders.answers].filter(([, answer]) => turnOf(answer) <= now.getTime());
  const answers = new Map(holders.answers);
  for (const [id, answer] of turned) answers.set(id, { ...answer, judgedAt: now });
  return withAnswers(
    holders,
    answers,
    turned.map(([id]) => id),
  );
}

const allEntries = new WeakMap<HoldersState['answers'], readonly ExpiryEntry[]>();

/** Everything that expires. */
export function expiryEntries({ answers }: Pick<HoldersState, 'answers'>): readonly ExpiryEntry[] {
  const known = allEntries.get(answers);
  if (known !== undefined) return known;
  const entries: ExpiryEntry[] = [];
  for (const answer of answers.values()) for (const entry of entriesOf(answer)) entries.push(entry);
  allEntries.set(answers, entries);
  return entries;
}

/** The entry of an `expiryId`. */
export function expiryEntry({ answers }: Pick<HoldersState, 'answers'>, id: string): ExpiryEntry | undefined {
  const [clusterId = '', uid = ''] = id.split('/');
  return entriesOf(answers.get(clusterId)).find(({ identity }) => identity.uid === uid);
}

function isGone({ removed }: HoldersState, state: KubeconfigState, now: Date): boolean {
  const at = removed.get(expiryId(state));
  return at !== undefined && isWithinLag(at, now);
}

function isWithinLag(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < listLagMs;
}

/** A full scan that nobody answered has seen nothing: what there is stays as old as it was. */
export function holdersEnded(holders: HoldersState, part: ScanPart, now: Date): HoldersState {
  const isSeen = part !== 'few' && (holders.unanswered.size === 0 || isHeard(holders));
  return { ...holders, isScanning: false, seenAt: isSeen ? now : holders.seenAt };
}

function isHeard({ answers, startedAt }: HoldersState): boolean {
  return startedAt === null || answers.values().some(({ at }) => at >= startedAt);
}

/** Nobody answered the last full scan. */
export function isRescanFailed({ isScanning, isStopped, startedAt, seenAt }: HoldersState): boolean {
  if (isScanning || isStopped || startedAt === null) return false;
  return seenAt === null || seenAt < startedAt;
}

function holdingOf(entries: readonly ExpiryEntry[]): Holding {
  const [first] = entries;
  const identity = first?.identity ?? { uid: '', name: '', type: 'unknown', state: 'unknown' };
  return { identity, entries, soonest: first?.notAfter ?? null };
}
