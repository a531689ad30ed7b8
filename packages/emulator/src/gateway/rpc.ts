import { createHmac } from 'node:crypto';
import { formParameters, percentEncode, type ServiceRequest } from '../http/request.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';
import { authenticateAcs3 } from './acs3.js';
import { GatewayError } from './error.js';
import { checkIsoTime, type Nonces } from './freshness.js';
import { checkSignatureMethod, signatureMismatch } from './roa.js';
import { findSigner, sameSignature } from './signer.js';

/** Verifies either signature of a service without paths: ACS3 in the header, or the older one in the parameters. */
export function authenticateRpc(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  return request.headers['authorization']
    ? authenticateAcs3(request, world, nonces)
    : authenticateRpcV1(request, world, nonces);
}

/**
 * Verifies the first RPC signature, HMAC-SHA1 over every parameter, which `@alicloud/credentials` still uses to
 * assume a role. Throws GatewayError as the cloud does.
 */
function authenticateRpcV1(request: ServiceRequest, world: World, nonces: Nonces): Caller {
  const parameters = formParameters(request);
  const id = mandatory(parameters, 'AccessKeyId');
  const signature = mandatory(parameters, 'Signature');
  checkSignatureMethod(mandatory(parameters, 'SignatureMethod'), mandatory(parameters, 'SignatureVersion'));
  const nonce = mandatory(parameters, 'SignatureNonce');
  checkIsoTime(world, mandatory(parameters, 'Timestamp'));
  const { caller, secret } = findSigner(world, id, parameters.get('SecurityToken'));
  const text = stringToSign(request.method, parameters);
  if (!sameSignature(rpcSignature(text, secret), signature)) throw signatureMismatch(text);
  nonces.use(nonce, world.clock.now());
  return caller;
}

function mandatory(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new GatewayError(400, `Missing${name}`, `${name} is mandatory for this action.`);
}

/** The signed text: the method, the root path and every parameter but the signature, sorted by name. */
function stringToSign(method: string, parameters: URLSearchParams): string {
  const pairs = [...parameters]
    .filter(([name]) => name !== 'Signature')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return `${method}&${percentEncode('/')}&${percentEncode(pairs.join('&'))}`;
}

function rpcSignature(text: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(text).digest('base64');
}
