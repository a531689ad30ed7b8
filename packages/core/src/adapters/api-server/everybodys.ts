import * as v from 'valibot';
import { answerOf } from './answer.js';
import type { Ask } from './rights.js';

/** One thing that may be done, as an access review asks for it. */
export type Attempt =
  | {
      readonly resourceAttributes: {
        readonly namespace?: string;
        readonly verb: string;
        readonly group: string;
        readonly resource: string;
        readonly subresource?: string;
        readonly name?: string;
      };
    }
  | { readonly nonResourceAttributes: { readonly verb: string; readonly path: string } };

const reviewKind = 'SelfSubjectAccessReview';

/**
 * Where everybody may do this: the server says that it is allowed by a binding to all who are authenticated, or to all
 * whom ACK gave a certificate, and to nobody by name. Such a right outlives a revoke, which takes what is bound to the
 * common name. Null wherever the server does not say so: it then counts as one's own.
 */
export async function whereEverybodyMay(attempt: Attempt, ask: Ask): Promise<'everywhere' | 'here' | null> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: reviewKind, spec: attempt };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body);
  if (reply === null || answerOf(reply, reviewKind).kind !== 'served') return null;
  const parsed = v.safeParse(review, reply.body);
  const binding = parsed.success ? byEverybodysBinding.exec(parsed.output.status.reason)?.[1] : undefined;
  if (binding === undefined) return null;
  return binding === 'ClusterRoleBinding' ? 'everywhere' : 'here';
}

const review = v.object({
  status: v.object({ allowed: v.literal(true), reason: v.optional(v.string(), '') }),
});

/** `RBAC: allowed by ClusterRoleBinding "a" of ClusterRole "b" to Group "system:authenticated"`, from 1.24 to 1.37. */
const byEverybodysBinding =
  /^RBAC: allowed by (ClusterRoleBinding|RoleBinding) .{0,2000} to Group "system:(?:authenticated|users)"$/s;
