import type { PresignedAnswer } from '../cloud/sts/presigned.js';
import { AckringError } from '../words/errors.js';
import { isRecord, jsonIn } from '../words/json.js';
import { type Sentence, say } from '../words/say.js';
import { objectionsTo, type TokenObjection } from './objections.js';
import { type PresignedRequest, readToken, tokenEnd } from './token-text.js';

/** What a RAM token says, and what the verifier would say to it. It holds no part of the token. */
export interface TokenExplanation {
  readonly clusterId: string | null;
  /** The id of the key that signed it. */
  readonly accessKeyId: string | null;
  /** Signed by a session's key, such as an assumed role's. */
  readonly isSession: boolean;
  readonly signedAt: Date | null;
  readonly endsAt: Date | null;
  /** Whose it is, by the Security Token Service's own word; null if it was not asked or did not say. */
  readonly identity: TokenIdentity | null;
  readonly objections: readonly TokenObjection[];
}

export interface TokenIdentity {
  readonly arn: string;
  /** What a RAMIdentityMapping has to name: a session's role. */
  readonly mappedArn: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role';
}

export interface ExplainOptions {
  /** The cluster whose API server would verify it; null for the one that it names. */
  readonly clusterId: string | null;
  readonly now: Date;
  /** Sends the request that the token stands for, as an API server would; null leaves the service unasked. */
  readonly ask: ((request: PresignedRequest) => Promise<PresignedAnswer>) | null;
}

/**
 * Explains a token. The Security Token Service is asked only for what nothing else speaks against. Throws UsageInvalid
 * for a text that is not a RAM token, and what `ask` throws.
 */
export async function explainToken(
  text: string,
  { clusterId, now, ask }: ExplainOptions,
): Promise<TokenExplanation> {
  const token = readToken(text.trim());
  if ('phrase' in token) throw notAToken(token);
  const objections = objectionsTo(token, { clusterId, now });
  const answer = objections.length === 0 && ask !== null ? await ask(token.request) : null;
  const refusal = answer?.kind === 'refused' ? refusalOf(answer.code) : [];
  return {
    clusterId: token.clusterId,
    accessKeyId: token.accessKeyId,
    isSession: token.isSession,
    signedAt: token.signedAt,
    endsAt: tokenEnd(token),
    identity:
      answer?.kind === 'identity' ? { ...answer.identity, mappedArn: mappedArn(answer.identity.arn) } : null,
    objections: [...objections, ...refusal],
  };
}

/** `acs:ram::<account>:assumed-role/<role>/<session>` is mapped by its role. */
export function mappedArn(arn: string): string {
  return arn.replace(/^(acs:ram::\d+:)assumed-role\/([^/]+)\/.+$/, '$1role/$2');
}

function refusalOf(code: string): TokenObjection[] {
  return [{ code: 'RefusedByCloud', text: say('the Security Token Service refuses it: {code}', { code }) }];
}

function notAToken(why: Sentence): AckringError {
  return new AckringError('UsageInvalid', say('this is not a RAM token: {why}', { why }), {
    remedy: say('Pass one on standard input: `{command}`.', {
      command: 'ackring exec-credential --token --cluster ID | ackring token explain -',
    }),
  });
}

/** The token in what a plug-in printed (ExecCredential), or the text itself. */
export function tokenIn(text: string): string {
  const value = jsonIn(text);
  const status = isRecord(value) && value['kind'] === 'ExecCredential' ? value['status'] : null;
  return isRecord(status) && typeof status['token'] === 'string' ? status['token'] : text;
}
