import type { AckringError } from '@ackring/core/errors';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { Fact } from './fact-lines.js';

/** An error as facts: what happened, what to do, and the number to quote. */
export function problemFacts(
  error: Pick<AckringError, 'message' | 'remedy' | 'requestId'>,
  { details }: Messages,
): readonly Fact[] {
  const { problem } = details;
  const facts: readonly Fact[] = [
    [problem.message, visible(error.message)],
    [problem.remedy, visible(error.remedy)],
  ];
  return error.requestId === null ? facts : [...facts, [problem.requestId, visible(error.requestId)]];
}
