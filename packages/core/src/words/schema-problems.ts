import type { BaseIssue, Config } from 'valibot';
import { quoted, type Sentence, say, toText } from './say.js';

/** What schemas demand, by its English: messages of the library are plain text. */
const demands = new Map<string, Sentence>();

/** A message for a schema, which `schemaProblems` tells in every language. */
export function demand(sentence: Sentence): string {
  const english = toText(sentence);
  demands.set(english, sentence);
  return english;
}

/**
 * The problems of a document: where (`sinks[0].bucket`, and the line if that is known), what, and what is expected.
 * Never the value itself, which under a misspelt name may be a secret.
 */
export function schemaProblems(
  issues: readonly BaseIssue<unknown>[],
  lineOf: (path: readonly PropertyKey[]) => number | null = () => null,
): readonly Sentence[] {
  const problems = issues.map((issue) => {
    const line = lineOf((issue.path ?? []).map(({ key }) => key as PropertyKey));
    const problem = describe(issue);
    return line === null ? problem : say('line {line}: {problem}', { line, problem });
  });
  return [...new Map(problems.map((problem) => [toText(problem), problem])).values()];
}

function describe(issue: BaseIssue<unknown>): Sentence {
  const path = pathOf(issue);
  const problem = problemOf(issue);
  return path === '' ? problem : say('{path}: {problem}', { path, problem });
}

function problemOf({ type, expected, received, message }: BaseIssue<unknown>): Sentence {
  if (type === 'strict_object' && expected === 'never') return say('is not a known setting');
  if (type === 'strict_object' && received === 'undefined') return say('is missing');
  return demands.get(message) ?? quoted(message);
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
  message: ({ expected }) =>
    demand(expected === null ? say('is not as it must be') : say('must be {expected}', { expected })),
};
