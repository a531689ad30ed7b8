import type { BaseIssue, Config } from 'valibot';

/**
 * For `safeParse`: what a value must be, where a schema has no words of its own. The library's own messages
 * quote the value they met, and beside a misspelt name that may well be a secret.
 */
export const unquoting: Config<BaseIssue<unknown>> = {
  message: ({ expected }) => (expected === null ? 'is not as it must be' : `must be ${expected}`),
};
