import { isSignedNow, lookUpSigner, type Signer, sameSignature } from '../../gateway/signer.js';
import { ApiError } from '../../http/reply.js';
import { type ServiceRequest, wholeNumber } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { hostRegion } from '../kms/store.js';
import { type OssTarget, readTargets, resourceOf } from './operation.js';
import {
  readAuthorizationV4,
  readUrlV4,
  signatureV1,
  signatureV4,
  stringToSignV1,
  stringToSignV4,
} from './signatures.js';
import { type Bucket, type Buckets, codeBucket, newSince } from './stored-object.js';

/** Who signed an OSS request, and its subject. */
export interface SignedRequest {
  readonly caller: Caller;
  readonly target: OssTarget;
  /** Null for signature version 1. */
  readonly region: string | null;
}

/** Whether a request is signed at all, in its header or in its URL. */
export function isSigned({ headers, query }: ServiceRequest): boolean {
  const inUrl = query.has('x-oss-signature') || query.has('OSSAccessKeyId');
  return headers['authorization'] !== undefined || inUrl;
}

/** Verifies OSS's signatures, version 1 (`OSS …`) and version 4 (`OSS4-HMAC-SHA256 …`), of headers and of URLs. */
export function authenticateOss(request: ServiceRequest, world: World, buckets: Buckets): SignedRequest {
  const read = request.headers['authorization'] === undefined ? readUrl(request) : readHeader(request);
  const { accessKeyId, signature, signatureFor, version, scope } = read;
  checkTime(read, world);
  const { caller, secret } = signer(world, accessKeyId, read.token);
  const target = readTargets(request).find((candidate) =>
    sameSignature(signatureFor(resourceOf(candidate), secret), signature),
  );
  if (target && version === 1 && refusesFirstSignature(world, buckets, target)) throw firstSignatureRefused();
  if (target && scope) checkScope(request, scope, buckets.get(target.bucket ?? ''));
  if (target) return { caller, target, region: scope?.region ?? null };
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
 * New accounts refuse it if there is no bucket (facts). Function Compute's bucket for code is older than the rule: the
 * vendor's own tool uploads with signature version 1.
 */
function refusesFirstSignature({ switches }: World, buckets: Buckets, { bucket }: OssTarget): boolean {
  const made = buckets.get(bucket ?? '')?.created ?? Number.POSITIVE_INFINITY;
  return switches.ossSignatureV1 === 'refused' && bucket !== codeBucket && made >= newSince;
}

/** The code is the vendor's; the text around it was not observed. */
function firstSignatureRefused(): ApiError {
  return new ApiError(403, 'AccessDenied', 'The V1 signature is not accepted any more; use V4.', {
    details: { EC: '0002-00000080' },
  });
}

/**
 * A signature is good for one region and product (OSS's pages 0002-00000226 and 0002-00000228, and reports of their
 * codes): the host's region, and the bucket's.
 */
function checkScope(request: ServiceRequest, scope: Scope, bucket: Bucket | undefined): void {
  if (scope.product !== 'oss') throw wrongScope('product', '0002-00000227');
  const host = hostRegion(request);
  if (!isRegion(scope.region) || (host !== null && host !== scope.region)) {
    throw wrongScope('region', '0002-00000226');
  }
  if (bucket && bucket.region !== scope.region) throw wrongScope('region', '0002-00000228');
}

/** By their pattern: which there are changes too often. */
function isRegion(text: string): boolean {
  return /^(cn|ap|eu|us|me|na|sa|af)-[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && !text.endsWith('-internal');
}

function wrongScope(what: 'region' | 'product', EC: string): ApiError {
  const message = `Invalid signing ${what} in Authorization header.`;
  return new ApiError(400, 'InvalidArgument', message, { details: { EC } });
}

interface Scope {
  /** `YYYYMMDD`. */
  readonly day: string;
  readonly region: string;
  readonly product: string;
}

interface ReadSignature {
  readonly version: 1 | 4;
  /** Of signature version 4. */
  readonly scope: Scope | null;
  /** As it was signed; of a URL of version 1 its end. */
  readonly date: string;
  /** A URL's; null for a header, which is good for as long as clocks may differ. */
  readonly lifeSeconds: number | null;
  readonly token: string | null;
  readonly accessKeyId: string;
  readonly signature: string;
  readonly signatureFor: (resource: string, secret: string) => string;
}

function readHeader(request: ServiceRequest): ReadSignature {
  const { headers } = request;
  const token = headers['x-oss-security-token'] ?? null;
  const parts = readAuthorizationV4(request);
  if (parts) return { ...byV4(request, parts), token, lifeSeconds: null };
  const [, accessKeyId, signature] = /^OSS ([^:]+):(.+)$/.exec(headers['authorization'] ?? '') ?? [];
  if (!accessKeyId || !signature) {
    throw new ApiError(400, 'InvalidArgument', 'Authorization header is invalid.');
  }
  const date = headers['x-oss-date'] ?? headers['date'] ?? '';
  return { ...byV1(request, { accessKeyId, signature, date }), token, lifeSeconds: null };
}

/** A presigned URL: the signature is in its query. */
function readUrl(request: ServiceRequest): ReadSignature {
  const { query } = request;
  const parts = readUrlV4(request);
  if (parts) {
    const token = query.get('x-oss-security-token');
    return { ...byV4(request, parts), token, lifeSeconds: wholeNumber(query.get('x-oss-expires') ?? '') };
  }
  const [accessKeyId, signature, date] = ['OSSAccessKeyId', 'Signature', 'Expires'].map((name) =>
    query.get(name),
  );
  if (!accessKeyId || !signature || !date) {
    throw new ApiError(403, 'AccessDenied', 'The signature in the URL is not whole.');
  }
  return {
    ...byV1(request, { accessKeyId, signature, date }),
    token: query.get('security-token'),
    lifeSeconds: 0,
  };
}

type Signed = Omit<ReadSignature, 'token' | 'lifeSeconds'>;

function byV4(request: ServiceRequest, parts: NonNullable<ReturnType<typeof readUrlV4>>): Signed {
  return {
    ...parts,
    version: 4,
    scope: parts,
    signatureFor: (resource, secret) => signatureV4(stringToSignV4(request, parts, resource), parts, secret),
  };
}

function byV1(
  request: ServiceRequest,
  parts: { readonly accessKeyId: string; readonly signature: string; readonly date: string },
): Signed {
  return {
    ...parts,
    version: 1,
    scope: null,
    signatureFor: (resource, secret) => signatureV1(stringToSignV1(request, resource, parts.date), secret),
  };
}

/** A URL of version 4 is good for a week at most (OSS's page on V4 signatures in URLs, 2026). */
const longestUrlSeconds = 604_800;

function checkTime({ date, scope, lifeSeconds }: ReadSignature, world: World): void {
  const signedAt = timeIn(date);
  if (Number.isNaN(signedAt.getTime())) throw denied('OSS authentication requires a valid Date.');
  if (scope !== null && signedAt.toISOString().slice(0, 10).replaceAll('-', '') !== scope.day) {
    throw new ApiError(400, 'InvalidArgument', 'The day in the credential is not that of the request.');
  }
  if (lifeSeconds === null) {
    if (isSignedNow(world, signedAt)) return;
    throw new ApiError(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  if (!(lifeSeconds >= 0 && lifeSeconds <= longestUrlSeconds)) {
    throw new ApiError(400, 'InvalidArgument', 'The expiration of the URL is invalid.');
  }
  if (signedAt.getTime() + lifeSeconds * 1000 < world.clock.now().getTime())
    throw denied('Request has expired.');
}

/** A header's date, a compact one, or seconds since the epoch. */
function timeIn(text: string): Date {
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1000);
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
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
