import { checkVersion, gatewayErrorReply, noSuchOperation } from '../../gateway/error.js';
import { createNonces } from '../../gateway/freshness.js';
import { authenticateRpc } from '../../gateway/rpc.js';
import { ApiError, jsonReply } from '../../http/reply.js';
import { formParameters, type ServiceRequest, wholeNumber } from '../../http/request.js';
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
  (call: RpcCall): Record<string, unknown>;
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
    handle(request) {
      const isUnsigned = unsigned.includes(actionOf(request));
      const caller = isUnsigned ? nobody : authenticateRpc(request, world, nonces);
      const parameters = formParameters(request);
      checkVersion(request.headers['x-acs-version'] ?? parameters.get('Version'), version);
      const operation = Object.hasOwn(operations, actionOf(request)) && operations[actionOf(request)];
      if (!operation) throw noSuchOperation();
      const answer = operation({ caller, parameters, request });
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
