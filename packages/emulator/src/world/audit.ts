/** An audit event of an API server, as `audit.k8s.io/v1` has it at level Metadata. Field names are Kubernetes' own. */
export interface AuditEvent {
  readonly kind: 'Event';
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly level: 'Metadata';
  /** As the answer's `audit-id` header tells it. */
  readonly auditID: string;
  readonly stage: 'ResponseComplete';
  /** Path and query. */
  readonly requestURI: string;
  /** `get`, `list`, `create` and so on; of a path that is no resource the method in lower case. */
  readonly verb: string;
  /** Whose credential it was; without a username where it was refused with 401. */
  readonly user: AuditUser;
  readonly impersonatedUser?: AuditUser;
  readonly sourceIPs: readonly string[];
  /** Absent where the client sent none. */
  readonly userAgent?: string;
  /** Absent of a path that is no resource. */
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
 * Where every API server tells each request that it has answered, refusals included; what a fault cut off before an
 * answer is not told. Clusters without an audit log are told too: it is the observer's to leave them out.
 */
export interface AuditTrail {
  /** Ends with what it returns. */
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
