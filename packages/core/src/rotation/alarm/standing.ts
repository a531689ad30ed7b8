import * as v from 'valibot';
import { type ErrorCode, errorTable } from '../../words/errors.js';
import type { Condition } from '../credential/condition.js';
import { readKeyed, writeKeyed } from '../report/keyed-document.js';
import type { OutcomeError } from '../report/report.js';
import type { DocumentStore } from '../sinks/sink.js';

/** What is remembered of one credential, or of one general failure: its state, and who was told. */
export interface Standing {
  /** `<cluster id>/<identity>`, or `failure <what>`. */
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
  /** RFC 3339. */
  readonly since: string;
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

const name = 'conditions';

const mark = 'ackring.conditions/v1';

const text = v.optional(v.nullable(v.string()), null);

/** An instant of RFC 3339. Of anything else a length of time is no number, and what is told by it never told again. */
const instant = v.pipe(v.string(), v.isoTimestamp());
const someInstant = v.optional(v.nullable(instant), null);

const conditionSchema = v.object({
  state: v.picklist(['ready', 'pending', 'failing', 'blocked']),
  reason: v.string(),
  since: instant,
  heldUntil: someInstant,
  heldFrom: v.optional(instant),
  brokenSince: someInstant,
  lastProof: someInstant,
  awaitsProof: text,
  nextAttempt: someInstant,
  message: text,
  remedy: text,
});

const standingSchema = v.object({
  label: v.string(),
  cluster: text,
  clusterId: text,
  region: text,
  identity: text,
  holder: text,
  condition: v.optional(v.nullable(conditionSchema), null),
  outage: v.optional(
    v.nullable(
      v.object({
        code: v.custom<ErrorCode>(isErrorCode),
        message: v.string(),
        remedy: v.string(),
        since: instant,
      }),
    ),
    null,
  ),
  mended: v.optional(v.nullable(v.object({ cause: v.string(), from: someInstant, until: instant })), null),
  goneBecause: text,
  told: v.optional(v.record(v.string(), v.string()), {}),
});

function isErrorCode(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}

/**
 * What earlier runs remember. What no run of ours can have written counts as not remembered, and is told anew: an item
 * that cannot be read, of another key, or that knows the future. Throws what the store throws.
 */
export async function readStandings(
  store: DocumentStore | null,
  now: Date,
  signal?: AbortSignal,
): Promise<Standings> {
  const kept = store === null ? null : await readKeyed(store, name, signal);
  if (kept?.mark !== mark) return noStandings;
  const standings = kept.items.flatMap(({ key, value }): [string, Standing][] => {
    const parsed = v.safeParse(standingSchema, value);
    if (!parsed.success) return [];
    const standing = { key, ...parsed.output };
    return isOurs(standing, now) ? [[key, standing]] : [];
  });
  return new Map(standings);
}

/** Clocks differ, by hours where somebody set one by hand. */
const clocksMs = dayMs;

function isOurs({ key, clusterId, identity, condition, outage, mended }: Standing, now: Date): boolean {
  const isNamed = condition === null ? key.startsWith(failurePrefix) : key === `${clusterId}/${identity}`;
  const past = [
    condition?.since,
    condition?.brokenSince,
    condition?.lastProof,
    outage?.since,
    mended?.from,
    mended?.until,
  ];
  const latest = now.getTime() + clocksMs;
  return isNamed && !past.some((each) => typeof each === 'string' && Date.parse(each) > latest);
}

/** Written so that equal standings give equal documents, and no new version of a secret. */
export async function writeStandings(
  store: DocumentStore,
  standings: Standings,
  signal?: AbortSignal,
): Promise<void> {
  const items = [...standings.values()]
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ key, ...rest }) => ({ key, value: brief(rest) }));
  await writeKeyed(store, name, { mark, head: null, items }, signal);
}

/** Without null and empty fields: ten thousand of these have to fit. */
function brief(value: object): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, each]) => {
      if (each === null || (isPlain(each) && Object.keys(each).length === 0)) return [];
      return [[field, isPlain(each) ? brief(each) : each]];
    }),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
