/** A rule of a Role or a ClusterRole. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  /** `pods`, `pods/log`, or with a star for all and for a sub-resource of all. */
  readonly resources?: readonly string[];
  /** Absent or empty: every name, and what has none. */
  readonly resourceNames?: readonly string[];
  /** Paths, with a star at the end for all below. */
  readonly nonResourceURLs?: readonly string[];
}

/** What a user wants to do. */
export type Attempt =
  | { readonly kind: 'path'; readonly verb: string; readonly path: string }
  | {
      readonly kind: 'resource';
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string | null;
      /** Null: cluster-wide. */
      readonly namespace: string | null;
      readonly name: string | null;
    };

/** Whether a rule covers an attempt, in the rule's own scope. */
export function permits(rule: PolicyRule, attempt: Attempt): boolean {
  if (!includes(rule.verbs, attempt.verb)) return false;
  if (attempt.kind === 'path') {
    return (rule.nonResourceURLs ?? []).some((pattern) => matchesPath(pattern, attempt.path));
  }
  const names = rule.resourceNames ?? [];
  return (
    includes(rule.apiGroups ?? [], attempt.group) &&
    (rule.resources ?? []).some((each) => matchesResource(each, attempt.resource, attempt.subresource)) &&
    (names.length === 0 || (attempt.name !== null && names.includes(attempt.name)))
  );
}

function matchesResource(pattern: string, resource: string, subresource: string | null): boolean {
  if (pattern === '*') return true;
  if (subresource === null) return pattern === resource;
  return pattern === `${resource}/${subresource}` || pattern === `*/${subresource}`;
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes('*') || names.includes(name);
}
