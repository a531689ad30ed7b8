import type { ContextEntry } from '@ackring/core/kubeconfig';
import { AckringError } from '@ackring/core/words';
import { type PickPlace, pick } from '../../shell/pick.js';

/**
 * Lets the user choose a context on the terminal, recently used ones first. Throws ContextNotFound if there is none,
 * and Cancelled if nothing is chosen.
 */
export async function pickContext(place: PickPlace): Promise<string> {
  const { services } = place;
  const [{ entries }, recent] = await Promise.all([services.contexts(), services.recentContexts()]);
  if (entries.length === 0) {
    throw new AckringError('ContextNotFound', 'there is no context in any kubeconfig file', {
      remedy: 'Fetch one: `ackring get CLUSTER`.',
    });
  }
  const places = new Map(recent.map((name, index) => [name, index]));
  const rank = ({ context, current }: ContextEntry): number =>
    current ? 0 : 1 + (places.get(context) ?? recent.length);
  const choices = entries
    .toSorted((a, b) => rank(a) - rank(b))
    .map((entry) => ({ value: entry.context, text: entry.context, hint: hintOf(entry) }));
  return pick('context', choices, place);
}

function hintOf({ current, namespace, server, status }: ContextEntry): string {
  const known = [current ? 'current' : '', namespace ?? '', server?.replace(/^https:\/\//, '') ?? ''];
  return [...known, status === 'unknown' ? '' : status].filter((part) => part !== '').join(' · ');
}
