import { createHash, createHmac } from 'node:crypto';
import type { ServiceRequest } from '../http/request.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';
import { authenticateAcs3 } from './acs3.js';
import { GatewayError } from './error.js';
import { checkHttpTime, findSigner, type Nonces, sameSignature } from './signer.js';

/** Verifies either signature of a service with paths: ACS3, or the older one if the header begins with `acs`. */
export function authenticateRoa(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  const authorization = request.headers['authorization'] ?? '';
  return authorization.startsWith('acs ')
    ? authenticateRoaV1(request, world, nonces)
    : authenticateAcs3(request, world, nonces);
}

/**
 * Verifies the first ROA signature, `acs <key id>:<base64 of HMAC-SHA1>`, as the vendor's command line and older SDKs
 * send it, and returns the signer. Neither a nonce nor `x-acs-action` is required. A mismatch quotes the text that
 * was signed here, literally like ACK (seen in a report of 2023).
 */
function authenticateRoaV1(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  const { headers } = request;
  const [, id, signature] = /^acs ([^:]+):(.+)$/.exec(headers['authorization'] ?? '') ?? [];
  if (!id || !signature) {
    throw new GatewayError(
      400,
      'IncompleteSignature',
      'The request signature does not conform to Aliyun standards.',
    );
  }
  checkSignatureMethod(headers['x-acs-signature-method'], headers['x-acs-signature-version']);
  checkHttpTime(world, headers['date'] ?? '');
  const { caller, secret } = findSigner(world, id, headers['x-acs-security-token'] ?? null);
  const texts = stringsToSign(request);
  if (!isDigestRight(request) || !texts.some((text) => sameSignature(roaSignature(text, secret), signature)))
    throw signatureMismatch(texts[0]);
  const nonce = headers['x-acs-signature-nonce'];
  if (nonce) nonces.use(nonce, world.clock.now());
  return caller;
}

/** Refuses a signature method other than the older one, which is the default. */
export function checkSignatureMethod(
  method: string | null | undefined,
  version: string | null | undefined,
): void {
  if ((method ?? 'HMAC-SHA1') === 'HMAC-SHA1' && (version ?? '1.0') === '1.0') return;
  throw new GatewayError(
    400,
    'InvalidParameter',
    'The specified parameter "SignatureMethod or SignatureVersion" is not valid.',
  );
}

/** The refusal of an older signature that does not match. */
export function signatureMismatch(text: string): GatewayError {
  return new GatewayError(
    400,
    'SignatureDoesNotMatch',
    `Specified signature is not matched with our calculation. server string to sign is:${text}`,
  );
}

/** The body is signed only by its digest, if the header is present. */
function isDigestRight({ headers, body }: ServiceRequest): boolean {
  const digest = headers['content-md5'];
  return digest === undefined || digest === createHash('md5').update(body).digest('base64');
}

/** Clients sign the path as given, encoded or not. */
function stringsToSign({ method, headers, path, query }: ServiceRequest): readonly [string, string] {
  const heads = ['accept', 'content-md5', 'content-type', 'date'].map((name) => headers[name] ?? '');
  const signed = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const before = `${[method, ...heads].join('\n')}\n${signed.join('')}`;
  const after = sortedQuery(query);
  return [`${before}${path}${after}`, `${before}${decoded(path)}${after}`];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Not encoded; an empty value is the bare name. */
function sortedQuery(query: URLSearchParams): string {
  const members = [...query]
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return members.length > 0 ? `?${members.join('&')}` : '';
}

function roaSignature(text: string, secret: string): string {
  return createHmac('sha1', secret).update(text).digest('base64');
}
