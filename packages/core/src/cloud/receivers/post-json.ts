import { isClearText } from '../../words/endpoints.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { type Exchange, exchange } from './exchange.js';

export interface PostJson extends Pick<Exchange, 'headers' | 'signal' | 'bounds' | 'environment'> {
  /** May contain a token: only its host is ever shown. */
  readonly url: string;
  readonly body: string;
}

/** A receiver's answer; its status is between 200 and 299. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/** Posts to a receiver and returns its answer; throws AckringError, whose message names only the host of the URL. */
export async function postJson({ url, ...asked }: PostJson): Promise<PostAnswer> {
  const target = checkedUrl(url);
  const failure = (code: ErrorCode, why: Sentence, cause?: unknown) => refused(code, target, why, cause);
  const { status, text } = await exchange({ ...asked, method: 'POST', url: target, failure });
  if (status >= 200 && status <= 299) return { status, text };
  throw failure(codeOf(status), say('status {status}', { status }));
}

function checkedUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  const isWeb = target?.protocol === 'https:' || target?.protocol === 'http:';
  if (target !== null && isWeb && !isClearText(target)) return target;
  throw new AckringError('EndpointRefused', say("a notifier's URL is not https"), {
    remedy: say('Correct the URL in rotation.yaml, or in the KMS secret it names.'),
  });
}

function codeOf(status: number): ErrorCode {
  if (status === 429) return 'Throttled';
  if (status === 401 || status === 403) return 'Forbidden';
  return status >= 500 ? 'ServerFault' : 'RequestRejected';
}

function refused(code: ErrorCode, { host }: URL, why: Sentence, cause?: unknown): AckringError {
  return new AckringError(code, say('{host} did not take the notice: {why}', { host, why }), {
    remedy: say('Try the receiver by hand; the next run tells it again.'),
    cause,
  });
}
