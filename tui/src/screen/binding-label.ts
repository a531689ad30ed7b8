import type { Messages } from '../messages/messages.js';
import type { Binding } from './binding.js';

/** What a key does, in the words of the place: accepting a fetch is fetching. */
export function bindingLabel(
  { action, scope }: Pick<Binding, 'action' | 'scope'>,
  messages: Messages,
): string {
  const { accepts, actions } = messages;
  return action === 'dialogAccept' && scope in accepts
    ? accepts[scope as keyof typeof accepts]
    : actions[action];
}
