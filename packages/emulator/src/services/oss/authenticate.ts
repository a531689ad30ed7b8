import { isSignedNow } from '../../gateway/freshness.js';
import { lookUpSigner, type Signer, sameSignature } from '../../gateway/signer.js';
import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { type OssTarget, readTargets, resourceOf } from './operation.js';
import {
  readAuthorizationV4,
  signatureV1,
  signatureV4,
  stringToSignV1,
  stringToSignV4,
} from './signatures.js';
import { type Buckets, codeBucket } from './stored-object.js';

/** Who signed an OSS request, and its subject. */
export interface SignedRequest {
  readonly caller: Caller;
  readonly target: OssTarget;
}

/** Verifies OSS's header signatures, version 1 (`OSS …`) and version 4 (`OSS4-HMAC-SHA256 …`). */
export function authenticateOss(request: ServiceRequest, world: World, buckets: Buckets): SignedRequest {
  const header = request.headers['authorization'] ?? '';
  const { accessKeyId, signature, signatureFor, version, day } = readSignature(request, header);
  checkTime(request, world, day);
  const { caller, secret } = signer(world, accessKeyId, request.headers['x-oss-security-token'] ?? null);
  const target = readTargets(request).find((candidate) =>
    sameSignature(signatureFor(resourceOf(candidate), secret), signature),
  );
  if (target && version === 1 && refusesFirstSignature(world, buckets, target)) throw firstSignatureRefused();
  if (target) return { caller, target };
  throw new ApiError(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
}

/** Refuses, in OSS's way, what RAM does not allow. */
export function denied(message: string): ApiError {
  return new ApiError(403, 'AccessDenied', message);
}

/**
 * Function Compute's bucket for code is older than the rule: the vendor's own tool uploads with signature version 1.
 */
function refusesFirstSignature({ switches }: World, buckets: Buckets, { bucket }: OssTarget): boolean {
  const made = buckets.get(bucket ?? '')?.created ?? Number.POSITIVE_INFINITY;
  return switches.ossSignatureV1 === 'refused' && bucket !== codeBucket && made >= refusedSince;
}

/** Buckets created from September 2025 on refuse it, and new accounts if there is no bucket (facts). */
const refusedSince = Date.UTC(2025, 8, 1);

/** The code is the vendor's; the text around it was not observed. */
function firstSignatureRefused(): ApiError {
  return new ApiError(403, 'AccessDenied', 'The V1 signature is not accepted any more; use V4.', {
    details: { EC: '0002-00000080' },
  });
}

interface ReadSignature {
  readonly version: 1 | 4;
  /** The scope of signature version 4 names it. */
  readonly day: string | null;
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
    day: null,
    accessKeyId,
    signature,
    signatureFor: (resource, secret) => signatureV1(stringToSignV1(request, resource), secret),
  };
}

function checkTime(request: ServiceRequest, world: World, day: string | null): void {
  const text = request.headers['x-oss-date'] ?? request.headers['date'] ?? '';
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const time = compact ? text.replace(/^(.{4})(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5') : text;
  const signedAt = new Date(time);
  if (Number.isNaN(signedAt.getTime())) throw denied('OSS authentication requires a valid Date.');
  if (day !== null && signedAt.toISOString().slice(0, 10).replaceAll('-', '') !== day) {
    throw new ApiError(400, 'InvalidArgument', 'The day in the credential is not that of the request.');
  }
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
