import type { AcquireAsked, AcquireResult } from '@ackring/core/fetch/request';
import { AckringError, toAckringError } from '@ackring/core/words/errors';
import type { Effect } from '../state/effect.js';
import type { ItemResult, JobItem } from '../state/job.js';
import type { World } from './world.js';

export async function planAcquire(world: World, request: AcquireAsked, serial: number): Promise<void> {
  const plan = await world.servicesFor(request.cluster.id).planAcquire(request);
  world.dispatch({ kind: 'acquirePlanned', serial, plan });
}

/** Fetches, merges and verifies. A cancelled fetch is told as one, whatever the cancelling broke. */
export async function acquire(
  world: World,
  { request, shown }: Extract<Effect, { kind: 'acquire' }>,
  signal: AbortSignal,
): Promise<void> {
  const { dispatch } = world;
  const services = world.servicesFor(request.cluster.id);
  try {
    const plan = await services.planAcquire(request, { signal });
    const { isSamePlan } = await import('@ackring/core/fetch/plan');
    if (shown !== null && !isSamePlan(shown, plan)) return dispatch({ kind: 'acquireChanged', plan });
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

/** Fetches one after the other into the same files: each is whole before the next begins. */
export async function acquireMany(
  world: World,
  items: readonly JobItem[],
  signal: AbortSignal,
): Promise<void> {
  for (const item of items) {
    if (signal.aborted) return;
    const outcome = await acquireOne(world, item.request, signal);
    if (signal.aborted && outcome instanceof AckringError) return;
    const { name } = item.request.cluster;
    world.dispatch({ kind: 'jobItem', name, result: resultOf(item, outcome), outcome });
  }
}

async function acquireOne(
  world: World,
  request: AcquireAsked,
  signal: AbortSignal,
): Promise<AcquireResult | AckringError> {
  const services = world.servicesFor(request.cluster.id);
  try {
    return await services.acquire(await services.planAcquire(request), { signal });
  } catch (error) {
    return toAckringError(error);
  }
}

/** The server gives the certificate it has when the window is not open: the same end means not renewed. */
function resultOf({ notAfter }: JobItem, outcome: AcquireResult | AckringError): ItemResult {
  if (outcome instanceof AckringError) return 'failed';
  if (outcome.verdict?.verdict === 'failed') return 'failed';
  const isSame = notAfter !== null && outcome.notAfter !== null && outcome.notAfter <= notAfter;
  return isSame ? 'unchanged' : 'done';
}
