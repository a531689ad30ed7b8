import type { AcquirePlan, AcquireResult, AcquireStep } from '@ackring/core/fetch/request';
import type { AckringError } from '@ackring/core/words/errors';
import { homePath } from '../../components/home-path.js';
import { contextId } from '../../features/contexts/table.js';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../app-state.js';
import type { Preview } from '../fetch-dialog.js';
import { withAnswers } from '../kubeconfigs.js';
import { problemTidings } from '../notice.js';
import { hint, notify, tell } from '../notify.js';
import { closeOverlay } from '../overlay.js';
import type { Step } from '../step.js';
import { verdictTidings } from '../verdict-notice.js';
import { afterWrite } from './after-write.js';

/** The answer to a question about the plan; an older question's answer is not shown. */
export function planned(state: AppState, serial: number, preview: Preview): AppState {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch' || dialog.serial !== serial || dialog.step !== null) return state;
  return { ...state, overlay: { ...dialog, preview } };
}

/** The files or the cluster changed since the plan was shown: nothing was done, and the new plan is. */
export function planChanged(state: AppState, plan: AcquirePlan): AppState {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch') return state;
  const { cluster } = plan.request;
  const preview: Preview = { kind: 'planned', plan };
  const shown = {
    ...dialog,
    cluster,
    detail: 'known',
    serial: dialog.serial + 1,
    preview,
    step: null,
  } as const;
  return hint({ ...state, overlay: shown }, 'warn', messagesIn(state.language).fetch.changed);
}

export function fetchStep(state: AppState, step: AcquireStep): AppState {
  const dialog = state.overlay;
  return dialog?.kind === 'fetch' ? { ...state, overlay: { ...dialog, step } } : state;
}

/** The dialog gives way to the verdict; the files are read again, since one of them changed. */
export function acquired(state: AppState, result: AcquireResult): Step {
  const messages = messagesIn(state.language);
  const closed = state.overlay?.kind === 'fetch' ? closeOverlay(state) : state;
  const told = notify(
    closed,
    'good',
    messages.fetch.done(result.context, homePath(result.file ?? '-', state.home)),
  );
  const judged =
    result.verdict === null ? told : tell(remember(told, result), verdictTidings(result.verdict, messages));
  return afterWrite(judged);
}

function remember(state: AppState, { context, file, verdict }: AcquireResult): AppState {
  if (file === null || verdict === null) return state;
  const answers = [[contextId({ file, context }), verdict]] as const;
  return { ...state, kubeconfigs: withAnswers(state.kubeconfigs, answers) };
}

/** A failed fetch goes back to the choices, so that another access or a shorter duration can be tried. */
export function acquireFailed(state: AppState, error: AckringError): AppState {
  const dialog = state.overlay;
  const next: AppState = dialog?.kind === 'fetch' ? { ...state, overlay: { ...dialog, step: null } } : state;
  if (error.code === 'Cancelled') return notify(next, 'info', messagesIn(state.language).fetch.cancelled);
  return tell(next, problemTidings(error, messagesIn(state.language)));
}
