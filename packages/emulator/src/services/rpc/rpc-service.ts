import { createHmac, timingSafeEqual } from 'node:crypto';
import { authenticate, createNonces, isSignedNow, type Nonces } from '../../acs3/authenticate.js';
import { ApiError, jsonReply, type Reply } from '../../http/reply.js';
import { formParameters, percentEncode, type ServiceRequest } from '../../http/request.js';
import type { Caller } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { Service } from '../service.js';
import { findSigner } from '../signer.js';

/** One signed call of an RPC service, its parameters joined from query and form. */
export interface RpcCall {
  readonly caller: Caller;
  readonly parameters: URLSearchParams;
  readonly request: ServiceRequest;
}

/** Answers with the members of the reply, less the request id. */
export interface RpcOperation {
  (call: RpcCall): Record<string, unknown>;
  /** What had to be chosen here because nothing documents it. */
  readonly assumed?: string;
}

/** An operation with what was assumed of it. */
export function assuming(assumed: string, operation: RpcOperation): RpcOperation {
  return Object.assign(operation, { assumed });
}

interface RpcServiceOptions {
  readonly world: World;
  /** The service's own host, as error bodies name it. */
  readonly hostId: string;
  readonly version: string;
  readonly operations: Readonly<Record<string, RpcOperation>>;
}

/** What KMS, STS and CloudMonitor have in common: one path, an action, and either signature of the cloud. */
export function createRpcService(options: RpcServiceOptions): Service {
  const { world, hostId, version, operations } = options;
  const nonces = createNonces();
  return {
    operations: Object.entries(operations).map(([operation, { assumed }]) => {
      return { operation, method: 'POST', pattern: '/', ...(assumed === undefined ? {} : { assumed }) };
    }),
    operation: (request) => actionOf(request) || 'Unknown',
    handle(request) {
      const caller = request.headers['authorization']
        ? authenticate(request, world, nonces)
        : authenticateRpc(request, world, nonces);
      const parameters = formParameters(request);
      checkVersion(request, parameters, version);
      const operation = Object.hasOwn(operations, actionOf(request)) && operations[actionOf(request)];
      if (!operation) throw new ApiError(404, 'InvalidAction.NotFound', 'Specified api is not found.');
      const answer = operation({ caller, parameters, request });
      return jsonReply(200, { ...answer, RequestId: request.id }, { 'x-acs-request-id': request.id });
    },
    renderError: (error, request) => rpcError(error, request, hostId),
  };
}

/** A parameter that must be there and not be empty. */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);
}

/** A whole number within bounds, or the default when the parameter is absent. */
export function integer(
  parameters: URLSearchParams,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  const text = parameters.get(name);
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ApiError(
    400,
    `InvalidParameter.${name}`,
    `The parameter ${name} must be within ${least} and ${most}.`,
  );
}

function actionOf(request: ServiceRequest): string {
  return request.headers['x-acs-action'] ?? formParameters(request).get('Action') ?? '';
}

function checkVersion(request: ServiceRequest, parameters: URLSearchParams, version: string): void {
  const asked = request.headers['x-acs-version'] ?? parameters.get('Version');
  if (asked === version) return;
  throw new ApiError(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
}

/** The error body of the RPC services (KMS, STS, CloudMonitor): members in PascalCase. */
function rpcError(error: ApiError, request: ServiceRequest, hostId: string): Reply {
  const { accessDeniedDetail, ...details } = error.details;
  const body = {
    RequestId: request.id,
    HostId: hostId,
    Code: error.code,
    Message: error.message,
    ...(accessDeniedDetail === undefined ? {} : { AccessDeniedDetail: accessDeniedDetail }),
    ...details,
  };
  return jsonReply(error.status, body, { 'x-acs-request-id': request.id, ...error.headers });
}

/**
 * Verifies the older RPC signature, HMAC-SHA1 over every parameter, which `@alicloud/credentials` still uses
 * to assume a role. Throws ApiError as the cloud does.
 */
function authenticateRpc(request: ServiceRequest, world: World, nonces: Nonces): Caller {
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
function rpcStringToSign(method: string, parameters: URLSearchParams): string {
  const pairs = [...parameters]
    .filter(([name]) => name !== 'Signature')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return `${method}&${percentEncode('/')}&${percentEncode(pairs.join('&'))}`;
}

/** The signature of that text. */
function rpcSignature(text: string, secret: string): string {
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
