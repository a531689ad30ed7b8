import { type Messages, messagesIn } from '../messages/messages.js';

/** Everything a key can do. Names are stable: people rebind keys by them in their settings. */
export type ActionId = keyof Messages['actions'];

/** In the order that the settings show them in. */
export function actionIds(): readonly ActionId[] {
  return Object.keys(messagesIn('en').actions) as ActionId[];
}
