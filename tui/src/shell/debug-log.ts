import { join } from 'node:path';
import { callLine, watchCalls } from '@ackring/core/cloud';
import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../messages/say.js';

/** Each call to the cloud as a line, for as long as it is open. */
export interface DebugLog {
  /** Resolves when everything is written. */
  end(): Promise<void>;
}

export interface DebugOptions {
  readonly debug: boolean;
  readonly debugFile: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the requested log: a file (`--debug-file`, ACKRING_DEBUG_FILE), else `write`. A command within a command, as
 * in the demo, adds nothing to what is logged already. Throws UsageInvalid for an unknown value of ACKRING_DEBUG.
 */
export async function openDebugLog(
  { debugFile }: DebugOptions,
  { environment, write }: { readonly environment: Environment; readonly write: (line: string) => void },
): Promise<DebugLog> {
  refuseUnknown(environment['ACKRING_DEBUG'] ?? '');
  const file = debugFile ?? (environment['ACKRING_DEBUG_FILE'] || null);
  if (file === null) return logTo(write, async () => undefined);
  const { openLogFile } = await import('@ackring/core/machine');
  const log = openLogFile(file, (problem) => write(problem.message));
  return logTo(log.write, log.close);
}

/**
 * The same for the full screen, which would hide the lines: into `calls.log` of the state folder. Its end returns
 * what to print once the screen is gone: where the lines are, or why they are not.
 */
export async function openScreenLog(
  asked: DebugOptions,
  { environment, stateFolder }: { readonly environment: Environment; readonly stateFolder: string },
): Promise<{ end(): Promise<Sentence> }> {
  refuseUnknown(environment['ACKRING_DEBUG'] ?? '');
  const { openLogFile, openPrivateLogFile } = await import('@ackring/core/machine');
  const named = asked.debugFile ?? (environment['ACKRING_DEBUG_FILE'] || null);
  const file = named ?? join(stateFolder, 'calls.log');
  let problem: AckringError | null = null;
  const failed = (error: AckringError): void => {
    problem = error;
  };
  const opened = named === null ? await openPrivateLogFile(file, failed) : openLogFile(file, failed);
  const log = logTo(opened.write, opened.close);
  return {
    end: async () => {
      await log.end();
      return problem?.sentence ?? say('the calls to the cloud are in {file}', { file });
    },
  };
}

function logTo(write: (line: string) => void, close: () => Promise<void>): DebugLog {
  const unwatch = watchCalls((call) => write(`api ${callLine(call)}`));
  return {
    end: async () => {
      unwatch?.();
      await close();
    },
  };
}

function refuseUnknown(value: string): void {
  const unknown = value.split(',').find((each) => each.trim() !== '' && each.trim() !== 'api');
  if (unknown === undefined) return;
  throw new AckringError('UsageInvalid', say('ACKRING_DEBUG does not know "{value}"', { value: unknown }), {
    remedy: say('Set it to `api`, or unset it.'),
  });
}
