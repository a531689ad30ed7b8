import * as v from 'valibot';
import { ApiError } from '../http/reply.js';
import { matchesWildcards } from '../matching/patterns.js';
import type { Caller, PolicyDocument, PolicyStatement } from '../world/identities.js';

/** What a request needs: one of the actions, on a resource such as `acs:cs:cn-hangzhou:1234:cluster/c1`. */
interface Permission {
  /** Sources name some operations' action in two ways: either is enough. */
  readonly actions: readonly string[];
  readonly resource: string;
  /** Condition keys with the request's values, such as `cs:KubeConfigDurationMinutes`. */
  readonly context?: Readonly<Record<string, string>>;
  /** The resource may be another account's, whose own policy must allow it as well: a role's trust. */
  readonly reachesOut?: boolean;
}

/** Allowed, or how it was denied, in the words of `accessDeniedDetail`. */
type Decision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly noPermissionType: 'ImplicitDeny' | 'ExplicitDeny';
      readonly policyType: 'AccountLevelIdentityBasedPolicy' | 'SessionPolicy';
    };

/**
 * Evaluates RAM policies: an explicit deny wins, then an allow; an assumed role's session policy narrows both.
 * Another account's resources are out of reach, even for the account root.
 */
export function evaluate(caller: Caller, permission: Permission): Decision {
  caller.identity.asked?.add(permission.actions.join('|'));
  if (!permission.reachesOut && isForeign(caller, permission)) {
    return denial('none', 'AccountLevelIdentityBasedPolicy');
  }
  if (caller.identity.type === 'RootAccount') return { allowed: true };
  const { policies, inherited = [] } = caller.identity;
  const own = judge([...policies, ...inherited], permission);
  if (own !== 'allow') return denial(own, 'AccountLevelIdentityBasedPolicy');
  const sessionPolicy = caller.session?.policy;
  const narrowed = sessionPolicy ? judge([sessionPolicy], permission) : 'allow';
  return narrowed === 'allow' ? { allowed: true } : denial(narrowed, 'SessionPolicy');
}

/** Whether the resource's ARN names another account than the caller's. */
function isForeign({ identity }: Caller, { resource }: Permission): boolean {
  const account = resource.split(':')[3] ?? '';
  return /^\d+$/.test(account) && account !== identity.accountId;
}

type Judgement = 'allow' | 'deny' | 'none';

function denial(
  judgement: 'deny' | 'none',
  policyType: 'AccountLevelIdentityBasedPolicy' | 'SessionPolicy',
): Decision {
  return {
    allowed: false,
    noPermissionType: judgement === 'deny' ? 'ExplicitDeny' : 'ImplicitDeny',
    policyType,
  };
}

function judge(policies: readonly PolicyDocument[], permission: Permission): Judgement {
  const statements = policies
    .flatMap((policy) => policy.Statement)
    .filter((each) => applies(each, permission));
  if (statements.some((statement) => statement.Effect === 'Deny')) return 'deny';
  return statements.some((statement) => statement.Effect === 'Allow') ? 'allow' : 'none';
}

function applies(statement: PolicyStatement, { actions, resource, context = {} }: Permission): boolean {
  return (
    actions.some((action) => matchesAny(statement.Action, action.toLowerCase(), true)) &&
    matchesAny(statement.Resource, resource, false) &&
    areMet(statement.Condition ?? {}, context)
  );
}

/** Whether a request's values meet every condition: `{StringEquals: {'oidc:sub': …}}`. */
export function areMet(
  conditions: NonNullable<PolicyStatement['Condition']>,
  context: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => meets(operator, context[key], expected)),
  );
}

function matchesAny(patterns: string | readonly string[], value: string, lowerCase: boolean): boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return list.some((pattern) => wildcard(lowerCase ? pattern.toLowerCase() : pattern, value));
}

/** `*` matches any text, `?` one character. */
function wildcard(pattern: string, value: string): boolean {
  return matchesWildcards(pattern, value, { any: '*', one: '?' });
}

/** A condition on a key that the request does not have is not met. */
function meets(operator: string, actual: string | undefined, expected: unknown): boolean {
  if (actual === undefined) return false;
  const values = (Array.isArray(expected) ? expected : [expected]).map(String);
  switch (operator) {
    case 'StringEquals':
      return values.includes(actual);
    case 'StringNotEquals':
      return !values.includes(actual);
    case 'StringLike':
      return values.some((pattern) => wildcard(pattern, actual));
    case 'NumericLessThanEquals':
      return values.every((value) => Number(actual) <= Number(value));
    case 'NumericLessThan':
      return values.every((value) => Number(actual) < Number(value));
    case 'NumericEquals':
      return values.some((value) => Number(actual) === Number(value));
    case 'NumericGreaterThanEquals':
      return values.every((value) => Number(actual) >= Number(value));
    case 'NumericGreaterThan':
      return values.every((value) => Number(actual) > Number(value));
    case 'Bool':
      return values.includes(actual);
    default:
      return false;
  }
}

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

/** Asks RAM whether the caller may perform an action on a resource, and refuses in the service's own words. */
type Permit = (caller: Caller, action: string, resource: string) => void;

/** Creates the check for one service. */
export function permitOrRefuse(refusal: Refusal): Permit {
  return (caller, action, resource) => authorize(caller, { actions: [action], resource }, refusal);
}

const words = v.union([v.string(), v.array(v.string())]);

const document = v.object({
  Version: v.literal('1'),
  Statement: v.array(
    v.object({
      Effect: v.picklist(['Allow', 'Deny']),
      Action: words,
      Resource: words,
      Condition: v.exactOptional(v.record(v.string(), v.record(v.string(), v.unknown()))),
    }),
  ),
});

/** A RAM policy from text; null if it breaks the grammar. `NotAction` and `NotResource` are not known here. */
export function readPolicyDocument(text: string): PolicyDocument | null {
  try {
    const result = v.safeParse(document, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
