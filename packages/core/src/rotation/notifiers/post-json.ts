import { AckringError, type ErrorCode } from '../../errors.js';

export interface PostJson {
  /** It may carry a token: it is never shown, only its host is. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal | undefined;
  /** Bounds the whole of it; default 10 s. */
  readonly timeoutMs?: number;
}

/**
 * Posts to somebody's receiver and gives its answer's text; throws AckringError. Plain http goes to loopback
 * only, and redirects are not followed: the body and the token are for this receiver alone.
 */
export async function postJson({
  url,
  headers,
  body,
  signal,
  timeoutMs = 10_000,
}: PostJson): Promise<string> {
  const target = checkedUrl(url);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
      redirect: 'manual',
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    const text = await response.text();
    if (!response.ok) throw refused(codeOf(response.status), target.host, `status ${response.status}`);
    return text;
  } catch (error) {
    if (error instanceof AckringError) throw error;
    throw refused(deadline.aborted ? 'TimedOut' : 'Unreachable', target.host, 'no answer', error);
  }
}

function checkedUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  const isLoopback = target !== null && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(target.hostname);
  if (target?.protocol === 'https:' || (target?.protocol === 'http:' && isLoopback)) return target;
  throw new AckringError('EndpointRefused', "a notifier's URL is not https", {
    remedy: 'Correct the URL in rotation.yaml, or in the KMS secret it names.',
  });
}

function codeOf(status: number): ErrorCode {
  if (status === 429) return 'Throttled';
  if (status === 401 || status === 403) return 'Forbidden';
  return status >= 500 ? 'ServerFault' : 'RequestRejected';
}

function refused(code: ErrorCode, host: string, why: string, cause?: unknown): AckringError {
  return new AckringError(code, `${host} did not take the notice: ${why}`, {
    remedy: 'Try the receiver by hand; the next run tells it again.',
    cause,
  });
}
