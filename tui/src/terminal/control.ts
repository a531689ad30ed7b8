import type { WriteStream } from 'node:tty';
import type { TerminalControl } from '../effects/world.js';
import { copyText } from './clipboard.js';
import { runEditor, runPager, stopGroup } from './hand-over.js';

/** Gives the terminal to `work`, and takes it back with the screen drawn anew. */
export type Suspend = (work: () => Promise<void>) => Promise<void>;

export interface TerminalOptions {
  readonly stdout: WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly suspend: Suspend;
}

export function createTerminalControl({ stdout, environment, suspend }: TerminalOptions): TerminalControl {
  return {
    copy: (text) => copyText(text, stdout, environment),
    edit: (file) => suspend(() => runEditor(file, environment)),
    page: (text) => suspend(() => runPager(text, environment)),
    suspend: () => suspend(stopGroup),
  };
}
