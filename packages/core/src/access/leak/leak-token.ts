import { apiServerTarget } from '../../kubeconfig/target.js';
import { isRamToken, jwtClaims, jwtEnd, readToken, tokenEnd, tokenPrefix } from '../../tokens/token-text.js';
import type { Layer } from './layers.js';
import { distinctDoors, kubeconfigsIn, type LeakDoor, nearbyIn, type Surroundings } from './leak-find.js';

/** What a token says of itself. It holds no part of the token. */
export interface TokenFacts {
  /** `bearer`: any other, such as one of a token file or of an identity provider. */
  readonly kind: 'serviceAccount' | 'ram' | 'bearer';
  /** Whom it is for, as far as it says: `system:serviceaccount:<namespace>:<name>`. */
  readonly subject: string | null;
  /** Null for one that holds until somebody ends it, or that does not say. */
  readonly expiresAt: Date | null;
  /** The Secret that holds it: without the Secret it ends. */
  readonly secret: { readonly namespace: string; readonly name: string } | null;
}

/** One token found somewhere. The shape of a certificate's finding, for one list of both. */
export interface TokenFinding {
  /** From 1; the line of the enclosing text when it is nested in an encoding. */
  readonly line: number;
  readonly certificate: null;
  readonly token: TokenFacts;
  readonly hasKey: true;
  readonly server: string | null;
  readonly clusterId: string | null;
}

/** A finding with its secret, kept separate so that code which shows findings has none. */
export interface TokenLeak {
  readonly finding: TokenFinding;
  readonly token: string;
  readonly doors: readonly LeakDoor[];
}

/**
 * The tokens in a text: those of kubeconfigs, whole or in pieces, and wherever they stand, ServiceAccounts' (JWT) and
 * RAM's. Each once.
 */
export function tokensInText({ text, lineOf }: Layer): readonly TokenLeak[] {
  const found = new Map<string, number>();
  for (const { token, offset } of tokenPieces(text)) if (!found.has(token)) found.set(token, offset);
  if (found.size === 0) return [];
  const joined = joinedTokens(text);
  const near = nearbyIn(text);
  return [...found].map(([token, offset]) => {
    const facts = tokenFacts(token);
    const { doors, clusterId } = joined.get(token) ?? near(offset);
    const finding = {
      line: lineOf(offset),
      certificate: null,
      token: facts,
      hasKey: true as const,
      server: doors[0]?.server ?? null,
      clusterId: clusterNamedBy(token) ?? clusterId,
    };
    return { finding, token, doors };
  });
}

interface TokenPiece {
  readonly token: string;
  readonly offset: number;
}

function* tokenPieces(text: string): Generator<TokenPiece, void> {
  if (isLikeKubeconfig(text)) yield* fieldTokens(text);
  yield* ramTokens(text);
  yield* serviceAccountTokens(text);
}

function isLikeKubeconfig(text: string): boolean {
  return /\bserver\b/.test(text) && /\bkind\W{1,9}Config\b|\bcurrent-context\b|\bclusters\b/.test(text);
}

/** From the name of the field to its value. */
const opening = /(?<![\w-])(?:id-)?token\\{0,9}["']?[ \t]{0,9}:\s{0,40}(?:[>|][-+]?\s{1,40})?\\{0,9}["']?/g;
const shortestToken = 6;
const longestField = 16_384;

/** `kubectl config view` hides it, templates leave it open. */
const isNoToken = /^(?:REDACTED|DATA\+OMITTED|null|x+|your[-_]?token.*)$/i;

function* fieldTokens(text: string): Generator<TokenPiece, void> {
  for (const { index, 0: name } of text.matchAll(opening)) {
    const start = index + name.length;
    const token = text.slice(start, endOf(text, start, tokenCharacter));
    if (token.length >= shortestToken && !isNoToken.test(token)) yield { token, offset: index };
  }
}

function* ramTokens(text: string): Generator<TokenPiece, void> {
  for (const at of placesOf(text, tokenPrefix)) {
    const token = text.slice(at, endOf(text, at, tokenCharacter));
    if (!('phrase' in readToken(token))) yield { token, offset: at };
  }
}

/** Around the point between the first two parts, which are JSON in base64url: `{"` is `eyJ`. */
function* serviceAccountTokens(text: string): Generator<TokenPiece, void> {
  for (const at of placesOf(text, '.eyJ')) {
    let start = at;
    while (at - start < longestField && wordCharacter.test(text.charAt(start - 1))) start -= 1;
    // What an encoding left before it, such as `%20`, is no part of it.
    start += Math.max(0, text.slice(start, at).indexOf('eyJ'));
    const middle = endOf(text, at + 1, wordCharacter);
    const token = text.slice(start, endOf(text, middle + 1, wordCharacter));
    if (tokenFacts(token).kind === 'serviceAccount') yield { token, offset: start };
  }
}

function* placesOf(text: string, part: string): Generator<number, void> {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) yield at;
}

function endOf(text: string, start: number, own: RegExp): number {
  let end = start;
  while (end - start < longestField && own.test(text.charAt(end))) end += 1;
  return end;
}

/** Of base64url. */
const wordCharacter = /[\w-]/;

/** Of RFC 6750, `b64token`, and the colon of some vendors'. */
const tokenCharacter = /[\w.~+/=:-]/;

/** What a token says of itself, unproven: nobody here has the key that signed it. */
export function tokenFacts(token: string): TokenFacts {
  if (isRamToken(token)) {
    const read = readToken(token);
    const expiresAt = 'phrase' in read ? null : tokenEnd(read);
    return { kind: 'ram', subject: null, expiresAt, secret: null };
  }
  const claims = jwtClaims(token);
  const subject = textAt(claims, 'sub');
  return {
    kind: subject?.startsWith('system:serviceaccount:') ? 'serviceAccount' : 'bearer',
    subject,
    expiresAt: jwtEnd(token),
    secret: secretOf(claims),
  };
}

function valueAt(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function textAt(value: unknown, name: string): string | null {
  const text = valueAt(value, name);
  return typeof text === 'string' ? text : null;
}

/** Until 1.24 each ServiceAccount had such a Secret. */
function secretOf(claims: unknown): TokenFacts['secret'] {
  const namespace = textAt(claims, 'kubernetes.io/serviceaccount/namespace');
  const name = textAt(claims, 'kubernetes.io/serviceaccount/secret.name');
  return namespace === null || name === null ? null : { namespace, name };
}

/** RAM's names its cluster; of a ServiceAccount's, ACK's issuer for RRSA ends with it. */
function clusterNamedBy(token: string): string | null {
  if (isRamToken(token)) {
    const read = readToken(token);
    return 'phrase' in read ? null : read.clusterId;
  }
  return /\bc[0-9a-f]{32}\b/.exec(textAt(jwtClaims(token), 'iss') ?? '')?.[0] ?? null;
}

/** The server, authority and namespace that a kubeconfig joins with each token. */
function joinedTokens(text: string): ReadonlyMap<string, Omit<Surroundings, 'isJoined'>> {
  const found = new Map<string, Omit<Surroundings, 'isJoined'>>();
  for (const { kubeconfig, entries } of kubeconfigsIn(text)) {
    for (const entry of entries) {
      if (entry.credential.kind !== 'token' || entry.server === null) continue;
      const { server, certificateAuthority, token } = apiServerTarget(kubeconfig, entry.context);
      if (token === null) continue;
      const door = { server, certificateAuthority, namespace: entry.namespace, isJoined: true };
      const known = found.get(token);
      found.set(token, {
        doors: distinctDoors([...(known?.doors ?? []), door]),
        clusterId: known?.clusterId ?? entry.ack?.clusterId ?? null,
      });
    }
  }
  return found;
}
