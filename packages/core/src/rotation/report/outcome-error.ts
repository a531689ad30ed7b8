import type { AckringError } from '../../errors.js';
import type { OutcomeError } from './report.js';

/** An error as a report carries it: never its cause, which may quote what must not be shown. */
export function outcomeError({ code, message, remedy, requestId }: AckringError): OutcomeError {
  return { code, message, remedy, requestId };
}
