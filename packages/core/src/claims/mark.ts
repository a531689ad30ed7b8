import type { Claim } from './claim.js';

/**
 * The success mark. Whatever says something about the world outside gets it from a proven claim; null for any other,
 * whose sign is the reader’s. Elsewhere the sign may stand only for what this program did itself, for a setting or a plan:
 * where and why, `scripts/lint/success-marks.json` lists, and `check` refuses any other place.
 */
export function successMark(claim: Claim<string, string, string> | null): '✓' | null {
  return claim?.kind === 'proven' ? '✓' : null;
}
