import type { Visit } from '@ackring/core/sessions';
import type { Messages } from '../../messages/messages.js';

/** What a read-only proxy refused, a line per kind. */
export function refusedText(
  refused: Visit['refused'],
  { times, why: texts }: Messages['sessions'],
): readonly string[] {
  return refused.map(({ method, path, why, count }) => {
    const often = count > 1 ? ` (${times(count)})` : '';
    return `${method} ${path}${often}: ${texts[why]}`;
  });
}
