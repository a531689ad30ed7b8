import type { AcquireRequest } from '@ackring/core/acquire/request';
import { AckringError } from '@ackring/core/errors';
import type { World } from './perform.js';

export async function planAcquire(
  { services, dispatch }: World,
  request: AcquireRequest,
  serial: number,
): Promise<void> {
  dispatch({ kind: 'acquirePlanned', serial, plan: await services.planAcquire(request) });
}

/** Fetches, merges and verifies. A cancelled fetch is told as one, whatever the cancelling broke. */
export async function acquire(
  { services, dispatch }: World,
  request: AcquireRequest,
  signal: AbortSignal,
): Promise<void> {
  try {
    const plan = await services.planAcquire(request);
    const result = await services.acquire(plan, {
      signal,
      onStep: (step) => dispatch({ kind: 'acquireStep', step }),
    });
    dispatch({ kind: 'acquired', result });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new AckringError('Cancelled', 'the fetch was cancelled', {
      remedy: 'Fetch again when ready.',
      cause,
    });
  }
}
