import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { currentScreen } from '../../screen/list-screen.js';
import { problemText } from '../../screen/problem-facts.js';

/** What Expiry and Access say while they have no rows. */
export function holdersEmptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  if (currentScreen(state).filter !== '') return [empty.noMatch];
  const { holders, fleet } = state;
  if (holders.isScanning) return [empty.askingHolders];
  const failed = [...holders.answers.values()].find(({ kind }) => kind === 'failed');
  if (failed?.kind === 'failed') {
    return problemText(failed.error, messages);
  }
  if (fleet.isScanning || fleet.seenAt === null) return [empty.scanning];
  return [holders.seenAt === null ? empty.askingHolders : empty.noHolders];
}

/** How many hold kubeconfigs in how many clusters, or how far the question has come. */
export function holdersText({ holders }: AppState, { crumbs }: Messages): string {
  if (holders.isScanning) return crumbs.asked(holders.answered, holders.asked);
  const failed = [...holders.answers.values()].filter(({ kind }) => kind === 'failed').length;
  const text = crumbs.holders(holders.identities.size, holders.answers.size - failed);
  return failed === 0 ? text : `${text} · ${crumbs.unanswered(failed)}`;
}
