import type { OutcomeError } from '../report/report.js';
import type { Condition } from './condition.js';

/** What is remembered of one credential, or of one thing that failed as a whole: how it stands, and who was told. */
export interface Standing {
  /** `<cluster id>/<identity>`, or `failure <what>`. */
  readonly key: string;
  /** Names it for people. */
  readonly label: string;
  readonly cluster: string | null;
  readonly clusterId: string | null;
  readonly region: string | null;
  readonly identity: string | null;
  /** Who holds it, where that is somebody else. */
  readonly holder: string | null;
  /** Null of what is no credential. */
  readonly condition: Condition | null;
  readonly outage: Outage | null;
  /** Consumers had nothing that works, and have again: told once. */
  readonly mended: Mended | null;
  /** Why it is over for good: forgotten once everybody who was told of it has heard so. */
  readonly goneBecause: string | null;
  /** What each notifier was told last, by its name: see `Notice.mark`. */
  readonly told: Readonly<Record<string, string>>;
}

/** A region, an identity, a sink or a notifier that failed as a whole. */
export interface Outage extends Pick<OutcomeError, 'code' | 'message' | 'remedy'> {
  /** RFC 3339. */
  readonly since: string;
}

export interface Mended {
  readonly cause: string;
  /** The last instant at which it is known to have worked; null where none is. RFC 3339. */
  readonly from: string | null;
  readonly until: string;
}

/** By key. */
export type Standings = ReadonlyMap<string, Standing>;

export const noStandings: Standings = new Map();

/** What marks the standing of a failure, and not of a credential. */
const failurePrefix = 'failure ';

export function failureKey(what: string): string {
  // Counts in it must not make it another one every day.
  return `${failurePrefix}${what.replace(/\s*\(.*\)$/, '')}`;
}

export function notifierKey(name: string): string {
  return failureKey(`notifier ${name}`);
}

export function isNotifierKey(key: string): boolean {
  return key.startsWith(notifierKey(''));
}
