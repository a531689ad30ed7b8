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

/** Bound to everybody, in every namespace or in this one; bound to who asks, or not said to be everybody's; not heard. */
export type Holder = 'everybodyEverywhere' | 'everybodyHere' | 'oneself' | 'unheard';

/**
 * Whose right it is to do something that may be done. Everybody's is what the server says to be allowed by a binding to
 * all who are authenticated, or to all whom ACK gave a certificate: such a right outlives a revoke, which takes what is
 * bound to the common name. Wherever the server does not say so it counts as one's own.
 */
export async function holderOf(attempt: Attempt, ask: Ask): Promise<Holder> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: reviewKind, spec: attempt };
  const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body);
  const answer = reply === null ? { kind: 'silent' } : answerOf(reply, reviewKind);
  if (answer.kind === 'silent' || answer.kind === 'busy') return 'unheard';
  const parsed = v.safeParse(review, reply?.body);
  const binding = parsed.success ? byEverybodysBinding.exec(parsed.output.status.reason)?.[1] : undefined;
  if (binding === undefined) return 'oneself';
  return binding === 'ClusterRoleBinding' ? 'everybodyEverywhere' : 'everybodyHere';
}

const review = v.object({
  status: v.object({ allowed: v.literal(true), reason: v.optional(v.string(), '') }),
});

/** `RBAC: allowed by ClusterRoleBinding "a" of ClusterRole "b" to Group "system:authenticated"`, from 1.24 to 1.37. */
const byEverybodysBinding =
  /^RBAC: allowed by (ClusterRoleBinding|RoleBinding) .{0,2000} to Group "system:(?:authenticated|users)"$/s;
