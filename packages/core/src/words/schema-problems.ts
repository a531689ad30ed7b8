import type { BaseIssue, Config } from 'valibot';

/**
 * The problems of a document, a line each: where (`sinks[0].bucket`), what, and what is expected. Never the value
 * itself, which under a misspelt name may be a secret.
 */
export function schemaProblems(issues: readonly BaseIssue<unknown>[]): string[] {
  return [...new Set(issues.map(describe))];
}

function describe(issue: BaseIssue<unknown>): string {
  const path = pathOf(issue);
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${path}: is not a known setting`;
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `${path}: is missing`;
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

function pathOf({ path }: BaseIssue<unknown>): string {
  return (path ?? []).reduce(
    (dotted, { key }) =>
      typeof key === 'number' ? `${dotted}[${key}]` : `${dotted}${dotted === '' ? '' : '.'}${String(key)}`,
    '',
  );
}

/**
 * For `safeParse`: what a value must be, where a schema has no message of its own. The library's messages quote the
 * value, which under a misspelt name may be a secret.
 */
export const unquoting: Config<BaseIssue<unknown>> = {
  message: ({ expected }) => (expected === null ? 'is not as it must be' : `must be ${expected}`),
};
