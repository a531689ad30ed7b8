import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/reply.js';
import { percentEncode, type ServiceRequest } from '../http/request.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';

/**
 * Verifies an ACS3-HMAC-SHA256 signature and says who signed. Throws ApiError as the cloud does for an unknown
 * or disabled key, a wrong signature or body hash, a skewed date, a used nonce, and a bad security token.
 */
export function authenticate(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  const { credential, signedHeaders, signature } = readAuthorization(request);
  checkDate(request, world);
  const { caller, secret } = findCaller(request, world, credential);
  if (request.headers['x-acs-content-sha256'] !== sha256(request.body)) throw wrongSignature();
  if (!equal(acs3Signature(request, signedHeaders, secret), signature)) throw wrongSignature();
  const nonce = request.headers['x-acs-signature-nonce'] ?? '';
  if (nonce === '')
    throw new ApiError(400, 'MissingSignatureNonce', 'SignatureNonce is mandatory for this action.');
  if (!nonces.use(nonce, world.clock.now())) {
    throw new ApiError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  }
  return caller;
}

function readAuthorization(request: ServiceRequest) {
  const header = request.headers['authorization'] ?? '';
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(header);
  const [, credential, signedHeaders, signature] = match ?? [];
  if (!credential || !signedHeaders || !signature) {
    throw new ApiError(
      400,
      'IncompleteSignature',
      `The request signature does not conform to ${algorithm} standards.`,
    );
  }
  return { credential, signedHeaders: signedHeaders.split(';'), signature };
}

function checkDate(request: ServiceRequest, world: World): void {
  const date = Date.parse(request.headers['x-acs-date'] ?? '');
  if (Number.isNaN(date)) {
    throw new ApiError(
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    );
  }
  if (!isSignedNow(world, new Date(date))) {
    throw new ApiError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

function findCaller(request: ServiceRequest, world: World, id: string): { caller: Caller; secret: string } {
  const token = request.headers['x-acs-security-token'];
  const session = world.identities.session(id);
  if (session) {
    if (!token)
      throw new ApiError(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
    if (token !== session.securityToken) {
      throw new ApiError(
        400,
        'InvalidSecurityToken.MismatchWithAccessKey',
        'Specified SecurityToken mismatch with the AccessKey.',
      );
    }
    if (session.expires <= world.clock.now()) {
      throw new ApiError(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
    }
    return { caller: { identity: session.identity, session }, secret: session.accessKeySecret };
  }
  const owner = world.identities.byAccessKey(id);
  if (!owner || owner.identity.state === 'Deleted') {
    throw new ApiError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  }
  if (!owner.key.active || owner.identity.state === 'InActive') {
    throw new ApiError(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
  }
  if (token) {
    throw new ApiError(
      400,
      'InvalidSecurityToken.MismatchWithAccessKey',
      'Specified SecurityToken mismatch with the AccessKey.',
    );
  }
  return { caller: { identity: owner.identity, session: null }, secret: owner.key.secret };
}

function equal(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

function wrongSignature(): ApiError {
  return new ApiError(400, 'SignatureDoesNotMatch', 'Specified signature does not match our calculation.');
}

/** The signature algorithm's name, first word of the Authorization header. */
const algorithm = 'ACS3-HMAC-SHA256';

/** The signature of a request over `signedHeaders` (source: the vendor's "V3 request and signature"). */
function acs3Signature(request: ServiceRequest, signedHeaders: readonly string[], secret: string): string {
  const canonical = canonicalRequest(request, signedHeaders);
  return createHmac('sha256', secret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest('hex');
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

/** Remembers used nonces for as long as a request's date could still pass. */
export interface Nonces {
  /** False when it was used before. */
  use(nonce: string, now: Date): boolean;
}

/** Twice the permitted skew: a date 15 minutes ahead stays valid for 30. */
const keptMs = 30 * 60 * 1000;

/** One memory for one service. */
export function createNonces(): Nonces {
  const seen = new Map<string, number>();
  return {
    use(nonce, now) {
      for (const [old, at] of seen) {
        if (now.getTime() - at <= keptMs) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) return false;
      seen.set(nonce, now.getTime());
      return true;
    },
  };
}

/** How far a signature's own time may be from the cloud's, either way. */
const permittedSkewMs = 15 * 60 * 1000;

/** True when a signature's time is near enough to the cloud's, or to the machine's, which clients keep. */
export function isSignedNow(world: World, signedAt: Date, skewMs = permittedSkewMs): boolean {
  return [world.clock.now(), world.clock.machine()].some(
    (now) => Math.abs(now.getTime() - signedAt.getTime()) <= skewMs,
  );
}
