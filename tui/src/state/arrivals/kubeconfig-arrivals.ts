import type { AckringError } from '@ackring/core/errors';
import type { Verdict } from '@ackring/core/verification/verdict';
import type { ContextInventory } from '../../services.js';
import type { AppState } from '../app-state.js';
import { withResult } from '../job.js';
import { withAnswers, withInventory, withoutAsking } from '../kubeconfigs.js';
import { rebuild } from '../list-screen.js';
import { tellProblem } from '../notify.js';
import { summarizeVerdicts } from '../verdict-notice.js';

export function contextsRead(state: AppState, inventory: ContextInventory): AppState {
  const kubeconfigs = withInventory(state.kubeconfigs, inventory);
  const next = rebuild({ ...state, kubeconfigs, contextsReadAt: state.now }, 'clusters', 'contexts');
  const problem = inventory.problems[0];
  return problem === undefined ? next : tellProblem(next, problem.error);
}

export function verdicts(
  state: AppState,
  answers: readonly (readonly [id: string, verdict: Verdict])[],
): AppState {
  const next = { ...state, kubeconfigs: withAnswers(state.kubeconfigs, answers) };
  if (state.job?.kind !== 'verify') return next;
  const job = answers.reduce(
    (job, [, { verdict }]) => withResult(job, verdict === 'ok' ? 'done' : 'failed'),
    state.job,
  );
  return { ...next, job };
}

/** Contexts that were asked and not answered, because it was cancelled, ask no more. */
export function verifyEnded(state: AppState, ids: readonly string[], error: AckringError | null): AppState {
  const job = state.job?.kind === 'verify' ? null : state.job;
  const ended = { ...state, job, kubeconfigs: withoutAsking(state.kubeconfigs) };
  if (error !== null) return tellProblem(ended, error);
  return summarizeVerdicts(
    ended,
    ids.flatMap((id) => ended.kubeconfigs.answers.get(id) ?? []),
  );
}
