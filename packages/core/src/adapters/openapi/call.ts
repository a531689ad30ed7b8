import type { Clock } from '../../ports.js';
import type { RateLimiter } from '../../rate-limit.js';
import { retrying } from '../../retry.js';
import { type AnswerBounds, usualBounds } from '../answer-bounds.js';
import type { WireService } from '../wire.js';
import { type Audience, toApiError } from './error.js';
import type { AnyCall, CallOf, ServiceRecord } from './operation.js';
import { createSdkSender, type SdkAnswer, type SdkOptions } from './sdk-send.js';

export interface OpenApiOptions extends Omit<SdkOptions, 'bounds' | 'loadClient'> {
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Whom a refusal tells what to ask for; default `person`. */
  readonly audience?: Audience | undefined;
  /** What one answer may be, of each try. */
  readonly bounds?: AnswerBounds;
  /** Uniform in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

/** What a call's failures are told as. */
interface Subject {
  /** A phrase such as "store a secret", for messages. */
  readonly doing: string;
  /** The RAM action it needs, such as `kms:PutSecretValue`. */
  readonly permission: string;
  /** True where a second try might do it twice. */
  readonly changesSomething?: boolean;
}

/** Sends a call; throws AckringError only. */
export type OpenApiCaller<Service extends ServiceRecord> = (
  call: CallOf<Service> & Subject,
  signal?: AbortSignal,
) => Promise<SdkAnswer>;

/** Calls a service: every call waits for the limiter and is tried again by class of failure. */
export function createOpenApiCaller<Service extends WireService>(
  options: OpenApiOptions & { readonly service: Service },
): OpenApiCaller<Service> {
  return createAnyCaller(options);
}

/** The same for a caller that checks the names of its calls itself. */
export function createAnyCaller(
  options: OpenApiOptions,
): (call: AnyCall & Subject, signal?: AbortSignal) => Promise<SdkAnswer> {
  const { clock, limiter, endpoint, audience, random = Math.random, bounds = usualBounds } = options;
  const send = createSdkSender({ ...options, bounds });
  return async (call, signal) => {
    const { doing, permission, changesSomething = false } = call;
    const once = async (): Promise<SdkAnswer> => {
      // Asked for here as well, so that missing credentials are told as such and not as a failed call.
      await options.credentials.get();
      try {
        return await send(call, signal);
      } catch (error) {
        throw toApiError(error, { doing, permission, host: endpoint.host, audience });
      }
    };
    return retrying(() => limiter.run(once, signal), { clock, random, signal, changesSomething });
  };
}
