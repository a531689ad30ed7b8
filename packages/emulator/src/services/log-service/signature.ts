import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isSignedNow, lookUpSigner, type Signer, type SignerRefusal } from '../../gateway/signer.js';
import { ApiError } from '../../http/reply.js';
import { percentEncode, type ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';

const algorithm = 'SLS4-HMAC-SHA256';

/** Reads a signature of another version, its date and the body's digest checked; null if the request has none. */
export type ReadOlderSignature = (
  request: ServiceRequest,
  world: World,
) => { readonly accessKeyId: string; readonly isBy: (secret: string) => boolean } | null;

/** Verifies Log Service's signature, version 4 or an older one, and returns the signer; throws the service's own codes. */
export function authenticateLog(
  request: ServiceRequest,
  world: World,
  readOlder: ReadOlderSignature,
): Caller {
  const older = readOlder(request, world);
  if (older !== null) {
    const { caller, secret } = signerOf(request, older.accessKeyId, world);
    if (!older.isBy(secret)) throw notMatched();
    return caller;
  }
  const parts = readAuthorization(request.headers['authorization'] ?? '');
  checkDate(request.headers['x-log-date'] ?? '', parts.day, world);
  const signer = signerOf(request, parts.accessKeyId, world);
  const expected = Buffer.from(signatureOf(request, parts, signer.secret));
  if (hashOf(request) !== request.headers['x-log-content-sha256']) throw notMatched();
  if (!timingSafeEqual(expected, Buffer.from(parts.signature))) throw notMatched();
  return signer.caller;
}

function signerOf({ headers }: ServiceRequest, accessKeyId: string, world: World): Signer {
  const signer = lookUpSigner(world, accessKeyId, headers['x-acs-security-token'] ?? null);
  if (typeof signer !== 'object') throw unauthorized(refusals[signer]);
  return signer;
}

/** 401 both for unknown keys and for what RAM does not allow. */
export function unauthorized(message: string): ApiError {
  return new ApiError(401, 'Unauthorized', message);
}

const refusals: Readonly<Record<SignerRefusal, string>> = {
  NotFound: 'AccessKeyId not found',
  Inactive: 'AccessKeyId is inactive',
  TokenMissing: 'The security token is missing.',
  TokenMismatch: 'The security token you provided is invalid.',
  TokenExpired: 'The security token you provided has expired.',
};

interface Authorization {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly signature: string;
}

function readAuthorization(header: string): Authorization {
  const pattern =
    /^SLS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/sls\/aliyun_v4_request,\s*Signature=([0-9a-f]{64})$/;
  const [, accessKeyId, day, region, signature] = pattern.exec(header) ?? [];
  if (accessKeyId && day && region && signature) return { accessKeyId, day, region, signature };
  throw new ApiError(400, 'ParameterInvalid', 'Http extend authorization is invalid.');
}

function checkDate(text: string, day: string, world: World): void {
  const time = Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (Number.isNaN(time) || !text.startsWith(day)) {
    throw new ApiError(400, 'InvalidRequestTime', `Request time ${text} is invalid.`);
  }
  if (isSignedNow(world, new Date(time))) return;
  throw new ApiError(400, 'RequestTimeExpired', `Request time ${text} has been expired.`);
}

function hashOf({ body }: ServiceRequest): string {
  return createHash('sha256').update(body).digest('hex');
}

function signatureOf(request: ServiceRequest, { day, region }: Authorization, secret: string): string {
  const scope = `${day}/${region}/sls/aliyun_v4_request`;
  const canonical = createHash('sha256').update(canonicalRequest(request)).digest('hex');
  const text = [algorithm, request.headers['x-log-date'] ?? '', scope, canonical].join('\n');
  const key = [day, region, 'sls', 'aliyun_v4_request'].reduce<Buffer | string>(
    (previous, step) => createHmac('sha256', previous).update(step).digest(),
    `aliyun_v4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function canonicalRequest({ method, path, query, headers }: ServiceRequest): string {
  const names = Object.keys(headers)
    .filter((name) => /^(x-log-|x-acs-)/.test(name) || name === 'host' || name === 'content-type')
    .sort();
  return [
    method,
    path,
    canonicalQuery(query),
    names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join(''),
    names.join(';'),
    headers['x-log-content-sha256'] ?? '',
  ].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${percentEncode(value)}`))
    .join('&');
}

function notMatched(): ApiError {
  return new ApiError(401, 'SignatureNotMatch', 'signature not match');
}
