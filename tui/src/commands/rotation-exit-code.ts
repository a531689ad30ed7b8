import type { RotationReport } from '@ackring/core/rotation/report/report';
import { exitCodes } from '@ackring/core/words/errors';

/** How a run that was carried out ends: well (undefined), in part, or not at all. */
export function rotationExitCode({ counts, failures }: RotationReport): number | undefined {
  const isWhole = counts.failed === 0 && counts.deferred === 0 && failures.length === 0;
  if (isWhole) return undefined;
  const isAllFailed = counts.failed > 0 && counts.renewed + counts.delivered + counts.unchanged === 0;
  return isAllFailed ? exitCodes.failed : exitCodes.partial;
}
