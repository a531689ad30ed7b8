import type { PlacedLeak } from './leak.js';
import { findLeaks } from './leak-find.js';

export type LeakSearchEvent =
  | { readonly kind: 'leak'; readonly leak: PlacedLeak }
  /** Not searched, and why: it must not count as clean. */
  | {
      readonly kind: 'skipped';
      readonly file: string;
      readonly why: 'tooLarge' | 'unreadable' | 'noGit' | 'gitFailed' | 'incomplete';
      /** More about the reason, in git's words. */
      readonly detail?: string;
    }
  | { readonly kind: 'searched'; readonly files: number; readonly commits: boolean };

/** Larger files are skipped and reported. */
export const largestBytes = 16 * 1_048_576;

/** Words that every kubeconfig contains, plain and in base64 at each of its three offsets. */
const marks = ['client-certificate-data', '-----BEGIN CERTIFICATE'].flatMap((word) => [
  word,
  ...[0, 1, 2].map((shift) => base64Core(word, shift)),
]);

function base64Core(word: string, shift: number): string {
  const encoded = Buffer.from(' '.repeat(shift) + word).toString('base64');
  const isEven = (word.length + shift) % 3 === 0;
  return encoded.slice(shift === 0 ? 0 : 4, isEven ? undefined : -4);
}

/** Most files contain none of the marks and are not examined further. */
export function leaksIn(bytes: Buffer) {
  return marks.some((mark) => bytes.includes(mark)) ? findLeaks(bytes.toString('utf8')) : [];
}
