import type { Condition, ConditionState } from '../credential/condition.js';
import { memoryFailure, type OutcomeError } from '../report/report.js';
import type { Obligation } from './place.js';

/**
 * An entry of the ledger: what is owed to the consumers of one credential, or one failure of a whole run, its state, and
 * who was told.
 */
export interface Standing {
  /** `<cluster id>/<identity>`, that and a place that was left, or `failure <what>`. */
  readonly key: string;
  /** Its name for people. */
  readonly label: string;
  readonly cluster: string | null;
  readonly clusterId: string | null;
  readonly region: string | null;
  readonly identity: string | null;
  /** Who holds it, if somebody else. */
  readonly holder: string | null;
  /** Null for a general failure. */
  readonly condition: Condition | null;
  /** Where it was delivered to, or found. */
  readonly places: readonly Obligation[];
  /** The place that was left, if it is about one. */
  readonly left: string | null;
  /** That a person ended it, and why. */
  readonly dismissed: Dismissal | null;
  readonly outage: Outage | null;
  /** Consumers had nothing that works, and do again: reported once. */
  readonly mended: Mended | null;
  /** Why it is over for good: forgotten once everybody who was alarmed knows. */
  readonly goneBecause: string | null;
  /** What each notifier was sent last, by its name: see `Notice.mark`. */
  readonly told: Readonly<Record<string, string>>;
}

/** A region, an identity, a sink or a notifier that failed as a whole. */
export interface Outage extends Pick<OutcomeError, 'code' | 'message' | 'remedy'> {
  /** When it ends, of something that the rotation itself needs: see `RotationFailure`. */
  readonly until?: string | undefined;
  /** RFC 3339. */
  readonly since: string;
}

/** By a person who takes the answer for its end. */
interface Dismissal {
  readonly reason: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface Mended {
  readonly cause: string;
  /** The last instant at which it is known to have worked; null if none. RFC 3339. */
  readonly from: string | null;
  readonly until: string;
}

/** By key. */
export type Standings = ReadonlyMap<string, Standing>;

export const noStandings: Standings = new Map();

/** Marks the standing of a failure, as opposed to a credential. */
export const failurePrefix = 'failure ';

export function failureKey(what: string): string {
  // Counts in it must not make it another one every day.
  return `${failurePrefix}${what.replace(/\s*\(.*\)$/, '')}`;
}

/** What runs without their memory told: one incident, which ends once there is a memory again. */
export const memoryKey = failureKey(memoryFailure);

/** Each run sees by itself whether these are so. */
const everyRuns: ReadonlySet<string> = new Set([failureKey('run'), memoryKey]);

export function isOfEveryRun(key: string): boolean {
  return everyRuns.has(key);
}

export function notifierKey(name: string): string {
  return failureKey(`notifier ${name}`);
}

export function isNotifierKey(key: string): boolean {
  return key.startsWith(notifierKey(''));
}

const dayMs = 86_400_000;

/** Days before a credential's end at which an alarm is sent, each louder than the one before; 0 is the end. */
export const alarmSteps = [180, 60, 30, 7, 1, 0] as const;

export type AlarmStep = (typeof alarmSteps)[number];

/** The last step reached: the smallest that is not below the days left; null before the first. */
export function alarmStepAt(notAfter: Date, now: Date): AlarmStep | null {
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs < 0) return 0;
  return alarmSteps.findLast((step) => step > 0 && leftMs <= step * dayMs) ?? null;
}

/** What the ledger knows of a credential: what a run needs of it. */
export interface KnownCredential {
  readonly state: ConditionState;
  readonly reason: string;
  readonly heldUntil: Date | null;
  readonly lastProof: Date | null;
  readonly since: Date;
  /** Whether its API server has to accept it again first. */
  readonly awaitsProof: boolean;
  /** Addresses as they were first made, by sink; only those that do not follow from cluster and identity. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The version in doubt for which the cloud had no other. */
  readonly settled: string | null;
}

/** By `<cluster id>/<identity>`. */
export type KnownCredentials = ReadonlyMap<string, KnownCredential>;

export const nothingKnown: KnownCredentials = new Map();

export function knownOf({
  condition,
  places,
}: Pick<Standing, 'condition' | 'places'>): KnownCredential | null {
  if (condition === null) return null;
  const { state, reason, heldUntil, lastProof, since, awaitsProof } = condition;
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    state,
    reason,
    heldUntil: instant(heldUntil),
    lastProof: instant(lastProof),
    since: new Date(since),
    awaitsProof: awaitsProof !== null,
    addresses: Object.fromEntries(
      places.flatMap(({ sink, place }) => (place === null ? [] : [[sink, place]])),
    ),
    settled: places.find(({ settled }) => settled !== null)?.settled ?? null,
  };
}
