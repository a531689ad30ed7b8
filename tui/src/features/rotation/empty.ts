import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Asked } from '../../screen/asked.js';
import type { Line } from '../../screen/drawing/line.js';
import { emptyBody } from '../../screen/list-body.js';
import { problemText } from '../../screen/problem-facts.js';

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
