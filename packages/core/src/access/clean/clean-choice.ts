import { AckringError } from '../../errors.js';
import { requireConfirmation } from '../confirmation.js';
import type { CleanPlan, CleanStep } from './clean-plan.js';

export interface ChooseOptions {
  readonly plan: CleanPlan;
  /** The user's name or uid, typed; for several users their names, joined by commas, in the plan's order. */
  readonly confirm: string | null;
  /** Also those that were active or whose activity cannot be read; takes a confirmation of its own. */
  readonly force?: boolean;
  readonly confirmForce?: string | null;
}

/** The steps this run may carry out; throws when it may carry out none. */
export function chooseSteps({
  plan,
  confirm,
  force = false,
  confirmForce = null,
}: ChooseOptions): readonly CleanStep[] {
  const possible = plan.steps.filter(
    ({ verdict }) => verdict === 'remove' || (force && verdict === 'needs-force'),
  );
  const [first] = plan.steps;
  if (first === undefined || possible.length === 0) throw nothingToDo(plan);
  const names = namesOf(plan);
  requireConfirmation({ expected: names, given: confirm, what: 'remove permissions', flag: '--confirm' });
  const needsForce = possible.some(({ verdict }) => verdict === 'needs-force');
  if (needsForce) {
    const what = 'remove permissions that may be in use';
    requireConfirmation({ expected: names, given: confirmForce, what, flag: '--force --confirm-force' });
  }
  return possible;
}

/**
 * What must be typed, any one of these: the name or the uid of the one identity. One name confirms one identity
 * only: a plan over several is confirmed by all their names, joined by commas.
 */
export function namesOf({ steps }: Pick<CleanPlan, 'steps'>): readonly string[] {
  const identities = new Map(steps.map(({ row }) => [row.identity.uid, row.identity]));
  const [only] = identities.values();
  if (only === undefined || identities.size > 1)
    return [[...identities.values()].map(({ name }) => name).join(',')];
  return [only.name, only.uid];
}

function nothingToDo({ steps }: CleanPlan): AckringError {
  const blocked = steps.filter(({ verdict }) => verdict === 'needs-force').length;
  const why =
    blocked === 0 ? 'every step of the plan is refused' : `${blocked} of ${steps.length} need force`;
  return new AckringError('Refused', `nothing is removed: ${why}`, {
    remedy:
      blocked === 0
        ? 'Read the plan: each refusal names its reason.'
        : 'Find out who uses it; then `--force --confirm-force NAME`.',
  });
}
