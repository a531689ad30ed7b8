import { contextId } from '../../features/contexts/table.js';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../app-state.js';
import type { ArrivalEvent } from '../event.js';
import { withResult } from '../job.js';
import { withAnswers } from '../kubeconfigs.js';
import { clearMarks } from '../marks.js';
import { problemTidings } from '../notice.js';
import { notify, tell } from '../notify.js';
import { type Step, step } from '../step.js';
import { verdictTidings } from '../verdict-notice.js';
import { afterWrite } from './after-write.js';

/** One of many is done: a failure is told by its name, and the others go on. */
export function jobItem(state: AppState, event: Extract<ArrivalEvent, { kind: 'jobItem' }>): Step {
  if (state.job === null) return step(state);
  const next: AppState = { ...state, job: withResult(state.job, event.result) };
  const { outcome, name } = event;
  if ('code' in outcome) {
    const messages = messagesIn(state.language);
    const tidings = problemTidings(outcome, messages);
    return step(tell(next, { ...tidings, text: messages.answers.failed(name, tidings.text) }));
  }
  const { file, context, verdict } = outcome;
  if (file === null || verdict === null) return step(next);
  const answers = [[contextId({ file, context }), verdict]] as const;
  const judged = { ...next, kubeconfigs: withAnswers(next.kubeconfigs, answers) };
  if (verdict.verdict === 'ok') return step(judged);
  return step(tell(judged, verdictTidings(verdict, messagesIn(state.language))));
}

export function jobEnded(state: AppState): Step {
  const { job } = state;
  if (job === null) return step(state);
  const text = messagesIn(state.language).jobs.ended(job);
  const told = notify({ ...clearMarks(state), job: null }, job.failed === 0 ? 'good' : 'bad', text);
  return afterWrite(told);
}
