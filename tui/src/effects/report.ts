import { type AckringError, toAckringError } from '@ackring/core/words/errors';
import type { AppEvent } from '../state/event.js';
import type { World } from './world.js';

export interface Outcome {
  /** The event a failure becomes; by default a message. */
  readonly failed?: (error: AckringError) => AppEvent;
  /** Said at the end whatever came of it, after the failure if there was one. */
  readonly ended?: AppEvent;
}

/** Runs work whose failure is an event too: nothing the world does may end the screen. */
export async function report(
  work: () => Promise<void>,
  { dispatch, signal }: Pick<World, 'dispatch' | 'signal'>,
  { failed, ended }: Outcome,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return;
    const problem = toAckringError(error);
    const isQuiet = problem.code === 'Cancelled' && failed === undefined;
    if (!isQuiet) dispatch(failed?.(problem) ?? { kind: 'failed', error: problem });
  }
  if (ended !== undefined) dispatch(ended);
}
