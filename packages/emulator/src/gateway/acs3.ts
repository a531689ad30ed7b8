import { createHash, createHmac } from 'node:crypto';
import { percentEncode, type ServiceRequest } from '../http/request.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';
import { GatewayError } from './error.js';
import { checkIsoTime, findSigner, type Nonces, sameSignature } from './signer.js';

/** The signature algorithm's name, first word of the Authorization header. */
const algorithm = 'ACS3-HMAC-SHA256';

/**
 * Verifies an ACS3-HMAC-SHA256 signature and returns the signer. Throws GatewayError as the cloud does for an unknown
 * or disabled key, a wrong signature or body hash, a skewed date, a used nonce, and a bad security token. Without a
 * nonce a request may be sent repeatedly: tokens of ack-ram-authenticator rely on that.
 */
export function authenticateAcs3(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  const { headers } = request;
  const { credential, signedHeaders, signature } = readAuthorization(request);
  checkSignedHeaders(request, signedHeaders);
  checkIsoTime(world, headers['x-acs-date'] ?? '');
  const { caller, secret } = findSigner(world, credential, headers['x-acs-security-token'] ?? null);
  const text = stringToSign(request, signedHeaders);
  const isWhole = headers['x-acs-content-sha256'] === sha256(request.body);
  if (!isWhole || !sameSignature(acs3Signature(text, secret), signature)) throw wrongSignature(text);
  const nonce = headers['x-acs-signature-nonce'];
  if (nonce) nonces.use(nonce, world.clock.now());
  return caller;
}

function readAuthorization(request: ServiceRequest) {
  const header = request.headers['authorization'] ?? '';
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(header);
  const [, credential, signedHeaders, signature] = match ?? [];
  if (!credential || !signedHeaders || !signature) throw incomplete();
  return { credential, signedHeaders: signedHeaders.split(';'), signature };
}

const alwaysSigned = ['x-acs-date', 'x-acs-content-sha256', 'x-acs-version'];

/**
 * "All common request headers but Authorization must be signed if they are there" (the vendor's page on V3
 * signatures).
 */
function checkSignedHeaders({ headers }: ServiceRequest, signed: readonly string[]): void {
  const sent = Object.keys(headers).filter((name) => name.startsWith('x-acs-'));
  if (![...alwaysSigned, ...sent].every((name) => signed.includes(name))) throw incomplete();
}

function incomplete(): GatewayError {
  return new GatewayError(
    400,
    'IncompleteSignature',
    `The request signature does not conform to ${algorithm} standards.`,
  );
}

function wrongSignature(text: string): GatewayError {
  return new GatewayError(
    400,
    'SignatureDoesNotMatch',
    `Specified signature does not match our calculation. server StringToSign is [${text}]`,
  );
}

/** The text to sign with `signedHeaders` (source: the vendor's "V3 request and signature"). */
function stringToSign(request: ServiceRequest, signedHeaders: readonly string[]): string {
  return `${algorithm}\n${sha256(canonicalRequest(request, signedHeaders))}`;
}

function acs3Signature(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Lower-case hex, as x-acs-content-sha256 carries it. */
function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalRequest(request: ServiceRequest, signedHeaders: readonly string[]): string {
  const path = request.path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~');
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('');
  const payload = request.headers['x-acs-content-sha256'] ?? '';
  return [
    request.method,
    path,
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}
