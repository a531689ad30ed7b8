import type { RotationReport } from '@ackring/core/rotation';
import { exitCodes } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { usageError } from '../../../shell/command.js';

/** Options of the rotation's commands. */
export const rotationOptions = {
  config: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary:
      'the rotation to run (default: rotation.yaml in the settings folder, else your own identity into no sink)',
  },
} as const;

/** The exit code of a completed run: success (undefined), in part, or failure. */
export function rotationExitCode({ counts, failures }: RotationReport): number | undefined {
  const isWhole = counts.failed === 0 && counts.deferred === 0 && failures.length === 0;
  if (isWhole) return undefined;
  const isAllFailed = counts.failed > 0 && counts.renewed + counts.delivered + counts.unchanged === 0;
  return isAllFailed ? exitCodes.failed : exitCodes.partial;
}

/** A typed date or instant; a date is its first instant in UTC. Throws UsageInvalid. */
export function parseInstant(text: string): Date {
  const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? new Date(text) : null;
  if (instant !== null && !Number.isNaN(instant.getTime())) return instant;
  throw usageError(
    say('"{text}" is not a date', { text }),
    say('Give one such as 2027-05-01 or 2027-05-01T04:00:00Z.'),
  );
}
