import { createHmac, timingSafeEqual } from 'node:crypto';
import { isSignedNow, type Nonces } from '../../acs3/authenticate.js';
import { ApiError } from '../../http/reply.js';
import { formParameters, percentEncode, type ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { findSigner } from '../signer.js';

/**
 * Verifies the older RPC signature, HMAC-SHA1 over every parameter, which `@alicloud/credentials` still uses
 * to assume a role. Throws ApiError as the cloud does.
 */
export function authenticateRpc(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  const parameters = formParameters(request);
  const id = parameters.get('AccessKeyId');
  const signature = parameters.get('Signature');
  if (!id) throw new ApiError(400, 'MissingAccessKeyId', 'AccessKeyId is mandatory for this action.');
  if (!signature) throw new ApiError(400, 'MissingSignature', 'Signature is mandatory for this action.');
  checkTimestamp(world, parameters.get('Timestamp') ?? '');

  const { caller, secret } = findSigner(world, id, parameters.get('SecurityToken'));
  const text = rpcStringToSign(request.method, parameters);
  if (!sameText(rpcSignature(text, secret), signature)) {
    throw new ApiError(
      400,
      'SignatureDoesNotMatch',
      `Specified signature is not matched with our calculation. server string to sign is:${text}`,
    );
  }
  if (!nonces.use(parameters.get('SignatureNonce') ?? '', world.clock.now())) {
    throw new ApiError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  }
  return caller;
}

/** What the client signed: the method, the root path and every parameter but the signature, sorted by name. */
export function rpcStringToSign(method: string, parameters: URLSearchParams): string {
  const pairs = [...parameters]
    .filter(([name]) => name !== 'Signature')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return `${method}&${percentEncode('/')}&${percentEncode(pairs.join('&'))}`;
}

/** The signature of that text. */
export function rpcSignature(text: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(text).digest('base64');
}

function checkTimestamp(world: World, text: string): void {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new ApiError(
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    );
  }
  if (!isSignedNow(world, new Date(time))) {
    throw new ApiError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
