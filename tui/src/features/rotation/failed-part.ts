import type { Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';

/**
 * What failed as a whole, in words that can be translated. Reports name it by a key, which stays the same from one run
 * to the next; an unknown one is shown as it is.
 */
export function failedPart(key: string): Sentence | string {
  for (const [pattern, wording] of parts) {
    const found = pattern.exec(key);
    if (found !== null) return wording(found[1] ?? '', found[2] ?? '');
  }
  return key;
}

const parts: readonly (readonly [pattern: RegExp, wording: (name: string, of: string) => Sentence])[] = [
  [/^identity (.+)$/s, (name) => say('identity {name}', { name })],
  [/^region (.+)$/s, (name) => say('region {name}', { name })],
  [/^regions of (.+)$/s, (name) => say('regions of {name}', { name })],
  [/^list of (.+)$/s, (name) => say('list of {name}', { name })],
  [/^notifier (.+)$/s, (name) => say('notifier {name}', { name })],
  [/^heartbeat of (.+)$/s, (name) => say('heartbeat of {name}', { name })],
  [/^heartbeat$/, () => say('heartbeat')],
  [/^kubeconfig states \((\d+) questions?\)$/, (count) => say('kubeconfig states ({count})', { count })],
  [/^shard (\d+) of (\d+)$/, (number, of) => say('shard {number} of {of}', { number, of })],
  [/^memory of alarms$/, () => say('memory of alarms')],
  [/^rights that end$/, () => say('rights that end')],
  [/^right [0-9a-f]{8} of (.+) in (.+)$/s, (name, of) => say('right of {name} in {of}', { name, of })],
  [/^selection$/, () => say('selection')],
  [/^report$/, () => say('report')],
  [/^time$/, () => say('time')],
  [/^run$/, () => say('run')],
];
