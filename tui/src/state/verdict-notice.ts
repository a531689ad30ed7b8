import type { Verdict } from '@ackring/core/verification/verdict';
import { type Messages, messagesIn } from '../messages/messages.js';
import { toldVerdict } from '../messages/problems/told.js';
import type { AppState } from './app-state.js';
import type { Answer } from './kubeconfigs.js';
import type { Tidings } from './notice.js';
import { notify, tell } from './notify.js';

/** The verdict line: who the API server takes us for and how fast, or what is wrong and what to do. */
export function verdictTidings(verdict: Verdict, messages: Messages): Tidings {
  const { answers } = messages;
  const { context, identity, latencyMs, detail } = verdict;
  if (verdict.verdict === 'failed') {
    const { message, remedy } = toldVerdict(verdict, messages);
    return { mood: 'bad', text: answers.failed(context, message), remedy };
  }
  if (identity === null) return { mood: 'good', text: `${context}: ${detail}`, remedy: null };
  const groups = identity.groups.filter((group) => group !== 'system:authenticated').join(', ');
  const said = answers.verified(context, identity.username, groups || '–', Math.round(latencyMs ?? 0));
  const extent = extentOf(verdict, messages);
  return { mood: 'good', text: extent === null ? said : `${said} · ${extent}`, remedy: null };
}

/** How far the rights were seen of who is let in, and whether by the right one; null for what needs no word. */
export function extentOf(
  { scope = null, isServerProven = null }: Verdict,
  { answers }: Messages,
): string | null {
  const words = [
    ...(scope?.kind === 'everybodys' ? [answers.onlyAsEverybody] : []),
    ...(scope?.kind === 'namespaces' ? [answers.onlyIn(scope.names.join(', '))] : []),
    ...(isServerProven === false ? [answers.unproven] : []),
  ];
  return words.length === 0 ? null : words.join(' · ');
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
