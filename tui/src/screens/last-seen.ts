import type { LastActivity } from '@ackring/core/access/access-row';
import { durationText } from '../components/duration-text.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';

/** `2 d ago`, or why nobody can tell. */
export function lastSeenText(state: AppState, activity: LastActivity, messages: Messages): string {
  const { seen } = messages.removal;
  if (activity.kind !== 'seen') return seen[activity.kind];
  return messages.header.fresh(durationText(state.now.getTime() - activity.at.getTime(), messages));
}
