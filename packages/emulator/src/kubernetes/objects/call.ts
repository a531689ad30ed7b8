import type { ServiceRequest } from '../../http/request.js';
import type { ClusterRecord } from '../../world/cluster.js';
import type { KubernetesUser } from '../access/user.js';
import type { ResourceKind } from '../resources.js';

/** One request about stored objects, authorized and routed. */
export interface ObjectCall {
  readonly request: ServiceRequest;
  readonly cluster: ClusterRecord;
  readonly user: KubernetesUser;
  readonly now: Date;
  readonly verb: string;
  readonly kind: ResourceKind;
  /** Null for a kind without, and for all namespaces. */
  readonly namespace: string | null;
  /** Null for all of a kind. */
  readonly name: string | null;
}
