import { errorTable } from '../../errors.js';
import type { RotationConfiguration } from '../configuration.js';
import { subjectKey } from '../inventory/subject.js';
import type { RotationOutcome } from '../report/report.js';
import type { PlannedCredential } from './plan.js';
import { stableFraction } from './spread.js';

/** Watches how many credentials go wrong, and says when to stop beginning new ones. */
export interface Halt {
  record(outcome: RotationOutcome): void;
  isHalted(): boolean;
}

/** So many must have been tried before their share means anything, beyond the canaries. */
const leastTried = 10;

export function createHalt({ count, haltAbovePercent }: RotationConfiguration['canary']): Halt {
  let tried = 0;
  let harmful = 0;
  let halted = false;
  return {
    record(outcome) {
      tried += 1;
      if (isHarmful(outcome)) harmful += 1;
      const isMeaningful = tried === count || tried >= leastTried;
      if (isMeaningful && (harmful * 100) / tried > haltAbovePercent) halted = true;
    },
    isHalted: () => halted,
  };
}

/**
 * Harmful is what went wrong after a kubeconfig was fetched, and would go wrong for the others too: a refused
 * credential, a sink that does not keep what it is given. A cluster that cannot be reached harms nobody else.
 */
function isHarmful({ error, steps }: RotationOutcome): boolean {
  if (error === null || errorTable[error.code].retryable) return false;
  return steps.some(({ step, result }) => step !== 'fetch' && result === 'failed');
}

/** Splits off the first ones to try: others every day, lest one broken cluster hold up the fleet for ever. */
export function chooseCanaries<T extends PlannedCredential>(
  items: readonly T[],
  count: number,
  now: Date,
): { readonly canaries: readonly T[]; readonly rest: readonly T[] } {
  const day = now.toISOString().slice(0, 10);
  const order = (item: T): number => stableFraction(`${day} ${subjectKey(item.subject)}`);
  const shuffled = items.toSorted((left, right) => order(left) - order(right));
  return { canaries: shuffled.slice(0, count), rest: shuffled.slice(count) };
}
