import type { Closed } from './containers.js';
import type { PlacedLeak } from './leak.js';
import { findLeaks, type Leak } from './leak-find.js';

export type LeakSearchEvent =
  | { readonly kind: 'leak'; readonly leak: PlacedLeak }
  /** Not searched, and why: it must not count as clean. */
  | {
      readonly kind: 'skipped';
      readonly file: string;
      readonly why: 'tooLarge' | 'unreadable' | 'noGit' | 'gitFailed' | 'incomplete' | Closed;
      /** More about the reason, in git's words. */
      readonly detail?: string;
    }
  | { readonly kind: 'searched'; readonly files: number; readonly commits: boolean };

/** Larger files are skipped and reported. */
export const largestBytes = 16 * 1_048_576;

/** What bytes hold, and why part of them was not looked into, each reason once. */
export function leaksIn(bytes: Buffer): {
  readonly leaks: readonly Leak[];
  readonly closed: ReadonlySet<Closed>;
} {
  const closed = new Set<Closed>();
  const leaks = findLeaks(bytes, (why) => closed.add(why));
  return { leaks, closed };
}
