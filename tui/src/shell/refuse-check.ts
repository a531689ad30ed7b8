import { checkExitCodes } from '@ackring/core/expiry';
import { type AckringError, visible } from '@ackring/core/words';
import type { Refusal } from './command.js';

/** A monitoring plug-in reports "unknown" in its own way: our 2 for a misspelt option is its "critical". */
export function unknownStatus({ summary, problems }: AckringError): Refusal {
  const message = [summary, problems.join('; ')].join(' ').trimEnd();
  return { line: `UNKNOWN - ${visible(message)}`, code: checkExitCodes.unknown };
}

/** For a command that is such a plug-in with `--check`. */
export function refuseCheck(argv: readonly string[], problem: AckringError): Refusal | null {
  return argv.includes('--check') ? unknownStatus(problem) : null;
}
