import type { PlacedLeak } from './leak.js';
import { findLeaks } from './leak-find.js';

export type LeakSearchEvent =
  | { readonly kind: 'leak'; readonly leak: PlacedLeak }
  /** Not looked into, and why: nobody may rest on what was not seen. */
  | {
      readonly kind: 'skipped';
      readonly file: string;
      readonly why: 'tooLarge' | 'unreadable' | 'noGit' | 'gitFailed' | 'incomplete';
      /** More of the reason, in the words of git. */
      readonly detail?: string;
    }
  | { readonly kind: 'searched'; readonly files: number; readonly commits: boolean };

/** Larger ones are passed over and told. */
export const largestBytes = 16 * 1_048_576;

/** The words a kubeconfig gives itself away by, as they are and in base64 at each of its three offsets. */
const marks = ['client-certificate-data', '-----BEGIN CERTIFICATE'].flatMap((word) => [
  word,
  ...[0, 1, 2].map((shift) => base64Core(word, shift)),
]);

function base64Core(word: string, shift: number): string {
  const encoded = Buffer.from(' '.repeat(shift) + word).toString('base64');
  const isEven = (word.length + shift) % 3 === 0;
  return encoded.slice(shift === 0 ? 0 : 4, isEven ? undefined : -4);
}

/** Most files hold none of the marks and are not looked at any closer. */
export function leaksIn(bytes: Buffer) {
  return marks.some((mark) => bytes.includes(mark)) ? findLeaks(bytes.toString('utf8')) : [];
}
