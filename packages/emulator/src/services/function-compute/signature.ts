import { createHmac } from 'node:crypto';
import { isSignedNow, lookUpSigner, type SignerRefusal, sameSignature } from '../../gateway/signer.js';
import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';

/** Verifies the signature of the 2016-08-15 API, `FC <key id>:<signature>`, and returns the signer. */
export function authenticateFc(request: ServiceRequest, world: World): Caller {
  const { headers } = request;
  const [, id, signature] = /^FC ([^:]+):(.+)$/.exec(requiredHeader(request, 'Authorization')) ?? [];
  if (!id || !signature) throw new ApiError(400, 'InvalidArgument', 'Authorization header is invalid');
  const signedAt = new Date(requiredHeader(request, 'Date'));
  if (Number.isNaN(signedAt.getTime())) throw new ApiError(400, 'InvalidArgument', 'Date header is invalid');
  if (!isSignedNow(world, signedAt)) {
    throw new ApiError(
      403,
      'AccessDenied',
      'the difference between the request time and the server time is too large',
    );
  }
  const signer = lookUpSigner(world, id, headers['x-fc-security-token'] ?? null);
  if (typeof signer !== 'object') throw refused(signer, id);
  if (!sameSignature(fcSignature(fcStringToSign(request), signer.secret), signature)) {
    throw new ApiError(
      403,
      'SignatureNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your access key and signing method.',
    );
  }
  return signer.caller;
}

/** The signed text: method, digest, type, date, the `x-fc-` headers in order, and the decoded path. */
export function fcStringToSign({ method, headers, path }: ServiceRequest): string {
  const fcHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const head = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers['date'] ?? ''];
  return `${head.join('\n')}\n${fcHeaders.join('')}${decoded(path)}`;
}

/** A path that cannot be decoded is signed by nobody. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ApiError(400, 'InvalidArgument', 'the path is not encoded as UTF-8');
  }
}

/** The signature of that text. */
export function fcSignature(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}

function requiredHeader({ headers }: ServiceRequest, name: string): string {
  const value = headers[name.toLowerCase()];
  if (value) return value;
  throw new ApiError(400, 'MissingRequiredHeader', `required HTTP header ${name} was not specified`);
}

function refused(refusal: SignerRefusal, id: string): ApiError {
  switch (refusal) {
    case 'NotFound':
      return new ApiError(403, 'InvalidAccessKeyID', `invalid access key ID '${id}'`);
    case 'Inactive':
      return new ApiError(403, 'InvalidAccessKeyID', `access key ID '${id}' is disabled`);
    case 'TokenExpired':
      return new ApiError(403, 'SecurityTokenExpired', 'the security token has expired');
    case 'TokenMismatch':
    case 'TokenMissing':
      return new ApiError(403, 'InvalidSecurityToken', 'the security token is invalid');
  }
}
