import { type KubeconfigOutline, outlineOf } from '../../kubeconfig/outline.js';
import { orMissing, unreadable } from '../files/error.js';
import type { OutlineCache } from './outline-cache.js';
import { decodeText, type FileProblem, kubeconfigOf, readWhole } from './read.js';

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
