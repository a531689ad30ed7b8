import { timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/api-error.js';
import type { ServiceRequest } from '../http/request.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';
import { acs3Signature, algorithm, sha256 } from './canonical.js';
import type { Nonces } from './nonces.js';
import { isSignedNow } from './signed-at.js';

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
