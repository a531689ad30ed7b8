import { channel } from 'node:diagnostics_channel';
import { monotonicMs } from '../../machine/clock.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';

/** One attempt of one call to the cloud, for observers. Contains nothing that was sent or answered. */
export interface CallTry {
  /** Such as `cs`. */
  readonly product: string;
  /** By its OpenAPI name. */
  readonly operation: string;
  readonly region: string;
  /** Of the request alone, without waiting for the limiter. */
  readonly durationMs: number;
  /** 1 for the first. */
  readonly number: number;
  /** The service's own; null if it gave none that looks like one. */
  readonly requestId: string | null;
  readonly outcome: 'ok' | ErrorCode;
  readonly at: Date;
}

const tries = channel('ackring:cloud-call');
const kept: CallTry[] = [];
const mostKept = 100;

/** The last attempts of this process, latest last. */
export function lastCalls(): readonly CallTry[] {
  return kept;
}

/**
 * Passes every attempt to `see` from now on; returns a function that ends that. Null while there is another observer.
 */
export function watchCalls(see: (call: CallTry) => void): (() => void) | null {
  if (tries.hasSubscribers) return null;
  // What `keep` publishes; a channel has no type of its own.
  const listen = (message: unknown): void => see(message as CallTry);
  tries.subscribe(listen);
  return () => void tries.unsubscribe(listen);
}

/** `14:05:06.789Z cs DescribeClusters cn-hangzhou 84 ms, try 1, request 3F2A…, ok`, all in UTC. */
export function callLine({ at, product, operation, region, durationMs, ...call }: CallTry): string {
  const time = at.toISOString().slice(11);
  const request = call.requestId === null ? 'no request id' : `request ${call.requestId}`;
  const took = `${Math.round(durationMs)} ms`;
  return `${time} ${product} ${operation} ${region} ${took}, try ${call.number}, ${request}, ${call.outcome}`;
}

type Subject = Pick<CallTry, 'product' | 'operation' | 'region' | 'number'>;

/** Makes one attempt and reports it: `begun` is called when its turn has come. */
export async function loggedCall<Result>(
  subject: Subject,
  call: (begun: () => void) => Promise<{ readonly result: Result; readonly requestId: string | null }>,
): Promise<Result> {
  let beganMs: number | null = null;
  const log = (outcome: CallTry['outcome'], requestId: string | null): void => {
    const durationMs = beganMs === null ? 0 : monotonicMs() - beganMs;
    keep({ ...subject, durationMs, outcome, requestId: plainId(requestId), at: new Date() });
  };
  try {
    const { result, requestId } = await call(() => {
      beganMs = monotonicMs();
    });
    log('ok', requestId);
    return result;
  } catch (error) {
    if (error instanceof AckringError) log(error.code, error.requestId);
    else log('Internal', null);
    throw error;
  }
}

function keep(call: CallTry): void {
  kept.push(call);
  if (kept.length > mostKept) kept.shift();
  if (tries.hasSubscribers) tries.publish(call);
}

/** It comes from outside, and goes into logs: anything but a plain word is left out. */
function plainId(requestId: string | null): string | null {
  return requestId !== null && /^[\w-]{1,64}$/.test(requestId) ? requestId : null;
}
