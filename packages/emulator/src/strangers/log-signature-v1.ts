import { createHash, createHmac } from 'node:crypto';
import { isSignedNow, sameSignature } from '../gateway/signer.js';
import { ApiError } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';
import type { ReadOlderSignature } from '../services/log-service/signature.js';

/**
 * Log Service's older signature, `LOG <key id>:<base64 of an HMAC>`, which the vendor's command line sends (Log Service,
 * "Request signatures").
 */
export const readOlderLogSignature: ReadOlderSignature = (request, world) => {
  const { headers, body } = request;
  const [, accessKeyId, signature] = /^LOG ([^:]+):(.+)$/.exec(headers['authorization'] ?? '') ?? [];
  if (!accessKeyId || !signature) return null;
  const signedAt = new Date(headers['date'] ?? headers['x-log-date'] ?? '');
  if (Number.isNaN(signedAt.getTime())) {
    throw new ApiError(400, 'InvalidRequestTime', 'The date of the request is missing or invalid.');
  }
  if (!isSignedNow(world, signedAt)) {
    throw new ApiError(400, 'RequestTimeExpired', `Request time ${signedAt.toISOString()} has been expired.`);
  }
  const hash = headers['x-log-signaturemethod'] === 'hmac-sha256' ? 'sha256' : 'sha1';
  const digest = headers['content-md5'];
  const isWhole =
    !digest || digest.toUpperCase() === createHash('md5').update(body).digest('hex').toUpperCase();
  return {
    accessKeyId,
    isBy: (secret) => {
      const made = createHmac(hash, secret).update(textOf(request)).digest('base64');
      return isWhole && sameSignature(made, signature);
    },
  };
};

function textOf({ method, path, query, headers }: ServiceRequest): string {
  const heads = ['content-md5', 'content-type', 'date'].map((name) => headers[name] ?? '');
  const own = Object.keys(headers)
    .filter((name) => /^x-(log|acs)-/.test(name))
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  const members = [...query].sort(([left], [right]) => (left < right ? -1 : 1));
  const asked = members.map(([name, value]) => `${name}=${value}`).join('&');
  return [method, ...heads, ...own, asked === '' ? path : `${path}?${asked}`].join('\n');
}
