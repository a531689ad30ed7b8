import type { FaultEffect } from '../faults/faults.js';
import type { ApiError, Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';

/** One operation for the table of operations, which is made from these. */
export interface ServedOperation {
  readonly operation: string;
  readonly method: string;
  readonly pattern: string;
  /** The vendor has switched it off. */
  readonly isRetired?: boolean;
  /**
   * Members of the answer that the vendor’s package reads and that are missing here, or present only if not empty, by
   * their wire names; `list[]` is a list that is always empty here.
   */
  readonly leftOut?: readonly string[];
  /** Undocumented behaviour that had to be chosen here; without it, the operation is as documented or observed. */
  readonly assumed?: string;
}

/**
 * One service of the cloud. The frame reads the request, names the operation for log, counters and faults, applies
 * faults, and calls `handle`, passing on the effects that only the service itself can apply; an ApiError thrown there
 * goes through `renderError`, anything else becomes a 500. The service verifies its own signatures: gateway/ does it
 * for those of the gateway.
 */
export interface Service {
  readonly operations: readonly ServedOperation[];
  /** The operation's name as faults and the request log know it, such as `DescribeClusterDetail`. */
  operation(request: ServiceRequest): string;
  handle(request: ServiceRequest, effects: readonly FaultEffect[]): Promise<Reply> | Reply;
  /** Puts an error into the service's wire format. */
  renderError(error: ApiError, request: ServiceRequest): Reply;
  /** Everything worth keeping in a snapshot, as plain JSON values. */
  save?(): unknown;
  /** Restores what `save` returned. */
  load?(state: unknown): void;
  /** Ends timers and child processes. */
  stop?(): Promise<void>;
}
