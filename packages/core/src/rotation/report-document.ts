import type { RotationOutcome, RotationReport } from './report.js';

/**
 * A report as it is kept: whole where there is room, else without what did not happen, and at last with as
 * many of its outcomes as fit. The counts are always whole; `truncated` says that outcomes are missing.
 */
export function documentText(report: RotationReport, maxBytes: number | null): string {
  const whole = JSON.stringify(report);
  if (maxBytes === null || Buffer.byteLength(whole) <= maxBytes) return whole;
  const eventful = report.outcomes.filter(isEventful);
  for (let kept = eventful.length; kept > 0; kept = Math.floor(kept / 2)) {
    const text = JSON.stringify({ ...report, outcomes: eventful.slice(0, kept), truncated: true });
    if (Buffer.byteLength(text) <= maxBytes) return text;
  }
  return JSON.stringify({ ...report, outcomes: [], failures: report.failures.slice(0, 10), truncated: true });
}

function isEventful({ decision, error, deferred }: RotationOutcome): boolean {
  return error !== null || deferred !== null || !['keep', 'skip'].includes(decision.kind);
}
