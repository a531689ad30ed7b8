import type { AckringError } from '@ackring/core/words';
import { commands } from './commands.js';
import { findWords } from './shell/arguments.js';
import { stateFolder } from './world/folders.js';
import { versionText } from './world/version.js';

export interface FallenProgram {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** An unexpected error leaves its stack in the state folder, and its remedy says where. */
export async function withCrashKept(
  error: AckringError,
  { argv, environment, home }: FallenProgram,
): Promise<AckringError> {
  if (error.code !== 'Internal') return error;
  const { keepCrash } = await import('@ackring/core/doctor');
  const { systemClock } = await import('@ackring/core/machine');
  return keepCrash(error, {
    stateFolder: stateFolder(environment, home),
    version: versionText(),
    command: commandName(argv),
    now: systemClock.now(),
    seconds: process.uptime(),
    pid: process.pid,
  });
}

/** Null for the full screen. */
function commandName(argv: readonly string[]): string | null {
  const [first = '', second = ''] = findWords(argv).map(({ word }) => word);
  return [`${first} ${second}`, first].find(commands.has) ?? null;
}
