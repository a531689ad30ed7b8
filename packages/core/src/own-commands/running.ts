import { type ForegroundEnd, runInForeground } from '../machine/processes/foreground.js';
import { withoutKeys } from '../machine/processes/secrecy.js';
import { type Captured, runCaptured } from '../sessions/run/capture.js';
import { type OwnCommand, readOwnCommands } from './own-commands.js';

type Words = readonly [string, ...string[]];

/** The user's own commands. The programs they run get none of the cloud's keys that this program may hold. */
export interface OwnCommands {
  /** Those of `keys.yaml`, for these screens. Throws like `readOwnCommands`. */
  read(screens: readonly string[]): Promise<readonly OwnCommand[]>;
  /** Runs one without a terminal, and captures its output. */
  capture(words: Words, signal: AbortSignal): Promise<Captured>;
  /** Runs one on this terminal. */
  runHere(words: Words, signal: AbortSignal): Promise<ForegroundEnd>;
}

/** More than anybody reads on a screen. */
const mostBytes = 4 * 1024 * 1024;

export function createOwnCommands(ports: {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): OwnCommands {
  const environment = withoutKeys(ports.environment);
  return {
    read: async (screens) => readOwnCommands(ports.file, screens),
    capture: (words, signal) =>
      runCaptured(words, { environment, signal, room: { left: mostBytes }, onLine: null }),
    runHere: (words, signal) => runInForeground(words, { environment, signal }),
  };
}
