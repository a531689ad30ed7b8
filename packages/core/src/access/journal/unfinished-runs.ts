import type { JournalLine } from './journal.js';

/**
 * Undertakings that began and were never finished: each was killed half-way, or still runs. A line that tells of a
 * part of one (`part` among its details) does not end it.
 */
export function unfinishedRuns(lines: readonly JournalLine[]): readonly JournalLine[] {
  const ended = new Set(lines.filter(isEnd).map(({ runId }) => runId));
  return lines.filter(({ phase, runId }) => phase === 'started' && !ended.has(runId));
}

function isEnd({ phase, details }: JournalLine): boolean {
  return phase !== 'started' && details?.['part'] !== true;
}
