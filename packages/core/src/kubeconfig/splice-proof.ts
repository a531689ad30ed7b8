import { AckringError } from '../errors.js';
import { type EntryChange, expectedValue } from './merge-entries.js';
import { spliceEntries } from './merge-splice.js';
import { parseTree } from './parse-tree.js';
import type { KubeconfigTree } from './tree.js';
import { isSameValue, type YamlMapping } from './yaml-value.js';

export interface Splice {
  readonly file: string;
  readonly entries: readonly EntryChange[];
  /** The new current context, or null to leave it alone. */
  readonly use: string | null;
}

/**
 * The new text, read again and compared with what was planned: everything that is not ours must read as
 * before. Throws Refused otherwise, so that a layout we misjudge costs a refusal and never a file.
 */
export function spliceAndProve(text: string, tree: KubeconfigTree, { file, entries, use }: Splice): string {
  const spliced = spliceEntries(text, tree, { entries, use });
  if (spliced === text) return text;
  const expected = expectedValue(tree.value, entries, use);
  if (isSameValue(readAgain(spliced, file) ?? undefined, expected)) return spliced;
  throw new AckringError('Refused', `${file} is laid out in a way that cannot be edited safely`, {
    remedy: 'Fetch into a file of its own with `--output FILE`; this one was not changed.',
  });
}

function readAgain(text: string, file: string): YamlMapping | null {
  try {
    return parseTree(text, file).value;
  } catch (error) {
    if (error instanceof AckringError) return null;
    throw error;
  }
}
