import type { UndoneFile } from '@ackring/core/contexts';
import { type Sentence, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate } from '../../messages/problems/translate.js';
import { fitText, type Line, padding, span, widthOf, wrapText } from '../../screen/drawing/line.js';

const signs = { add: ['+ ', 'good'], update: ['~ ', 'warn'], remove: ['- ', 'bad'] } as const;

/** One entry of a file, and its change. */
export function changeLines(
  { path, change, detail }: UndoneFile['changes'][number],
  width: number,
  messages: Messages,
): readonly Line[] {
  const { fetch } = messages;
  const words = { clusters: fetch.cluster, users: fetch.user, contexts: fetch.contextEntry };
  const [section, ...rest] = path.split('/');
  const word = words[section as keyof typeof words] ?? path;
  const wordWidth = Math.max(...Object.values(words).map(widthOf)) + 2;
  const [sign, tone] = signs[change];
  const name = visible(rest.join('/'));
  const said = [name, translate(messages, detail)].filter((part) => part !== '').join(' · ');
  const label = fitText(word, Math.max(wordWidth, widthOf(word) + 1));
  const room = Math.max(1, width - widthOf(sign) - widthOf(label));
  return wrapText(said, room).map((text, index) => [
    index === 0 ? span(sign, tone) : padding(widthOf(sign)),
    index === 0 ? span(label, 'dim') : padding(widthOf(label)),
    span(text),
  ]);
}

/** The same in a line, for the command line. */
export function changeText(
  { path, change, detail }: UndoneFile['changes'][number],
  { text }: { readonly text: (sentence: Sentence) => string },
): string {
  return `  ${signs[change][0]}${visible(path)}  ${text(detail)}`.trimEnd();
}
