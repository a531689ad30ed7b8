import type { ApiError } from './http/api-error.js';
import type { Reply } from './http/reply.js';
import type { ServiceRequest } from './http/request.js';
import type { World } from './world/world.js';

/** Every service of the embedded cloud, each on a loopback port of its own. */
export const serviceNames = ['cs', 'kms', 'oss', 'fc', 'sts', 'cms', 'sls', 'dingtalk', 'webhook'] as const;

export type ServiceName = (typeof serviceNames)[number];

/**
 * One service of the cloud. The frame reads the request, names the operation for log, counters and faults,
 * applies faults, and calls `handle`; an ApiError thrown there goes through `renderError`, anything else
 * becomes a 500. The service verifies its own signatures: `authenticate` of acs3/ does it for ACS3.
 */
export interface Service {
  /** The operation's name as faults and the request log know it, such as `DescribeClusterDetail`. */
  operation(request: ServiceRequest): string;
  handle(request: ServiceRequest): Promise<Reply> | Reply;
  /** Puts an error into the service's wire format. */
  renderError(error: ApiError, request: ServiceRequest): Reply;
  /** Everything worth keeping in a snapshot, as plain JSON values. */
  save?(): unknown;
  /** Takes back what `save` gave. */
  load?(state: unknown): void;
  /** Ends timers and child processes. */
  stop?(): Promise<void>;
}

/** Makes a service for one world; called once, before anything listens. */
export type CreateService = (world: World) => Service;
