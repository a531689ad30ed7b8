import type { Verdict } from '@ackring/core/verification/verdict';
import { type Messages, messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Tidings } from '../../screen/notice.js';
import { notify, tell } from '../../screen/notify.js';
import type { Answer } from './kubeconfigs.js';
import { tellVerdict } from './verdict.js';

/** The verdict line: who the API server takes us for and how fast, or what is wrong and what to do. */
export function verdictTidings(verdict: Verdict, messages: Messages): Tidings {
  return { mood: verdict.verdict === 'ok' ? 'good' : 'bad', ...tellVerdict(verdict, messages) };
}

/** When the answers are all there: the one verdict in words, or how many of each. */
export function summarizeVerdicts(state: AppState, asked: readonly Answer[]): AppState {
  const messages = messagesIn(state.language);
  const verdicts = asked.filter((answer) => answer !== 'asking');
  const [first] = verdicts;
  if (first === undefined) return state;
  if (verdicts.length === 1) return tell(state, verdictTidings(first, messages));
  const failed = verdicts.filter(({ verdict }) => verdict === 'failed').length;
  const text = messages.answers.verifiedMany(verdicts.length - failed, failed);
  return notify(state, failed === 0 ? 'good' : 'bad', text);
}
