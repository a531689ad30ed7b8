import type { RotationReport } from '../report/report.js';
import { isWork } from './decision.js';

/**
 * What a plan comes to, for CI and monitoring. `unseen` counts what could not be looked at: nobody may rest on what
 * was not seen, so a plan without work is `quiet` only when there is none of it.
 */
export type PlanVerdict =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'wouldAct'; readonly renew: number; readonly deliver: number; readonly unseen: number }
  | { readonly kind: 'selectsNothing' }
  | { readonly kind: 'unseen'; readonly unseen: number };

/** Judges the report of a plan. Telling the owners of what others hold is no act. */
export function checkPlan({ outcomes, failures }: RotationReport): PlanVerdict {
  const others = failures.filter(({ what }) => what !== 'selection');
  const hidden = outcomes.filter(({ error, deferred }) => error !== null || deferred !== null);
  const unseen = others.length + hidden.length;
  const work = outcomes.filter(({ decision }) => isWork(decision));
  if (work.length > 0) {
    const renew = work.filter(({ decision }) => decision.kind === 'renew').length;
    return { kind: 'wouldAct', renew, deliver: work.length - renew, unseen };
  }
  if (unseen > 0) return { kind: 'unseen', unseen };
  return others.length < failures.length ? { kind: 'selectsNothing' } : { kind: 'quiet' };
}
