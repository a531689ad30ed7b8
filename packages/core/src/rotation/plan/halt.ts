import { criticalLeadMs } from '../../words/certificate.js';
import { dayMs } from '../../words/duration.js';
import { errorTable } from '../../words/errors.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import type { KnownCredential, KnownCredentials } from '../ledger/standing.js';
import { stableFraction } from '../policy/spread.js';
import type { RotationOutcome } from '../report/report.js';
import { heldOf, heldUntil, heldValidity, subjectKey } from '../subject/subject.js';
import type { PlannedCredential } from './plan.js';

/** Counts failing credentials, and says when to stop starting new ones. */
export interface Halt {
  record(outcome: RotationOutcome): void;
  isHalted(): boolean;
}

export interface HaltOptions {
  /** Number of canaries: their share is checked once all were tried. */
  readonly canaries: number;
  readonly haltAbovePercent: number;
  readonly known: KnownCredentials;
  /** Another part of the run was halted: nothing more is started. */
  readonly isHalted?: boolean;
}

/** How many beyond the canaries must have been tried before their share means anything. */
const leastTried = 10;

/** A repeated failure for the same reason says nothing new, and counts neither way. */
export function createHalt({ canaries, haltAbovePercent, known, isHalted = false }: HaltOptions): Halt {
  let tried = 0;
  let harmful = 0;
  let halted = isHalted;
  return {
    record(outcome) {
      if (isOldNews(outcome, known.get(`${outcome.cluster.id}/${outcome.identity}`))) return;
      tried += 1;
      if (isHarmful(outcome)) harmful += 1;
      const isMeaningful = tried === canaries || tried >= Math.max(canaries, leastTried);
      if (isMeaningful && (harmful * 100) / tried > haltAbovePercent) halted = true;
    },
    isHalted: () => halted,
  };
}

function isOldNews({ error }: RotationOutcome, known: KnownCredential | undefined): boolean {
  return error !== null && known?.state === 'failing' && known.reason === error.code;
}

/**
 * A failure is harmful if it came after the fetch and would affect the others too: a refused credential, a sink that
 * does not keep what it is given. A cluster that cannot be reached harms nobody else, nor does one of several sinks
 * that refuses: the others must not wait for it.
 */
function isHarmful({ error, steps }: RotationOutcome): boolean {
  if (error === null || errorTable[error.code].retryable) return false;
  if (steps.some(({ step, result }) => step === 'read back' && result === 'done')) return false;
  return steps.some(({ step, result }) => step !== 'fetch' && result === 'failed');
}

/** In this order: those too urgent to be held back, the canaries, and the others. */
export interface WorkOrder<T> {
  /** A month or less is left, or accordingly less of a shorter life: whatever fails elsewhere, trying can only help. */
  readonly pressing: readonly T[];
  readonly canaries: readonly T[];
  readonly rest: readonly T[];
}

export interface WorkOrderOptions {
  readonly canary: RotationConfiguration['canary'];
  readonly known: KnownCredentials;
  readonly now: Date;
}

/**
 * Sorts work by what consumers hold: the first to end comes first, and is the first canary, so that it gets whatever
 * time there is. The other canaries change daily, so that one broken cluster cannot hold up the fleet for ever; what
 * failed last time is not a canary, and comes after credentials of similar urgency.
 */
export function orderWork<T extends PlannedCredential>(
  items: readonly T[],
  { canary, known, now }: WorkOrderOptions,
): WorkOrder<T> {
  const isFailing = (item: T): boolean => known.get(subjectKey(item.subject))?.state === 'failing';
  const leftMs = (item: T): number =>
    isBroken(item) ? -1 : (heldUntil(item.subject)?.getTime() ?? now.getTime()) - now.getTime();
  const sorted = items
    .map((item) => ({ item, leftMs: leftMs(item), isFailing: isFailing(item) }))
    .toSorted(
      (left, right) =>
        levelOf(left.leftMs) - levelOf(right.leftMs) ||
        Number(left.isFailing) - Number(right.isFailing) ||
        left.leftMs - right.leftMs,
    );
  const isPressing = (each: { item: T; leftMs: number }): boolean => each.leftMs <= pressingFrom(each.item);
  const pressing = sorted.filter(isPressing).map(({ item }) => item);
  const others = sorted.filter((each) => !isPressing(each));
  const [first, ...candidates] = others.filter((each) => !each.isFailing).map(({ item }) => item);
  const order = first === undefined ? [] : [first, ...shuffled(candidates, now)];
  const canaries = new Set(order.slice(0, canaryCount(canary.count, known, now)));
  return {
    pressing,
    canaries: [...canaries],
    rest: others.map(({ item }) => item).filter((item) => !canaries.has(item)),
  };
}

/** Some consumer already has nothing usable. */
function isBroken({ subject }: PlannedCredential): boolean {
  return subject.kind === 'managed' && heldOf(subject).state === 'broken';
}

const pressingMs = 30 * dayMs;

/** Of a life of 30 days all would be pressing for ever, and no halt would hold anything back. */
function pressingFrom({ subject }: PlannedCredential): number {
  const validity = subject.kind === 'managed' ? heldValidity(subject) : null;
  return validity === null ? pressingMs : criticalLeadMs(validity);
}

/** How close the end is, in steps: equals are sorted by whether they failed before. */
function levelOf(leftMs: number): number {
  return [0, dayMs, 7 * dayMs, pressingMs, 60 * dayMs, 180 * dayMs].filter((step) => leftMs > step).length;
}

function shuffled<T extends PlannedCredential>(items: readonly T[], now: Date): readonly T[] {
  const day = now.toISOString().slice(0, 10);
  return items
    .map((item) => ({ item, order: stableFraction(`${day} ${subjectKey(item.subject)}`) }))
    .toSorted((left, right) => left.order - right.order)
    .map(({ item }) => item);
}

/** Doubles every day that the fleet is halted: many bad ones must not hold back a good one for months. */
function canaryCount(count: number, known: KnownCredentials, now: Date): number {
  const halted = [...known.values()].filter(({ reason }) => reason === 'halted');
  if (halted.length === 0) return count;
  const sinceMs = halted.reduce((first, { since }) => Math.min(first, since.getTime()), now.getTime());
  const days = Math.min(20, Math.round((now.getTime() - sinceMs) / dayMs) + 1);
  return count * 2 ** days;
}
