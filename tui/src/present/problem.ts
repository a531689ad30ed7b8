import { type AckringError, errorToJson } from '@ackring/core/errors';
import { toJson } from './json.js';
import { visibleLines } from './visible.js';

/** An error as people read it: what is wrong, what to do, and the request id for a ticket. */
export function problemText(error: AckringError): string {
  const lines = [`error: ${visibleLines(error.message)}`, `remedy: ${visibleLines(error.remedy)}`];
  if (error.requestId !== null) lines.push(`request id: ${visibleLines(error.requestId)}`);
  return lines.join('\n');
}

/** An error under the `--json` contract. */
export function problemJson(error: AckringError): string {
  return toJson(errorToJson(error));
}
