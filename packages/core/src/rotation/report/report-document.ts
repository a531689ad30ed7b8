import type { RotationOutcome, RotationReport } from './report.js';

/**
 * A report as it is kept: whole where there is room, else without what did not happen, and at last with as
 * many of its outcomes as fit. The counts are always whole; `truncated` says that outcomes are missing.
 */
export function documentText(report: RotationReport, fits: (text: string) => boolean): string {
  const whole = JSON.stringify(report);
  if (fits(whole)) return whole;
  const eventful = report.outcomes.filter(isEventful);
  const withFirst = (count: number): string =>
    JSON.stringify({ ...report, outcomes: eventful.slice(0, count), truncated: true });
  const count = mostThatFit(eventful.length, (each) => fits(withFirst(each)));
  if (count > 0) return withFirst(count);
  return JSON.stringify({ ...report, outcomes: [], failures: report.failures.slice(0, 10), truncated: true });
}

function mostThatFit(count: number, fits: (count: number) => boolean): number {
  if (fits(count)) return count;
  let [least, tooMany] = [0, count];
  while (tooMany - least > 1) {
    const middle = Math.floor((least + tooMany) / 2);
    if (fits(middle)) least = middle;
    else tooMany = middle;
  }
  return least;
}

function isEventful({ decision, error, deferred }: RotationOutcome): boolean {
  return error !== null || deferred !== null || !['keep', 'skip'].includes(decision.kind);
}
