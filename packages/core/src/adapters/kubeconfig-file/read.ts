import { isAscii } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AckringError } from '../../errors.js';
import { scanBlockLayout } from '../../kubeconfig/block-scan.js';
import { type Kubeconfig, toKubeconfig } from '../../kubeconfig/kubeconfig.js';
import { linkedPaths } from '../../kubeconfig/material.js';
import { assertStructure } from '../../kubeconfig/structure.js';
import { word } from '../../shell-word.js';
import { orMissing, unreadable } from '../files/error.js';

/** Files read, and those that could not be: one broken file does not hide the others. */
export interface KubeconfigReading {
  /** In the order of KUBECONFIG; files that do not exist are left out, as for kubectl. */
  readonly kubeconfigs: readonly Kubeconfig[];
  readonly problems: readonly { readonly file: string; readonly error: AckringError }[];
}

/** Reads kubeconfig files together with the certificates and keys they point to. */
export async function readKubeconfigs(files: readonly string[]): Promise<KubeconfigReading> {
  const results = await Promise.all(files.map(readOne));
  return {
    kubeconfigs: results.filter((each) => each.kind === 'read').map((each) => each.kubeconfig),
    problems: results.filter((each) => each.kind === 'failed').map(({ file, error }) => ({ file, error })),
  };
}

type Result =
  | { readonly kind: 'read'; readonly kubeconfig: Kubeconfig }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly file: string; readonly error: AckringError };

async function readOne(file: string): Promise<Result> {
  try {
    const bytes = await orMissing(readWhole(file));
    if (bytes === null) return { kind: 'missing' };
    const kubeconfig = await parse(decodeText(bytes, file), file);
    return { kind: 'read', kubeconfig: { ...kubeconfig, linked: await readLinked(kubeconfig) } };
  } catch (error) {
    return { kind: 'failed', file, error: unreadable(file, error) };
  }
}

/** At once: the asynchronous call reads in pieces and takes three times as long for some megabytes. */
async function readWhole(file: string): Promise<Buffer> {
  if (statSync(file).size > mostBytes) {
    throw new AckringError('FileUnreadable', `${file} is larger than any kubeconfig`, {
      remedy: `Look at what it is: \`ls -l ${word(file)}\`.`,
    });
  }
  return readFileSync(file);
}

/** Ten thousand contexts take a quarter of it. */
const mostBytes = 256 * 1_048_576;

// The YAML parser takes 25 ms to load: most files never need it.
async function parse(text: string, file: string): Promise<Kubeconfig> {
  const scanned = scanBlockLayout(text);
  if (scanned) {
    assertStructure(scanned.value, file);
    return toKubeconfig(scanned.value, file);
  }
  const { readKubeconfig } = await import('../../kubeconfig/read.js');
  return readKubeconfig(text, { file });
}

/** A file's text; a byte order mark stays. Throws KubeconfigInvalid for bytes that are not UTF-8. */
export function decodeText(bytes: Buffer, file: string): string {
  if (isAscii(bytes)) return bytes.toString('latin1'); // six times as fast, and half the memory
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AckringError('KubeconfigInvalid', `${file}: this is not UTF-8 text`, {
      remedy: 'Save it as UTF-8 in an editor; it was not changed.',
      cause: error,
    });
  }
}

async function readLinked(kubeconfig: Kubeconfig): Promise<ReadonlyMap<string, string>> {
  const folder = dirname(kubeconfig.file);
  const texts = await Promise.all(
    linkedPaths(kubeconfig).map(async (path): Promise<[string, string] | null> => {
      try {
        return [path, await readSmall(resolve(folder, path))];
      } catch {
        return null; // whoever needs it says that it is missing
      }
    }),
  );
  return new Map(texts.filter((each) => each !== null));
}

/** A kubeconfig may point to anything: a device without end, a pipe that nobody writes to. */
async function readSmall(path: string): Promise<string> {
  const facts = await stat(path);
  if (!facts.isFile() || facts.size > mostLinkedBytes) throw new Error('no certificate, key or token');
  return readFile(path, 'utf8');
}

const mostLinkedBytes = 1_048_576;
