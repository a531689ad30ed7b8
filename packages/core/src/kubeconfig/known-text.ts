import type { Kubeconfig } from './kubeconfig.js';
import type { KubeconfigTree } from './tree.js';

/** A text, and what it was read as. */
interface Reading {
  readonly text: string;
  readonly tree: KubeconfigTree;
}

/** As long as a kubeconfig is in use, so is its reading. */
const readings = new WeakMap<Kubeconfig, Reading>();

/** The latest first. */
const latest: WeakRef<Reading>[] = [];

const mostKnown = 8;

/**
 * Keeps what a kubeconfig was read from for as long as that is in use: a plan's text is nearly always the one that is
 * found again under the lock, and reading it is most of the work of a merge into a large file. Returns the kubeconfig.
 */
export function withReading(kubeconfig: Kubeconfig, reading: Reading): Kubeconfig {
  readings.set(kubeconfig, reading);
  latest.unshift(new WeakRef(reading));
  latest.length = Math.min(latest.length, mostKnown);
  return kubeconfig;
}

/** What the very same text was read as; null if it is not known, or not in use any more. */
export function knownTree(text: string): KubeconfigTree | null {
  return inUse().find((each) => each.text === text)?.tree ?? null;
}

/** The text of these bytes, if it is known and pure ASCII: without a second copy of it. */
export function knownText(bytes: Buffer): string | null {
  return inUse().find(({ text }) => text.length === bytes.length && isTextOf(bytes, text))?.text ?? null;
}

function inUse(): readonly Reading[] {
  return latest.flatMap((each) => each.deref() ?? []);
}

/** Piece by piece, as UTF-8: bytes of the same number as characters that are equal to them are ASCII. */
function isTextOf(bytes: Buffer, text: string): boolean {
  const piece = Buffer.allocUnsafe(Math.min(text.length, pieceLength));
  for (let at = 0; at < text.length; at += pieceLength) {
    const end = Math.min(at + pieceLength, text.length);
    const written = piece.write(text.slice(at, end), 'utf8');
    if (written !== end - at || bytes.compare(piece, 0, written, at, end) !== 0) return false;
  }
  return true;
}

const pieceLength = 65_536;
