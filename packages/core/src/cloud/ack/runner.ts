import type { Sentence } from '../../words/say.js';
import { createCaller } from '../openapi/call.js';
import type { Endpoint } from '../openapi/endpoints.js';
import type { CallOf } from '../openapi/operation.js';
import { fromJson, type RunnerOptions } from '../openapi/runner.js';
import { ackService } from './operations.js';

export interface AckRunnerOptions extends RunnerOptions {
  readonly endpoint: (region: string) => Endpoint;
}

/** One operation: what to send, how to decode the answer (null: unreadable), and its name. */
export interface Operation<Result> {
  readonly region: string;
  readonly call: CallOf<typeof ackService>;
  readonly doing: Sentence;
  readonly clusterId?: string | undefined;
  readonly decode: (body: unknown) => Result | null;
}

/** Runs one operation in its region; throws AckringError only. */
export type Run = <Result>(operation: Operation<Result>, signal: AbortSignal | undefined) => Promise<Result>;

/** Calls ACK through the vendor's client. */
export function createAckRunner({ endpoint, ...options }: AckRunnerOptions): Run {
  const send = createCaller(ackService, options);
  return async ({ region, call, decode, ...subject }, signal) => {
    const place = { region, endpoint: endpoint(region) };
    return send({ ...call, ...subject, place, decode: fromJson(decode) }, signal);
  };
}
