/** An API server's audit event, as in `audit.k8s.io/v1` at level Metadata. Field names are Kubernetes' own. */
export interface AuditEvent {
  readonly kind: 'Event';
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly level: 'Metadata';
  /** As in the answer's `audit-id` header. */
  readonly auditID: string;
  readonly stage: 'ResponseComplete';
  /** Path and query. */
  readonly requestURI: string;
  /** `get`, `list`, `create` and so on; for a non-resource path the method in lower case. */
  readonly verb: string;
  /** Whose credential it was; without a username if it was refused with 401. */
  readonly user: AuditUser;
  readonly impersonatedUser?: AuditUser;
  readonly sourceIPs: readonly string[];
  /** Absent if the client sent none. */
  readonly userAgent?: string;
  /** Absent for a non-resource path. */
  readonly objectRef?: {
    readonly resource: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
    readonly apiVersion: string;
    readonly subresource?: string;
  };
  readonly responseStatus: {
    readonly metadata: Readonly<Record<string, never>>;
    readonly code: number;
    readonly status?: string;
    readonly reason?: string;
    readonly message?: string;
  };
  /** RFC 3339 with microseconds, by the emulator's clock. */
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AuditUser {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export type AuditObserver = (event: AuditEvent, clusterId: string) => void;

/**
 * Receives each request that an API server has answered and its audit policy logs, refusals included; requests that a fault cut off before an
 * answer are not reported. Clusters without an audit log are included: the observer has to omit them.
 */
export interface AuditTrail {
  /** Ends by calling the returned function. */
  observe(observer: AuditObserver): () => void;
  tell(event: AuditEvent, clusterId: string): void;
}

export function createAuditTrail(): AuditTrail {
  const observers = new Set<AuditObserver>();
  return {
    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },
    tell(event, clusterId) {
      for (const observer of observers) observer(event, clusterId);
    },
  };
}
