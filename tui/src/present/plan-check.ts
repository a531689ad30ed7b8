import type { PlanVerdict } from '@ackring/core/rotation/plan/plan';
import { exitCodes } from '@ackring/core/words/errors';

/** One line for CI and monitoring, and the exit code that says the same. */
export function planCheck(verdict: PlanVerdict): { readonly line: string; readonly code: number } {
  switch (verdict.kind) {
    case 'quiet':
      return { line: 'nothing to do', code: exitCodes.done };
    case 'wouldAct': {
      const { renew, deliver, unseen } = verdict;
      const line = `would act: ${renew} to renew, ${deliver} to deliver${unseenText(unseen)}`;
      return { line, code: exitCodes.failed };
    }
    case 'selectsNothing':
      return {
        line: 'selects nothing: no cluster of the fleet fits the configuration',
        code: exitCodes.notFound,
      };
    case 'unseen':
      return {
        line: `nothing to do as far as was seen${unseenText(verdict.unseen)}`,
        code: exitCodes.partial,
      };
  }
}

function unseenText(unseen: number): string {
  return unseen === 0 ? '' : `; ${unseen} could not be looked at`;
}
