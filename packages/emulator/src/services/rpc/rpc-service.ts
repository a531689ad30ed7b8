import { createHmac } from 'node:crypto';
import { authenticateAcs3 } from '../../gateway/acs3.js';
import { checkVersion, GatewayError, gatewayErrorReply, noSuchOperation } from '../../gateway/error.js';
import { checkSignatureMethod, signatureMismatch } from '../../gateway/roa.js';
import { checkIsoTime, createNonces, findSigner, type Nonces, sameSignature } from '../../gateway/signer.js';
import { ApiError, jsonReply } from '../../http/reply.js';
import { formParameters, percentEncode, type ServiceRequest, wholeNumber } from '../../http/request.js';
import { type Caller, nobody } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';

/** One signed call of an RPC service, its parameters merged from query and form. */
export interface RpcCall {
  readonly caller: Caller;
  readonly parameters: URLSearchParams;
  readonly request: ServiceRequest;
}

/** Returns the members of the reply, without the request id. */
export interface RpcOperation {
  (call: RpcCall): Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Undocumented behaviour that had to be chosen here. */
  readonly assumed?: string;
  /** See ServedOperation. */
  readonly leftOut?: readonly string[];
}

/** An operation with the assumptions about it. */
export function assuming(assumed: string, operation: RpcOperation): RpcOperation {
  return Object.assign(operation, { assumed });
}

/** An operation with the members that its answers lack. */
export function leavingOut(leftOut: readonly string[], operation: RpcOperation): RpcOperation {
  return Object.assign(operation, { leftOut });
}

interface RpcServiceOptions {
  readonly world: World;
  /** The service's name at the gateway. */
  readonly product: string;
  readonly version: string;
  readonly operations: Readonly<Record<string, RpcOperation>>;
  /** Unsigned operations: a token among the parameters replaces the signature. */
  readonly unsigned?: readonly string[];
}

/** What KMS, STS and CloudMonitor have in common: one path, an action, and either signature of the cloud. */
export function createRpcService(options: RpcServiceOptions): Service {
  const { world, product, version, operations, unsigned = [] } = options;
  const nonces = createNonces();
  return {
    operations: Object.entries(operations).map(([operation, { assumed, leftOut }]) => ({
      operation,
      method: 'POST',
      pattern: '/',
      ...(assumed === undefined ? {} : { assumed }),
      ...(leftOut === undefined ? {} : { leftOut }),
    })),
    operation: (request) => actionOf(request) || 'Unknown',
    async handle(request) {
      const isUnsigned = unsigned.includes(actionOf(request));
      const caller = isUnsigned ? nobody : authenticateRpc(request, world, nonces);
      const parameters = formParameters(request);
      checkVersion(request.headers['x-acs-version'] ?? parameters.get('Version'), version);
      const operation = Object.hasOwn(operations, actionOf(request)) && operations[actionOf(request)];
      if (!operation) throw noSuchOperation();
      const answer = await operation({ caller, parameters, request });
      return jsonReply(200, { ...answer, RequestId: request.id }, { 'x-acs-request-id': request.id });
    },
    renderError: (error, request) => gatewayErrorReply(error, request, product),
  };
}

/** A required, non-empty parameter. */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);
}

/** An integer within bounds, or the default if the parameter is absent. */
export function integer(
  parameters: URLSearchParams,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  const text = parameters.get(name);
  if (!text) return otherwise;
  const value = wholeNumber(text);
  if (value >= least && value <= most) return value;
  throw new ApiError(
    400,
    `InvalidParameter.${name}`,
    `The parameter ${name} must be within ${least} and ${most}.`,
  );
}

function actionOf(request: ServiceRequest): string {
  return request.headers['x-acs-action'] ?? formParameters(request).get('Action') ?? '';
}

/** Verifies either signature of a service without paths: ACS3 in the header, or the older one in the parameters. */
function authenticateRpc(request: ServiceRequest, world: World, nonces: Nonces): Caller {
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
