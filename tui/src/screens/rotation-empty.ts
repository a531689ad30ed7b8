import type { Line } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import type { Asked } from '../state/asked.js';
import { emptyBody } from './list-body.js';
import { problemText } from './problem-facts.js';

export interface EmptyWords {
  /** Said until there is an answer. */
  readonly asking: string;
  /** Said when the answer holds nothing. */
  readonly nothing: string;
}

/** What a view without rows says: what is sought, why nothing is known and what to do, or that there is nothing. */
export function emptyView(
  state: AppState,
  { problem, value }: Asked<unknown>,
  { asking, nothing }: EmptyWords,
  messages: Messages,
): readonly Line[] {
  if (state.lists.rotation.filter !== '') return emptyBody([messages.empty.noMatch], state);
  if (problem !== null) return emptyBody(problemText(problem, messages), state);
  return emptyBody([value === null ? asking : nothing], state);
}
