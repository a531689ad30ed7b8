import { knownTexts } from '../../kubeconfig/known-text.js';
import { holdsBytes } from '../files/named-file.js';
import { decodeText, readWhole } from './read.js';

/** What a file holds. */
export interface FileContent {
  readonly text: string;
  /** Its bytes from the start, each time; see `bytesOf`. */
  readonly bytes: () => Iterable<Uint8Array>;
}

/**
 * Reads a file. One with a text that is known is only compared with it: a large one takes no second copy. Throws the
 * system's own error, FileUnreadable, and KubeconfigInvalid (not UTF-8).
 */
export async function readContent(path: string, file: string): Promise<FileContent> {
  const known = knownTexts().find((text) => holdsBytes(path, bytesOf([text])));
  if (known !== undefined) return { text: known, bytes: () => bytesOf([known]) };
  const bytes = await readWhole(path);
  return { text: decodeText(bytes, file), bytes: () => [bytes] };
}

/**
 * The UTF-8 of a text that is given in pieces, some hundred kilobytes at a time and all in the same memory: take what
 * you need of one before you ask for the next.
 */
export function* bytesOf(pieces: readonly string[]): Generator<Uint8Array> {
  const memory = Buffer.allocUnsafeSlow(memorySize);
  let filled = 0;
  for (const piece of wholeCharacters(pieces)) {
    for (let at = 0; at < piece.length; ) {
      if (memorySize - filled < 3 * stepLength) {
        yield memory.subarray(0, filled);
        filled = 0;
      }
      const end = Math.min(at + stepLength, piece.length);
      const until = end < piece.length && isCutAfter(piece, end) ? end - 1 : end;
      filled += memory.write(piece.slice(at, until), filled, 'utf8');
      at = until;
    }
  }
  if (filled > 0) yield memory.subarray(0, filled);
}

/** A character whose two halves are in two pieces goes into the later one. */
function* wholeCharacters(pieces: readonly string[]): Generator<string> {
  let half = '';
  for (const piece of pieces) {
    const whole = half + piece;
    half = isCutAfter(whole, whole.length) ? whole.slice(-1) : '';
    yield half === '' ? whole : whole.slice(0, -1);
  }
  yield half;
}

/** Whether the first half of a character is before `end`. */
function isCutAfter(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last < 0xdc00;
}

const memorySize = 1_048_576;

/** In characters, of which UTF-8 takes up to three bytes each. */
const stepLength = 65_536;
