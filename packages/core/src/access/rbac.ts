import type { AckringError } from '../errors.js';
import type { ApiServerTarget } from '../ports.js';

/** One RBAC binding of a cluster, as much of it as it takes to make it again. */
export interface RbacBinding {
  readonly kind: 'ClusterRoleBinding' | 'RoleBinding';
  readonly name: string;
  /** Null for a ClusterRoleBinding. */
  readonly namespace: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly RbacSubject[];
}

export interface RbacSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

/** What could be read of a cluster's bindings. */
export interface RbacListing {
  readonly bindings: readonly RbacBinding[];
  /** Why some are missing: Forbidden, Unreachable, …; null where all were read. */
  readonly problem: AckringError | null;
}

export interface RbacReader {
  /** Every binding of a cluster, or those that could be read. Throws Cancelled only. */
  listBindings(
    target: ApiServerTarget,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<RbacListing>;
}

/** Those that name an identity: ACK binds to the certificate's common name, `<uid>-<suffix>`. */
export function bindingsOf(bindings: readonly RbacBinding[], uid: string): readonly RbacBinding[] {
  const isHis = ({ kind, name }: RbacSubject): boolean =>
    kind === 'User' && (name === uid || name.startsWith(`${uid}-`));
  return bindings.filter(({ subjects }) => subjects.some(isHis));
}
