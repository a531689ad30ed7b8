import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState } from '../state/app-state.js';
import { currentScreen } from '../state/list-screen.js';

/** What Expiry and Access say while they have no rows. */
export function holdersEmptyText(state: AppState, { empty }: Messages): readonly string[] {
  if (currentScreen(state).filter !== '') return [empty.noMatch];
  const { holders, fleet } = state;
  if (holders.isScanning) return [empty.askingHolders];
  const failed = [...holders.answers.values()].find(({ kind }) => kind === 'failed');
  if (failed?.kind === 'failed') {
    return [visible(failed.error.message), '', `${empty.remedy}: ${visible(failed.error.remedy)}`];
  }
  if (fleet.isScanning || fleet.seenAt === null) return [empty.scanning];
  return [holders.seenAt === null ? empty.askingHolders : empty.noHolders];
}
