import type { ReadStream, WriteStream } from 'node:tty';
import type { TerminalControl } from '../screen/world.js';
import { copyText } from './clipboard.js';
import { leaveKeyboard, runEditor, runPager, stopGroup } from './hand-over.js';

/** Gives the terminal to `work`, then takes it back and redraws the screen. */
export type Suspend = (work: () => Promise<void>) => Promise<void>;

export interface TerminalOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly suspend: Suspend;
  readonly redraw: () => void;
}

export function createTerminalControl(options: TerminalOptions): TerminalControl {
  const { stdin, stdout, environment } = options;
  const suspend: Suspend = (work) =>
    options.suspend(async () => {
      await leaveKeyboard(stdin);
      await work();
    });
  return {
    copy: (text) => copyText(text, stdout, environment),
    edit: (file) => suspend(() => runEditor(file, environment)),
    page: (text) => suspend(() => runPager(text, environment)),
    lend: async <T>(work: (say: (line: string) => void) => Promise<T>) => {
      const { promise, resolve } = Promise.withResolvers<T>();
      await suspend(async () => resolve(await work((line) => void stdout.write(`${line}\n`))));
      return promise;
    },
    redraw: options.redraw,
    suspend: () => suspend(stopGroup),
  };
}
