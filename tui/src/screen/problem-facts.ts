import type { AckringError } from '@ackring/core/words/errors';
import type { Messages } from '../messages/messages.js';
import { toldProblem } from '../messages/problems/told.js';
import { visible } from '../present/visible.js';
import type { Fact } from './fact-lines.js';

/** An error as facts: what happened, what to do, and the number to quote. */
export function problemFacts(
  error: Pick<AckringError, 'code' | 'message' | 'remedy' | 'requestId'>,
  messages: Messages,
): readonly Fact[] {
  const { problem } = messages.details;
  const { message, remedy } = toldProblem(error, messages);
  const facts: readonly Fact[] = [
    [problem.message, visible(message)],
    [problem.remedy, visible(remedy)],
  ];
  return error.requestId === null ? facts : [...facts, [problem.requestId, visible(error.requestId)]];
}

/** The same where a screen has nothing else to show. */
export function problemText(
  error: Pick<AckringError, 'code' | 'message' | 'remedy'>,
  messages: Messages,
): readonly string[] {
  const { message, remedy } = toldProblem(error, messages);
  return [visible(message), '', `${messages.empty.remedy}: ${visible(remedy)}`];
}
