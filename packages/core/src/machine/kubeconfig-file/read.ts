import { isAscii } from 'node:buffer';
import { dirname, resolve } from 'node:path';
import { scanBlockLayout } from '../../kubeconfig/block-scan.js';
import { knownTexts, knownTree, withReading } from '../../kubeconfig/known-text.js';
import { type Kubeconfig, linkedPaths, toKubeconfig } from '../../kubeconfig/kubeconfig.js';
import { type KubeconfigOutline, outlineOf } from '../../kubeconfig/outline.js';
import { assertStructure } from '../../kubeconfig/structure.js';
import type { KubeconfigTree } from '../../kubeconfig/tree.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { orMissing, unreadable } from '../files/error.js';
import { holdsBytes, mostOfKubeconfig, mostOfSmall, readNamedFile } from '../files/named-file.js';
import type { OutlineCache } from './outline-cache.js';

/** Files read, and those that could not be: one broken file does not hide the others. */
export interface KubeconfigReading {
  /** In the order of KUBECONFIG; missing files are left out, as for kubectl. */
  readonly kubeconfigs: readonly Kubeconfig[];
  readonly problems: readonly FileProblem[];
  /** By file, also of one that is no kubeconfig: never print one. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads kubeconfig files with the certificates and keys they refer to. */
export async function readKubeconfigs(files: readonly string[]): Promise<KubeconfigReading> {
  const results = await Promise.all(files.map(readOne));
  return {
    kubeconfigs: results.filter((each) => each.kind === 'read').map((each) => each.kubeconfig),
    problems: results.filter((each) => each.kind === 'failed').map(({ file, error }) => ({ file, error })),
    texts: new Map(results.flatMap((each) => (each.text === null ? [] : [[each.file, each.text]]))),
  };
}

/** A kubeconfig file that could not be read; the others still count. */
export interface FileProblem {
  readonly file: string;
  readonly error: AckringError;
}

type Result = { readonly file: string; readonly text: string | null } & (
  | { readonly kind: 'read'; readonly kubeconfig: Kubeconfig }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly error: AckringError }
);

async function readOne(file: string): Promise<Result> {
  let text: string | null = null;
  try {
    const bytes = await orMissing(readWhole(file));
    if (bytes === null) return { file, text, kind: 'missing' };
    text = decodeText(bytes, file);
    return { file, text, kind: 'read', kubeconfig: await kubeconfigOf(text, file) };
  } catch (error) {
    return { file, text, kind: 'failed', error: unreadable(file, error) };
  }
}

/** As if the file had this text. Throws KubeconfigInvalid. */
export async function kubeconfigOf(text: string, file: string): Promise<Kubeconfig> {
  const tree = knownTree(text) ?? (await parse(text, file));
  assertStructure(tree.value, file);
  const kubeconfig = toKubeconfig(tree.value, file);
  return withReading({ ...kubeconfig, linked: await readLinked(kubeconfig) }, { text, tree });
}

/** Synchronous: the asynchronous call reads in pieces and takes three times as long for some megabytes. */
async function readWhole(file: string): Promise<Buffer> {
  return readNamedFile(file, mostOfKubeconfig);
}

// The YAML parser takes 25 ms to load: most files never need it.
async function parse(text: string, file: string): Promise<KubeconfigTree> {
  const scanned = scanBlockLayout(text);
  if (scanned) return scanned;
  const { parseYamlTree } = await import('../../kubeconfig/yaml-tree.js');
  return parseYamlTree(text, file);
}

/**
 * A file's text, including a byte order mark. As kubectl's parser has it: UTF-16 where a mark says so, which PowerShell
 * writes by `>`, else UTF-8. What is written is UTF-8 from then on, as by kubectl. Throws KubeconfigInvalid.
 */
export function decodeText(bytes: Buffer, file: string): string {
  const encoding = encodingOf(bytes);
  if (encoding === 'unmarked')
    throw new AckringError(
      'KubeconfigInvalid',
      say('{file}: UTF-16 without a byte order mark, which kubectl refuses', { file }),
      { remedy: say('Save it as UTF-8 in an editor; it was not changed.') },
    );
  if (encoding === 'utf-8' && isAscii(bytes)) return bytes.toString('latin1'); // six times as fast, and half the memory
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AckringError('KubeconfigInvalid', say('{file}: not UTF-8 text', { file }), {
      remedy: say('Save it as UTF-8 in an editor; it was not changed.'),
      cause: error,
    });
  }
}

function encodingOf([first, second, third, fourth]: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | 'unmarked' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const isUnmarked = (first === 0 && third === 0) || (second === 0 && fourth === 0);
  return isUnmarked ? 'unmarked' : 'utf-8';
}

async function readLinked(kubeconfig: Kubeconfig): Promise<ReadonlyMap<string, string>> {
  const folder = dirname(kubeconfig.file);
  const texts = await Promise.all(
    linkedPaths(kubeconfig).map(async (path): Promise<[string, string] | null> => {
      try {
        return [path, readNamedFile(resolve(folder, path), mostOfSmall).toString('utf8')];
      } catch {
        return null; // its user reports that it is missing
      }
    }),
  );
  return new Map(texts.filter((each) => each !== null));
}

/** Files read in outline, and those that could not be. */
export interface OutlineReading {
  /** In the order of KUBECONFIG; missing files are left out, as for kubectl. */
  readonly outlines: readonly KubeconfigOutline[];
  readonly problems: readonly FileProblem[];
}

/** Reads what lists show of kubeconfig files. What the cache knows is not parsed again. */
export async function readOutlines(files: readonly string[], cache: OutlineCache): Promise<OutlineReading> {
  const outlines: (KubeconfigOutline | null)[] = [];
  const problems: FileProblem[] = [];
  for (const file of files) {
    try {
      outlines.push(await outlineIfThere(file, cache));
    } catch (error) {
      problems.push({ file, error: unreadable(file, error) });
    }
  }
  return { outlines: outlines.filter((each) => each !== null), problems };
}

async function outlineIfThere(file: string, cache: OutlineCache): Promise<KubeconfigOutline | null> {
  const known = cache.read(file);
  if (known !== null) return { ...known, file };
  const bytes = await orMissing(readWhole(file));
  if (bytes === null) return null;
  const outline = outlineOf(await kubeconfigOf(decodeText(bytes, file), file));
  await cache.write(bytes, outline);
  return outline;
}

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
