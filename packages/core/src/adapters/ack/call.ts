import type { AnswerBounds } from '../answer-bounds.js';
import type { CredentialSource } from '../credentials/credentials.js';
import type { Endpoint } from '../openapi/endpoints.js';
import { type ApiCallSubject, toApiError, unreadable } from '../openapi/error.js';
import { parseApiJson } from '../openapi/json.js';
import type { CallOf } from '../openapi/operation.js';
import { createSdkSender, type SdkSender } from '../openapi/sdk-send.js';
import { ackService } from './operations.js';

/** One call of a declared operation. */
export type ApiCall = CallOf<typeof ackService>;

export interface ApiAnswer {
  /** Parsed; null when the body was empty. */
  readonly body: unknown;
  readonly requestId: string | null;
}

export interface ApiCallerOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: (region: string) => Endpoint;
  /** What one answer may be, of each try. */
  readonly bounds: AnswerBounds;
}

/** Sends one call to a region once: no limit, no second try. Throws AckringError only. */
export type ApiCaller = (
  region: string,
  call: ApiCall,
  subject: ApiCallSubject,
  signal?: AbortSignal,
) => Promise<ApiAnswer>;

/** Calls ACK through its own SDK's client, one a region. */
export function createApiCaller({ credentials, endpoint, bounds }: ApiCallerOptions): ApiCaller {
  const senders = new Map<string, SdkSender>();
  const senderOf = (region: string, target: Endpoint): SdkSender => {
    const known = senders.get(region);
    if (known !== undefined) return known;
    const shared = { credentials, region, endpoint: target, bounds };
    const sender = createSdkSender({ ...shared, service: ackService, loadClient });
    senders.set(region, sender);
    return sender;
  };
  return async (region, call, subject, signal) => {
    const target = endpoint(region);
    // Asked for here as well, so that missing credentials are told as such and not as a failed call.
    await credentials.get();
    try {
      const { text, headers } = await senderOf(region, target)(call, signal);
      const requestId = headers['x-acs-request-id'] ?? null;
      return { body: parseBody(text, requestId, subject), requestId };
    } catch (error) {
      throw toApiError(error, { ...subject, host: target.host });
    }
  };
}

async function loadClient() {
  return (await import('@alicloud/cs20151215')).default.default;
}

function parseBody(body: string, requestId: string | null, subject: ApiCallSubject): unknown {
  try {
    return parseApiJson(body);
  } catch {
    throw unreadable(subject, requestId);
  }
}
