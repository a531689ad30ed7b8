import type { JournalCheck, JournalLine } from '../journal/journal.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { instantOf, type Sentence, say } from '../words/say.js';

/** What proves that a context's certificate is dead, without asking anybody, or what speaks for it. */
export interface Death {
  readonly file: string;
  readonly context: string;
  readonly clusterId: string | null;
  /** Lower-case hex. */
  readonly serial: string;
  /** `unknown`: it was issued within minutes of a revoke or a clean, and clocks do not tell which came first. */
  readonly cause: 'expired' | 'revoked' | 'cleaned' | 'unknown';
  /** When it ended: by its own end, or by the journal's record of the revoke or the clean. */
  readonly since: Date;
}

export interface DeathPorts {
  readonly checkJournal: () => Promise<JournalCheck>;
  readonly now: () => Date;
}

/**
 * The judge of contexts by their certificates and what was revoked and cleaned from here. A journal that cannot be read,
 * or that was altered, proves nothing.
 */
export async function deathsByRecord({
  checkJournal,
  now,
}: DeathPorts): Promise<(entry: ContextEntry) => Death | null> {
  const ends = await endsIn(checkJournal, now());
  return (entry) => deadIn(entry, ends, now());
}

/** The context with what the journal knows of its certificate. */
export function withRecord(entry: ContextEntry, death: Death | null): ContextEntry {
  if (death === null || death.cause === 'expired') return entry;
  const status = death.cause === 'revoked' && entry.status !== 'expired' ? 'revoked' : entry.status;
  return { ...entry, status, warnings: [...entry.warnings, recordText(death.cause, death.since)] };
}

function recordText(cause: Exclude<Death['cause'], 'expired'>, since: Date): Sentence {
  const facts = { since: instantOf(since) };
  switch (cause) {
    case 'revoked':
      return say('its certificate was revoked at {since}, by the journal', facts);
    case 'cleaned':
      return say('its certificate lost its access at {since}, by the journal', facts);
    case 'unknown':
      return say(
        'its certificate was issued within minutes of {since}, when the journal has a revoke or a clean of it',
        facts,
      );
  }
}

/** From here somebody's certificates of a cluster were ended. */
interface End {
  readonly uid: string;
  readonly clusterId: string;
  readonly cause: 'revoked' | 'cleaned';
  readonly at: Date;
  /** The common name of what the cloud has issued since, which a revoke changes; null where none was fetched. */
  readonly successor: string | null;
}

async function endsIn(check: DeathPorts['checkJournal'], now: Date): Promise<readonly End[]> {
  const journal = await check().catch(() => null);
  if (journal === null || !journal.isIntact) return [];
  // A line from the future was written by a clock that went wrong.
  const latest = now.getTime() + toleranceMs;
  return journal.lines.flatMap(endIn).filter(({ at }) => at.getTime() <= latest);
}

function endIn({ action, phase, at, details = {} }: JournalLine): readonly End[] {
  const { uid, clusterId, result, commonName } = details;
  if (phase !== 'done' || typeof uid !== 'string' || typeof clusterId !== 'string') return [];
  const successor = typeof commonName === 'string' ? commonName : null;
  if (action === 'revoke') return [{ uid, clusterId, cause: 'revoked', at, successor }];
  // What the cloud only reported, and its list did not confirm, proves nothing.
  const isSeen = result === 'removed' || result === 'alreadyRemoved';
  return action === 'clean' && isSeen ? [{ uid, clusterId, cause: 'cleaned', at, successor: null }] : [];
}

/** The cloud's clock and ours may differ by this much. */
const skewMs = 10 * 60_000;
/** A certificate begins 5 to 6 minutes before it is issued (facts). */
const earlyMs = 5 * 60_000;
const toleranceMs = skewMs + earlyMs;

function deadIn(
  { file, context, credential, ack }: ContextEntry,
  ends: readonly End[],
  now: Date,
): Death | null {
  if (credential.kind !== 'certificate') return null;
  const { uid, notBefore, notAfter, serial, subject } = credential;
  const shared = { file, context, serial, clusterId: ack?.clusterId ?? null };
  const own = ends.filter(
    (each) =>
      each.clusterId === ack?.clusterId &&
      (each.uid === uid || each.uid === ack.identity) &&
      each.successor !== subject.commonName,
  );
  const end = own.find(({ at }) => notBefore.getTime() + toleranceMs < at.getTime());
  if (end !== undefined) return { ...shared, cause: end.cause, since: end.at };
  if (notAfter < now) return { ...shared, cause: 'expired', since: notAfter };
  // What was issued later is another one.
  const near = own.find(({ at }) => notBefore.getTime() + earlyMs - skewMs <= at.getTime());
  return near === undefined ? null : { ...shared, cause: 'unknown', since: near.at };
}
