import type { KubeconfigState } from '@ackring/core/cloud';
import { bySoonest, type ExpiryEntry, serverExpiry } from '@ackring/core/expiry';
import type { KubeconfigStatesEvent } from '@ackring/core/fleet';
import { type AckringError, type Identity, isOrphaned } from '@ackring/core/words';

/** Who holds kubeconfigs of one cluster, or why that could not be learnt. */
export type HoldersAnswer =
  | { readonly kind: 'states'; readonly states: readonly KubeconfigState[] }
  | { readonly kind: 'failed'; readonly error: AckringError };

/** One identity with every kubeconfig it holds. */
export interface Holding {
  readonly identity: Identity;
  readonly entries: readonly ExpiryEntry[];
  readonly soonest: Date | null;
  /** Nobody can log in as it any more, and its kubeconfigs live on. */
  readonly isOrphan: boolean;
}

/** The holders of the whole fleet, as far as clusters have answered. */
export interface HoldersState {
  readonly answers: ReadonlyMap<string, HoldersAnswer>;
  readonly isScanning: boolean;
  /** Clusters of the scan that runs or ran last. */
  readonly asked: number;
  readonly answered: number;
  readonly seenAt: Date | null;
  readonly expiry: ReadonlyMap<string, ExpiryEntry>;
  readonly identities: ReadonlyMap<string, Holding>;
  /** Who was seen to be removed here, by `expiryId`, and when: the cloud's list shows them for a while yet. */
  readonly removed: ReadonlyMap<string, Date>;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly holders: HoldersState;
  }
}

export const noHolders: HoldersState = {
  answers: new Map(),
  isScanning: false,
  asked: 0,
  answered: 0,
  seenAt: null,
  expiry: new Map(),
  identities: new Map(),
  removed: new Map(),
};

/** Lists tell of a change 1–10 s after it (the vendor's pages on events and permissions). */
const listLagMs = 15_000;

/** One identity in one cluster. */
export function expiryId({ cluster, identity }: Pick<ExpiryEntry, 'cluster' | 'identity'>): string {
  return `${cluster.id}/${identity.uid}`;
}

export function holdersStarted(holders: HoldersState, asked: number): HoldersState {
  return { ...holders, isScanning: true, asked, answered: 0 };
}

export function withHolders(
  holders: HoldersState,
  events: readonly KubeconfigStatesEvent[],
  now: Date,
): HoldersState {
  const answers = new Map(holders.answers);
  const expiry = new Map(holders.expiry);
  for (const event of events) {
    const { id } = event.cluster;
    const before = answers.get(id);
    // A cluster that fails now keeps what it said before: old news is better than none.
    if (event.kind === 'failed' && before?.kind === 'states') continue;
    if (before?.kind === 'states')
      for (const entry of serverExpiry(before.states, now)) expiry.delete(expiryId(entry));
    if (event.kind === 'failed') {
      answers.set(id, { kind: 'failed', error: event.error });
      continue;
    }
    const states = event.states.filter((state) => !isGone(holders, state, now));
    answers.set(id, { kind: 'states', states });
    for (const entry of serverExpiry(states, now)) expiry.set(expiryId(entry), entry);
  }
  const answered = holders.answered + events.length;
  return { ...holders, answers, expiry, identities: byIdentity(expiry), answered };
}

/** Whom this program has just removed is gone, whatever the list says that lags behind. */
export function withRemoved(
  holders: HoldersState,
  removed: readonly Pick<KubeconfigState, 'cluster' | 'identity'>[],
  now: Date,
): HoldersState {
  const expiry = new Map(holders.expiry);
  const answers = new Map(holders.answers);
  for (const each of removed) {
    const id = expiryId(each);
    expiry.delete(id);
    const answer = answers.get(each.cluster.id);
    if (answer?.kind !== 'states') continue;
    const states = answer.states.filter((state) => expiryId(state) !== id);
    answers.set(each.cluster.id, { kind: 'states', states });
  }
  const known = new Map([...holders.removed].filter(([, at]) => isWithinLag(at, now)));
  for (const each of removed) known.set(expiryId(each), now);
  return { ...holders, answers, expiry, identities: byIdentity(expiry), removed: known };
}

function isGone({ removed }: HoldersState, state: KubeconfigState, now: Date): boolean {
  const at = removed.get(expiryId(state));
  return at !== undefined && isWithinLag(at, now);
}

function isWithinLag(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < listLagMs;
}

export function holdersEnded(holders: HoldersState, now: Date): HoldersState {
  return { ...holders, isScanning: false, seenAt: now };
}

function byIdentity(expiry: ReadonlyMap<string, ExpiryEntry>): ReadonlyMap<string, Holding> {
  const groups = new Map<string, ExpiryEntry[]>();
  for (const entry of expiry.values()) {
    const group = groups.get(entry.identity.uid);
    if (group === undefined) groups.set(entry.identity.uid, [entry]);
    else group.push(entry);
  }
  return new Map([...groups].map(([uid, entries]) => [uid, holdingOf(entries)]));
}

function holdingOf(entries: readonly ExpiryEntry[]): Holding {
  const sorted = entries.toSorted(bySoonest);
  const [first] = sorted;
  const identity = first?.identity ?? { uid: '', name: '', type: 'unknown', state: 'unknown' };
  return { identity, entries: sorted, soonest: first?.notAfter ?? null, isOrphan: isOrphaned(identity) };
}
