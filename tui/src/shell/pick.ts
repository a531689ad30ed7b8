import { emitKeypressEvents, type Key } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { colourDepth, createInk, paint, terminalSkin } from '../screen/drawing/paint.js';
import { drawsSigns } from '../screen/drawing/plain-signs.js';
import { skins } from '../screen/drawing/skins.js';
import type { Reader } from '../screen/table.js';
import type { CommandContext } from './command.js';
import { afterKey, type Choice, pickLines, pickList } from './pick-list.js';

/** What a command passes on of its own surroundings. */
export type PickPlace = Pick<
  CommandContext,
  'stdin' | 'output' | 'environment' | 'signal' | 'services' | 'home' | 'language'
>;

/**
 * Lets the user choose one of `choices` on the terminal by typing a part of it; they are shown in the given order,
 * the likeliest first. Call only if `isInteractive`. Throws Cancelled if nothing is chosen.
 */
export async function pick(
  what: 'context' | 'cluster',
  choices: readonly Choice[],
  { stdin, output, environment, signal, services, messages }: PickPlace & Pick<Reader, 'messages'>,
): Promise<string> {
  const { skin } = await services.settings();
  const ink = createInk(
    skins[skin ?? terminalSkin(environment)],
    colourDepth(environment),
    !drawsSigns(environment),
  );
  const input = stdin as ReadStream;
  let list = pickList(choices);
  let height = 0;
  const clear = (): void => output.raw(height === 0 ? '' : `\x1b[${height}A\r\x1b[J`);
  const draw = (): void => {
    const lines = pickLines(list, messages.picking[what], output.columns || 80);
    clear();
    output.raw(`${lines.map((line) => paint(line, ink)).join('\n')}\n`);
    height = lines.length;
  };
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const onKey = (text: string | undefined, key: Key): void => {
    const picked = afterKey(list, keyName(text, key));
    if (picked.kind === 'taken') resolve(picked.value);
    else if (picked.kind === 'left') resolve(null);
    else {
      list = picked.list;
      draw();
    }
  };
  const leave = (): void => resolve(null);
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.on('keypress', onKey);
  input.once('end', leave);
  signal.addEventListener('abort', leave);
  process.on('exit', restore);
  draw();
  input.resume();
  try {
    const chosen = await promise;
    if (chosen !== null) return chosen;
    throw new AckringError('Cancelled', say('nothing was chosen'), {
      remedy: say('Name one, or choose again.'),
    });
  } finally {
    clear();
    process.off('exit', restore);
    signal.removeEventListener('abort', leave);
    input.off('keypress', onKey).off('end', leave);
    restore();
    input.pause();
  }

  function restore(): void {
    input.setRawMode(false);
  }
}

/** In the program's own key names: a letter is itself. */
function keyName(text: string | undefined, { name, ctrl, meta, sequence }: Key): string {
  if (name === 'return' || name === 'enter') return 'enter';
  if (ctrl && name !== undefined) return `ctrl-${name}`;
  if (meta) return '';
  const isPrintable = text !== undefined && text !== '' && !/\p{Cc}/u.test(text);
  if (name === 'space') return 'space';
  return isPrintable ? text : (name ?? sequence ?? '');
}
