import { ApiError } from '../http/api-error.js';
import type { Caller } from '../world/identities.js';
import { type Decision, evaluate, type Permission } from './evaluate.js';

/** How one service words its refusal. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: (action: string, viaSts: boolean) => string;
}

/** Throws the service's refusal, with `accessDeniedDetail`, unless RAM allows the caller. */
export function authorize(caller: Caller, permission: Permission, refusal: Refusal): void {
  const decision = evaluate(caller, permission);
  if (decision.allowed) return;
  const action = permission.actions[0] ?? '';
  throw new ApiError(refusal.status, refusal.code, refusal.message(action, caller.session !== null), {
    details: { accessDeniedDetail: accessDeniedDetail(caller, action, decision) },
  });
}

function accessDeniedDetail(caller: Caller, action: string, decision: Decision & { allowed: false }) {
  const { identity, session } = caller;
  return {
    AuthAction: action,
    AuthPrincipalDisplayName: session ? `${identity.name}:${session.sessionName}` : identity.uid,
    AuthPrincipalOwnerId: identity.accountId,
    AuthPrincipalType: session ? 'AssumedRoleUser' : 'SubUser',
    NoPermissionType: decision.noPermissionType,
    PolicyType: decision.policyType,
    EncodedDiagnosticMessage: Buffer.from(`${action} ${decision.noPermissionType}`).toString('base64'),
  };
}
