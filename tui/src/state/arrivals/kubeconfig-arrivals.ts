import type { ContextInventory } from '@ackring/core/contexts/local-contexts';
import { unfinishedRuns } from '@ackring/core/journal/journal';
import type { Verdict } from '@ackring/core/verification/verdict';
import type { AckringError } from '@ackring/core/words/errors';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../app-state.js';
import type { ArrivalEvent } from '../event.js';
import { withResult } from '../job.js';
import { withAnswers, withInventory, withoutAsking } from '../kubeconfigs.js';
import { notify, tellProblem } from '../notify.js';
import { summarizeVerdicts } from '../verdict-notice.js';

export function contextsRead(state: AppState, inventory: ContextInventory): AppState {
  const kubeconfigs = withInventory(state.kubeconfigs, inventory);
  const next = { ...state, kubeconfigs, contextsReadAt: state.now };
  const problem = inventory.problems[0];
  return problem === undefined ? next : tellProblem(next, problem.error);
}

/** A write has its own record; a beginning is told only while there is no end to it. */
export function journalRead(
  state: AppState,
  { journal, record }: Extract<ArrivalEvent, { kind: 'journalRead' }>,
): AppState {
  const unfinished = new Set(unfinishedRuns(record.lines));
  const changes = record.lines.filter(
    (line) => line.action !== 'write' && (line.phase !== 'started' || unfinished.has(line)),
  );
  const next = { ...state, journal, changes, isJournalCurrent: true };
  if (record.isIntact) return next;
  const { tampered, tamperedRemedy } = messagesIn(state.language).removal.journal;
  const isTold = state.notices.some(({ text }) => text === tampered);
  return isTold ? next : notify(next, 'bad', tampered, tamperedRemedy);
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
