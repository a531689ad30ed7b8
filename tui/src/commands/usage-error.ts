import { AckringError } from '@ackring/core/words/errors';

/** What was typed cannot be meant: UsageInvalid, exit 2. */
export function usageError(message: string, remedy: string): AckringError {
  return new AckringError('UsageInvalid', message, { remedy });
}
