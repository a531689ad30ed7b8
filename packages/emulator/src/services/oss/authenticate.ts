import { timingSafeEqual } from 'node:crypto';
import { isSignedNow } from '../../acs3/authenticate.js';
import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { lookUpSigner, type Signer } from '../signer.js';
import { type OssTarget, readTargets, resourceOf } from './operation.js';
import {
  readAuthorizationV4,
  signatureV1,
  signatureV4,
  stringToSignV1,
  stringToSignV4,
} from './signatures.js';
import { codeBucket } from './stored-object.js';

/** Who signed an OSS request, and what it is about. */
export interface SignedRequest {
  readonly caller: Caller;
  readonly target: OssTarget;
}

/** Verifies OSS's header signatures, the first (`OSS …`) and the fourth (`OSS4-HMAC-SHA256 …`). */
export function authenticateOss(request: ServiceRequest, world: World): SignedRequest {
  const header = request.headers['authorization'];
  if (!header) throw denied('You have no right to access this object because of bucket acl.');
  const { accessKeyId, signature, signatureFor, version } = readSignature(request, header);
  checkTime(request, world);
  const { caller, secret } = signer(world, accessKeyId, request.headers['x-oss-security-token'] ?? null);
  const target = readTargets(request).find((candidate) =>
    sameText(signatureFor(resourceOf(candidate), secret), signature),
  );
  if (target && version === 1 && refusesFirstSignature(world, target)) throw firstSignatureRefused();
  if (target) return { caller, target };
  throw new ApiError(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
}

/** Refuses as OSS does what RAM or nobody allows. */
export function denied(message: string): ApiError {
  return new ApiError(403, 'AccessDenied', message);
}

/** Function Compute's bucket for code is older than the rule: the vendor's own tool uploads with the first signature. */
function refusesFirstSignature({ switches }: World, { bucket }: OssTarget): boolean {
  return switches.ossSignatureV1 === 'refused' && bucket !== codeBucket;
}

/** The code is the vendor's; what stands around it was not seen. */
function firstSignatureRefused(): ApiError {
  return new ApiError(403, 'AccessDenied', 'The V1 signature is not accepted any more; use V4.', {
    details: { EC: '0002-00000080' },
  });
}

interface ReadSignature {
  readonly version: 1 | 4;
  readonly accessKeyId: string;
  readonly signature: string;
  readonly signatureFor: (resource: string, secret: string) => string;
}

function readSignature(request: ServiceRequest, header: string): ReadSignature {
  const parts = readAuthorizationV4(header);
  if (parts) {
    return {
      ...parts,
      version: 4,
      signatureFor: (resource, secret) =>
        signatureV4(stringToSignV4(request, parts, resource), parts, secret),
    };
  }
  const [, accessKeyId, signature] = /^OSS ([^:]+):(.+)$/.exec(header) ?? [];
  if (!accessKeyId || !signature) {
    throw new ApiError(400, 'InvalidArgument', 'Authorization header is invalid.');
  }
  return {
    version: 1,
    accessKeyId,
    signature,
    signatureFor: (resource, secret) => signatureV1(stringToSignV1(request, resource), secret),
  };
}

function checkTime(request: ServiceRequest, world: World): void {
  const text = request.headers['x-oss-date'] ?? request.headers['date'] ?? '';
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const time = compact ? text.replace(/^(.{4})(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5') : text;
  const signedAt = new Date(time);
  if (Number.isNaN(signedAt.getTime())) throw denied('OSS authentication requires a valid Date.');
  if (isSignedNow(world, signedAt)) return;
  throw new ApiError(
    403,
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
  );
}

function signer(world: World, id: string, token: string | null): Signer {
  const found = lookUpSigner(world, id, token);
  if (typeof found === 'object') return found;
  switch (found) {
    case 'TokenExpired':
      throw new ApiError(403, 'SecurityTokenExpired', 'The security token you provided has expired.');
    case 'TokenMismatch':
      throw new ApiError(403, 'InvalidSecurityToken', 'The security token you provided is invalid.');
    case 'Inactive':
      throw new ApiError(403, 'InvalidAccessKeyId', 'The OSS Access Key Id you provided is disabled.');
    case 'NotFound':
    case 'TokenMissing':
      throw new ApiError(
        403,
        'InvalidAccessKeyId',
        'The OSS Access Key Id you provided does not exist in our records.',
      );
  }
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
