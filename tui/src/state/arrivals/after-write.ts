import type { AppState } from '../app-state.js';
import { type Step, step } from '../step.js';

/** A kubeconfig was written: what is known of the files and of the journal is from before it. */
export function afterWrite(state: AppState): Step {
  return step({ ...state, isJournalCurrent: false }, { kind: 'readContexts' }, { kind: 'readJournal' });
}
