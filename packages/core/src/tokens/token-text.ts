import { isRecord, jsonIn } from '../words/json.js';
import { type Sentence, say } from '../words/say.js';

export const tokenPrefix = 'k8s-ack-v2.';

/** How long it is valid from its own date: the Security Token Service accepts no older signature. */
export const tokenLifeMs = 15 * 60_000;

/** In bytes; the verifier reads no more. */
export const longestToken = 4_096;

/** A presigned request, as the verifier parses it. It is as secret as the token: never log or print it. */
export interface RamToken {
  /** The cluster it was signed for, by the query, which the verifier uses. */
  readonly clusterId: string | null;
  readonly accessKeyId: string | null;
  /** Signed with a session's key, such as an assumed role's. */
  readonly isSession: boolean;
  readonly signedAt: Date | null;
  /** Its length. */
  readonly bytes: number;
  readonly request: PresignedRequest;
}

export interface PresignedRequest {
  /** Legacy, as `clusterId`: the verifier uses neither. */
  readonly clusterId: string | null;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** By name as written. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether a text claims to be one: nothing more is read of it. */
export function isRamToken(text: string): boolean {
  return text.startsWith(tokenPrefix);
}

/** Parses a token, or returns a sentence why it is invalid. The signature is not checked: nobody has its secret. */
export function readToken(text: string): RamToken | Sentence {
  if (!isRamToken(text)) return say('it does not begin with {prefix}', { prefix: tokenPrefix });
  const body = text.slice(tokenPrefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body))
    return say('what follows {prefix} is not base64', { prefix: tokenPrefix });
  const request = decodeRequest(Buffer.from(body, 'base64').toString('utf8'));
  if (request === null) return say('its content is not a pre-signed request');
  const { headers, query } = request;
  const authorization = headerOf(headers, 'authorization') ?? '';
  const date = instantOf(headerOf(headers, 'x-acs-date') ?? '');
  return {
    clusterId: query['ACKClusterId'] ?? null,
    accessKeyId: /\bCredential=([^,\s]+)/.exec(authorization)?.[1] ?? null,
    isSession: headerOf(headers, 'x-acs-security-token') !== null,
    signedAt: date,
    bytes: Buffer.byteLength(text),
    request,
  };
}

/** In the cloud's only form: other texts are dates to some programs, and instants that no program can add to. */
function instantOf(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(text)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** When it ends; null if it does not say when it was signed. */
export function tokenEnd({ signedAt }: RamToken): Date | null {
  return signedAt === null ? null : new Date(signedAt.getTime() + tokenLifeMs);
}

/** A header by its lower-case name, in any case. */
export function headerOf(headers: PresignedRequest['headers'], name: string): string | null {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1] ?? null;
}

/** By hand: the plug-in's start loads no schema library. */
function decodeRequest(text: string): PresignedRequest | null {
  const value = jsonIn(text);
  if (!isRecord(value)) return null;
  const { clusterId, method, path, query, headers } = value;
  if (typeof method !== 'string' || typeof path !== 'string') return null;
  if (!isTexts(query) || !isTexts(headers)) return null;
  return { clusterId: typeof clusterId === 'string' ? clusterId : null, method, path, query, headers };
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** What a JWT says of itself, such as a ServiceAccount's; null for any other token. Nobody here checks its signature. */
export function jwtClaims(token: string): unknown {
  const [, payload, signature, more] = token.split('.');
  if (payload === undefined || signature === undefined || more !== undefined) return null;
  return jsonIn(Buffer.from(payload, 'base64url').toString('utf8'));
}

/** The end that a JWT says of itself; null for none, or another token. */
export function jwtEnd(token: string): Date | null {
  const seconds: unknown = Object(jwtClaims(token)).exp;
  if (typeof seconds !== 'number') return null;
  const instant = new Date(seconds * 1_000);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
