import { join } from 'node:path';
import { textIfThere } from '../machine/files/named-file.js';
import { type Captured, runCaptured } from '../machine/processes/capture.js';
import { type ForegroundEnd, runInForeground } from '../machine/processes/foreground.js';
import { withoutKeys } from '../machine/processes/secrecy.js';
import type { OwnCommand } from './own-commands.js';

type Words = readonly [string, ...string[]];
/** The row's values as variables, see `rowVariables`. */
type Row = Readonly<Record<string, string>>;

/** The user's own commands. The programs they run get none of the cloud's keys that this program may hold. */
export interface OwnCommands {
  /** Those of `keys.yaml`, for these screens. Throws like `readOwnCommands`. */
  read(screens: readonly string[]): Promise<readonly OwnCommand[]>;
  /** Runs one without a terminal, and captures its output. */
  capture(words: Words, signal: AbortSignal, row?: Row): Promise<Captured>;
  /** Runs one on this terminal. */
  runHere(words: Words, signal: AbortSignal, row?: Row): Promise<ForegroundEnd>;
}

/** More than anybody reads on a screen. */
const mostBytes = 4 * 1024 * 1024;

export function createOwnCommands(ports: {
  /** Of `keys.yaml`. */
  readonly configFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): OwnCommands {
  const environment = withoutKeys(ports.environment);
  return {
    read: async (screens) => readOwnCommands(join(ports.configFolder, 'keys.yaml'), screens),
    capture: (words, signal, row = {}) =>
      runCaptured(words, {
        environment: { ...environment, ...row },
        signal,
        room: { left: mostBytes },
        onLine: null,
      }),
    runHere: (words, signal, row = {}) =>
      runInForeground(words, { environment: { ...environment, ...row }, signal }),
  };
}

/**
 * The commands of `keys.yaml`; none if there is no such file, and then what parses it is not loaded either. Throws ConfigurationInvalid with every problem and its place, FileUnreadable.
 */
export async function readOwnCommands(
  file: string,
  screens: readonly string[],
): Promise<readonly OwnCommand[]> {
  const text = textIfThere(file);
  if (text === null) return [];
  const { parseOwnCommands } = await import('./own-commands.js');
  return parseOwnCommands(text, { file, screens });
}
