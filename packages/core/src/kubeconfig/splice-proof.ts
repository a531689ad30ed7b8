import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { isScanned, scanBlockLayout } from './block-scan.js';
import { expectedValue } from './merge-entries.js';
import { type Splice, spliceEdits } from './splice.js';
import { applyEdits, type Edit, editedPieces } from './text-edit.js';
import { type KubeconfigTree, sectionNames, type TextRange } from './tree.js';
import { parseTree } from './yaml-tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

export interface Spliced {
  /** The new text, in pieces: most of it is the old one's, and as one it would be another copy. */
  readonly pieces: readonly string[];
  /** What it reads as. */
  readonly value: YamlMapping;
}

/**
 * The new text, read again and compared with the plan: everything that is not ours must read as before. Throws
 * Refused otherwise, so that a misjudged layout costs a refusal and never a file.
 */
export function spliceAndProve(
  text: string,
  tree: KubeconfigTree,
  { file, entries, use }: Splice & { readonly file: string },
): Spliced {
  const edits = spliceEdits(text, tree, { entries, use });
  if (edits.length === 0) return { pieces: [text], value: tree.value };
  const pieces = editedPieces(text, edits);
  const value = expectedValue(tree.value, entries, use);
  const isProven =
    readsAsPlannedNearby(text, tree, { entries, use, edits }) ??
    isSame(readAgain(pieces.join(''), file), value);
  if (isProven) return { pieces, value };
  throw new AckringError('Refused', say('the layout of {file} cannot be edited safely', { file }), {
    remedy: say(
      'Change it in an editor, or fetch into a separate file with `--output FILE`; this one was not changed.',
    ),
  });
}

function isSame(value: YamlMapping | null, expected: YamlMapping): boolean {
  return value !== null && isSameValue(withLists(value), withLists(expected));
}

/** An emptied block list reads as null: to kubectl the same as none. */
function withLists(value: YamlMapping): YamlMapping {
  const lists = sectionNames.flatMap((name) => (value[name] === null ? [[name, []] as const] : []));
  return { ...value, ...Object.fromEntries(lists) };
}

function readAgain(text: string, file: string): YamlMapping | null {
  try {
    return parseTree(text, file).value;
  } catch (error) {
    if (error instanceof AckringError) return null;
    throw error;
  }
}

/**
 * The same proof by the lines that an edit comes near: a thousandth of a large file. In the layout that the scanner
 * reads, the lines of a list item mean the same whatever items are beside it. So those that are not touched, and whose
 * neighbours are not, are left out on both sides; every line between items, and between lists, is read again. Null
 * if this proves nothing.
 */
function readsAsPlannedNearby(
  text: string,
  tree: KubeconfigTree,
  { entries, use, edits }: Splice & { readonly edits: readonly Edit[] },
): boolean | null {
  if (!isScanned(tree)) return null;
  const before: Record<string, YamlValue> = { ...tree.value };
  const cuts: Edit[] = [];
  for (const name of sectionNames) {
    const section = tree.sections[name];
    if (section.kind !== 'block') continue;
    const list = listOf(tree.value[name]);
    const touched = entries.filter(({ section }) => section === name);
    const near = itemsNear(list, new Set(touched.map((each) => each.name)));
    before[name] = list.filter((_, index) => near.has(index));
    cuts.push(...joined(section.items.filter((_, index) => !near.has(index))));
  }
  if (cuts.length === 0 || doOverlap([...edits, ...cuts])) return null;
  const scanned = scanBlockLayout(applyEdits(text, [...edits, ...cuts]));
  return scanned === null ? null : isSame(scanned.value, expectedValue(before, entries, use));
}

/** The places of the items with these names, of their neighbours, and of the first and last ones. */
function itemsNear(list: readonly YamlValue[], names: ReadonlySet<string>): ReadonlySet<number> {
  const near = new Set([0, 1, list.length - 2, list.length - 1]);
  if (names.size === 0) return near;
  for (const [index, item] of list.entries())
    if (names.has(textOf(mappingOf(item)['name']) ?? ''))
      for (const each of [index - 1, index, index + 1]) near.add(each);
  return near;
}

/** Removes the items, those that follow each other as one. */
function joined(items: readonly TextRange[]): readonly Edit[] {
  const cuts: { start: number; end: number; text: '' }[] = [];
  for (const { start, end } of items) {
    const last = cuts.at(-1);
    if (last?.end === start) last.end = end;
    else cuts.push({ start, end, text: '' });
  }
  return cuts;
}

function doOverlap(ranges: readonly TextRange[]): boolean {
  const ordered = ranges.toSorted((one, other) => one.start - other.start);
  return ordered.some(({ start }, index) => start < (ordered[index - 1]?.end ?? 0));
}
