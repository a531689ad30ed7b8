import type { KubeconfigState } from '../cloud/ack/api.js';
import type { JournalLine } from '../journal/journal.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { hourMs } from '../words/duration.js';

/** When certificates began: the cloud's lists say only when they end, and the account root may have shortened lives. */
export type Beginnings = (state: Pick<KubeconfigState, 'cluster' | 'identity' | 'notAfter'>) => Date | null;

/** The cloud's clock and ours may differ by this much, and a certificate begins 5 to 6 minutes early (facts). */
const toleranceMs = 15 * 60_000;

/**
 * What this machine knows: the certificates in its own files, and the lives that were set from here. Null for what it
 * does not know, which then counts as of the usual life.
 */
export function knownBeginnings(
  contexts: readonly Pick<ContextEntry, 'ack' | 'credential'>[],
  changes: readonly JournalLine[],
  now: Date,
): Beginnings {
  const held = new Map(contexts.flatMap(heldBeginning));
  const lives = Map.groupBy(livesIn(changes, now), ({ place }) => place);
  return ({ cluster, identity, notAfter }) => {
    if (notAfter === null) return null;
    const uids = identity.type === 'root' ? [identity.uid, 'kubernetes-admin'] : [identity.uid];
    const seen = uids.flatMap((uid) => held.get(certificateKey(cluster.id, uid, notAfter)) ?? [])[0];
    if (seen !== undefined) return seen;
    const set = lives.get(placeKey(cluster.id, identity.uid))?.findLast((life) => isOf(life, notAfter));
    return set === undefined ? null : new Date(notAfter.getTime() - set.lifeMs);
  };
}

/** The same states, with the beginning of each certificate where it is known. */
export function withBeginnings(
  states: readonly KubeconfigState[],
  beginnings: Beginnings,
): readonly KubeconfigState[] {
  return states.map((state) => {
    const notBefore = beginnings(state);
    return notBefore === null ? state : { ...state, notBefore };
  });
}

function heldBeginning({
  ack,
  credential,
}: Pick<ContextEntry, 'ack' | 'credential'>): readonly (readonly [string, Date])[] {
  if (ack === null || credential.kind !== 'certificate' || credential.uid === null) return [];
  const { uid, notBefore, notAfter } = credential;
  // A file may hold anything.
  if (notBefore >= notAfter) return [];
  return [[certificateKey(ack.clusterId, uid, notAfter), notBefore]];
}

function placeKey(clusterId: string, uid: string): string {
  return `${clusterId}/${uid}`;
}

/** Lists may say the end to the second only. */
function certificateKey(clusterId: string, uid: string, notAfter: Date): string {
  return `${placeKey(clusterId, uid)}/${Math.floor(notAfter.getTime() / 1000)}`;
}

/** A life that was set: of the certificates issued from then on, until another was set or a revoke reset it. */
interface SetLife {
  readonly place: string;
  readonly lifeMs: number;
  readonly from: number;
  readonly until: number;
  /** The end of the certificate in force when it was set, which keeps its own life; null for none. */
  readonly except: number | null;
}

function livesIn(changes: readonly JournalLine[], now: Date): readonly SetLife[] {
  const lives = new Map<string, SetLife[]>();
  for (const { action, phase, at, details = {} } of changes) {
    const { clusterId, uid, hours, notAfter } = details;
    const isSet = action === 'life' && typeof hours === 'number';
    if (phase !== 'done' || !(isSet || action === 'revoke') || typeof uid !== 'string') continue;
    const place = placeKey(String(clusterId), uid);
    const known = lives.get(place) ?? [];
    const last = known.pop();
    if (last !== undefined) known.push({ ...last, until: at.getTime() });
    const except = typeof notAfter === 'string' ? Date.parse(notAfter) : null;
    const set = { place, from: at.getTime(), until: now.getTime(), except };
    if (isSet) known.push({ ...set, lifeMs: hours * hourMs });
    lives.set(place, known);
  }
  return [...lives.values()].flat();
}

/** Whether a certificate that ends then was issued while that life was in force. */
function isOf({ lifeMs, from, until, except }: SetLife, notAfter: Date): boolean {
  const end = notAfter.getTime();
  if (except !== null && Math.abs(end - except) < 1000) return false;
  const issued = end - lifeMs;
  return issued >= from - toleranceMs && issued <= until + toleranceMs;
}
