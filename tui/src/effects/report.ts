import { type AckringError, toAckringError } from '@ackring/core/errors';
import type { AppEvent } from '../state/event.js';
import type { World } from './perform.js';

export interface Outcome {
  /** The event a failure becomes; by default a message. */
  failed(error: AckringError): AppEvent;
}

/** Runs work whose failure is an event too: nothing the world does may end the screen. */
export async function report(
  work: () => Promise<void>,
  { dispatch, signal }: World,
  outcome: Partial<Outcome>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return;
    const problem = toAckringError(error);
    dispatch(outcome.failed?.(problem) ?? { kind: 'failed', error: problem });
  }
}
