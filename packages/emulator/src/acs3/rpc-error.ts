import type { ApiError } from '../http/api-error.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';

/** The error body of the RPC services (KMS, STS, CloudMonitor): members in PascalCase. */
export function rpcError(error: ApiError, request: ServiceRequest, hostId: string): Reply {
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
