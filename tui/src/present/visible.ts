import { visible } from '@ackring/core/words/visible';

export { visible };

/** Several lines of foreign text: the line breaks stay, all else is made visible. */
export function visibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => visible(line.replace(/\r$/, '')))
    .join('\n');
}
