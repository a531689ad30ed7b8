import { ApiError, jsonReply, type Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';

/**
 * What the cloud's gateway refuses itself, before a service sees it: signatures, versions, unknown operations, flow
 * control. The wording is the same for every service; the vendor's Go clients understand no other.
 */
export class GatewayError extends ApiError {}

/** The gateway's error body: `Code`, `Message`, `RequestId`, `HostId`, `Recommend`, in any service. */
export function gatewayErrorReply(error: ApiError, request: ServiceRequest, product: string): Reply {
  const { accessDeniedDetail, ...details } = error.details;
  const asked = new URLSearchParams({ q: error.code, product, requestId: request.id });
  const body = {
    RequestId: request.id,
    HostId: request.headers['host'] ?? '',
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?${asked}`,
    ...(accessDeniedDetail === undefined ? {} : { AccessDeniedDetail: accessDeniedDetail }),
    ...details,
  };
  return jsonReply(error.status, body, { 'x-acs-request-id': request.id, ...error.headers });
}

/** Refuses an unknown or missing version of the API. */
export function checkVersion(asked: string | null | undefined, version: string): void {
  if (!asked) throw new GatewayError(400, 'MissingVersion', 'Version is mandatory for this action.');
  if (asked === version) return;
  throw new GatewayError(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
}

/** The refusal of an operation that does not exist, or no longer. */
export function noSuchOperation(): GatewayError {
  return new GatewayError(404, 'InvalidAction.NotFound', 'Specified api is not found.');
}
