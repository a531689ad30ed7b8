import * as v from 'valibot';
import { throwIfCancelled } from '../../cloud/retry.js';
import { AckringError } from '../../words/errors.js';
import type { ApiServerTarget } from '../../words/target.js';
import { type ListedKind, listReader, unreachable } from './list-reader.js';

/** One RBAC binding of a cluster, with what is needed to create it again. */
export interface RbacBinding {
  readonly kind: 'ClusterRoleBinding' | 'RoleBinding';
  readonly name: string;
  /** Null for a ClusterRoleBinding. */
  readonly namespace: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly RbacSubject[];
}

interface RbacSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

/** A cluster's bindings, as far as they could be read. */
export interface RbacListing {
  readonly bindings: readonly RbacBinding[];
  /** Why some are missing: Forbidden, Unreachable, …; null if all were read. */
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
  const isHeld = ({ kind, name }: RbacSubject): boolean =>
    kind === 'User' && (name === uid || name.startsWith(`${uid}-`));
  return bindings.filter(({ subjects }) => subjects.some(isHeld));
}

/**
 * Reads RBAC bindings from API servers, page by page, each within its own timeout; a page that is too large is
 * requested in halves. Those read before a failure are kept.
 */
export function createRbacReader(
  options: { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): RbacReader {
  return {
    listBindings: async (target, { timeoutMs, signal }) => {
      throwIfCancelled(signal);
      const reader = listReader(target, { timeoutMs, signal, environment: options.environment ?? {} });
      const bindings: RbacBinding[] = [];
      let problem: AckringError | null = null;
      for (const { kind, ...list } of lists) {
        try {
          await reader.read(list, (items) => {
            const read = items.flatMap((item) => toBinding(item, kind));
            bindings.push(...read);
            return items.length - read.length;
          });
        } catch (error) {
          throwIfCancelled(signal);
          problem ??= error instanceof AckringError ? error : unreachable(target, error);
        }
        // A caller without access to one list may have access to the other; a server that is gone is not asked again.
        if (problem?.code === 'Unreachable') break;
      }
      return { bindings, problem };
    },
  };
}

const path = '/apis/rbac.authorization.k8s.io/v1';

const lists: readonly (ListedKind & Pick<RbacBinding, 'kind'>)[] = [
  { path, plural: 'clusterrolebindings', kind: 'ClusterRoleBinding' },
  { path, plural: 'rolebindings', kind: 'RoleBinding' },
];

const subject = v.object({
  kind: v.string(),
  name: v.string(),
  namespace: v.optional(v.nullable(v.string()), null),
});

const binding = v.object({
  metadata: v.object({ name: v.string(), namespace: v.optional(v.nullable(v.string()), null) }),
  roleRef: v.object({ kind: v.string(), name: v.string() }),
  subjects: v.optional(v.nullable(v.array(subject)), null),
});

function toBinding(item: unknown, kind: RbacBinding['kind']): readonly RbacBinding[] {
  const parsed = v.safeParse(binding, item);
  if (!parsed.success) return [];
  const { metadata, roleRef, subjects } = parsed.output;
  const { name, namespace } = metadata;
  return [{ kind, name, namespace, role: roleRef, subjects: subjects ?? [] }];
}
