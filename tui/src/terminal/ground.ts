import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppState } from '../screen/app-state.js';
import { colourDepth, terminalSkin } from '../screen/drawing/paint.js';
import { readAway } from './typed-ahead.js';

/** Whether the terminal's ground is dark or light, as it says itself. */
export type Ground = NonNullable<AppState['ground']>;

/** Asks for the colour of the ground (OSC 11), which all but a few terminals answer. */
const question = '\x1b]11;?\x1b\\';

/**
 * What asks the terminal for its ground, behind the first frame: nobody waits for the answer, and one that comes late,
 * or is none, presses no key (`input-scanner.ts`). Empty where it would change nothing: the setting and COLORFGBG win,
 * and the consoles that would print it have few colours.
 */
export function groundQuestion(
  environment: Readonly<Record<string, string | undefined>>,
  { settings }: Pick<AppState, 'settings'>,
): string {
  const isKnown = settings.skin !== null || terminalSkin(environment) !== 'either';
  const isPlain = colourDepth(environment) === 'none' || environment['TERM'] === 'linux';
  return isKnown || isPlain ? '' : question;
}

/** More than a terminal of this machine takes, and nothing that whoever quits would notice. */
const lateMs = 50;

/**
 * Reads away the answer that is still under way when the screen is left: the shell would take it for keys. What is typed
 * behind it is left to the shell; what comes before it is lost, since nothing that was read can be given back, for at
 * most 50 ms. For a terminal in raw mode.
 */
export async function dropLateAnswer(stdin: Readable): Promise<void> {
  const whole = Promise.withResolvers<void>();
  let heard = '';
  const drop = (chunk: Buffer | string): void => {
    heard += String(chunk);
    if (wholeAnswer.test(heard)) whole.resolve();
  };
  await readAway(stdin, Promise.race([whole.promise, sleep(lateMs)]), drop);
}

const wholeAnswer = /\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)/;

/** What an answer says: `11;rgb:ffff/ffff/ffff`, `11;#1e1e1e`; null for anything else. */
export function groundOf(answer: string): Ground | null {
  const [, red = '', green = '', blue = ''] =
    /^11;(?:rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?)$/i.exec(answer) ??
    /^11;#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(answer) ??
    [];
  if (red === '') return null;
  const [r = 0, g = 0, b = 0] = [red, green, blue].map(
    (hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1),
  );
  // As bright as people see it: green counts most.
  return 0.299 * r + 0.587 * g + 0.114 * b > 0.5 ? 'light' : 'dark';
}
