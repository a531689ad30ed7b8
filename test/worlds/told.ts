import { claimTable } from '@ackring/core/internal/claims/table';
import type { Told } from './command-place.js';
import type { Claimed } from './held-claims.js';

/**
 * Every claim of the table that was printed for people, by its asserting words. What it says of this world is in
 * `truths`; a claim that nobody expects here is untrue.
 */
export function claimedIn(
  { words }: Told,
  what: string,
  truths: Readonly<Partial<Record<string, boolean>>>,
): readonly Claimed[] {
  return claimTable.flatMap(({ name, printed }) => {
    // Where not all was searched it is said in the same sentence.
    const told = words.replaceAll('no kubeconfig was found in what could be searched', '');
    const found = printed.find((phrase) => told.includes(phrase));
    if (found === undefined) return [];
    const isSo = truths[name];
    return [
      {
        what: `${what}, in words`,
        said: `${name}: ${found}`,
        untrue: isSo === true ? null : `"${found}", and it is ${isSo === false ? 'not so' : 'never so here'}`,
        isUnknown: false,
        couldBeSeen: false,
      },
    ];
  });
}

/** The success mark of a command that has one for one thing: whether it is so. */
export function markedIn({ words }: Told, what: string, isSo: boolean): Claimed {
  const isMarked = words.includes('✓');
  return {
    what: `${what}, its mark`,
    said: isMarked ? '✓' : 'none',
    untrue: isMarked && !isSo ? `✓: ${words.trim()}` : null,
    isUnknown: false,
    couldBeSeen: false,
  };
}

type Json = Readonly<Record<string, unknown>>;

/** The records at a path of a JSON value, through all lists; a record is a list of one. */
export function recordsIn(value: unknown, ...path: readonly string[]): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((each) => recordsIn(each, ...path));
  if (typeof value !== 'object' || value === null) return [];
  const [first, ...rest] = path;
  return first === undefined ? [value as Json] : recordsIn((value as Json)[first], ...rest);
}

/** The text at a path; empty if there is none. */
export function textIn(value: unknown, ...path: readonly string[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return typeof value === 'string' ? value : '';
  return typeof value === 'object' && value !== null ? textIn((value as Json)[first], ...rest) : '';
}
