import type { Clock } from '../../ports.js';
import type { RateLimiter } from '../../rate-limit.js';
import { retrying } from '../../retry.js';
import { type AnswerBounds, usualBounds } from '../answer-bounds.js';
import type { CredentialSource } from '../credentials/credentials.js';
import type { Endpoint } from '../openapi/endpoints.js';
import { type ApiCallSubject, type Audience, unreadable } from '../openapi/error.js';
import { type ApiCall, createApiCaller } from './call.js';

export interface RunnerOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: (region: string) => Endpoint;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Whom a refusal tells what to ask for; default `person`. */
  readonly audience?: Audience | undefined;
  /** What one answer may be, of each try. */
  readonly bounds?: AnswerBounds;
  /** Uniform in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

/** One operation: what to send, how to read the answer (null: unreadable), and what it is called. */
export interface Operation<Result> {
  readonly region: string;
  readonly call: ApiCall;
  readonly doing: string;
  readonly clusterId?: string | undefined;
  readonly changesSomething?: boolean;
  readonly decode: (body: unknown) => Result | null;
}

/** Runs one operation, within the limiter's pace and with second tries by class of failure. */
export type Run = <Result>(operation: Operation<Result>, signal: AbortSignal | undefined) => Promise<Result>;

export function createRunner({
  credentials,
  endpoint,
  clock,
  limiter,
  audience,
  bounds = usualBounds,
  random = Math.random,
}: RunnerOptions): Run {
  const send = createApiCaller({ credentials, endpoint, bounds });
  return async ({ region, call, doing, clusterId, changesSomething = false, decode }, signal) => {
    const subject: ApiCallSubject = {
      doing,
      permission: `cs:${call.operation}`,
      host: endpoint(region).host,
      clusterId,
      audience,
      changesSomething,
    };
    const once = async () => {
      const answer = await limiter.run(() => send(region, call, subject, signal), signal);
      const result = decode(answer.body);
      if (result === null) throw unreadable(subject, answer.requestId);
      return result;
    };
    return retrying(once, { clock, random, signal, changesSomething });
  };
}
