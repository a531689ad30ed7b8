import { AckringError } from '../words/errors.js';
import {
  applyEdits,
  type Edit,
  editItem,
  insertLines,
  renderFlow,
  renderItem,
  renderPair,
  renderScalar,
} from './item-edit.js';
import { type EntryChange, expectedValue } from './merge-entries.js';
import type { KubeconfigTree, Section, SectionName } from './tree.js';
import { parseTree } from './yaml-tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

interface Splice {
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

/** The new text: the changed values and new lines spliced in, every other character where it was. */
export function spliceEntries(
  text: string,
  tree: KubeconfigTree,
  { entries, use }: { readonly entries: readonly EntryChange[]; readonly use: string | null },
): string {
  const changed = entries.filter(({ from, to }) => !isSameValue(from ?? undefined, to));
  // New lists last: where the text ends with a list, its new item must come before them.
  const isNew = ({ section }: EntryChange) => tree.sections[section].kind === 'absent';
  const ordered = [...changed.filter((each) => !isNew(each)), ...changed.filter(isNew)];
  const edits = ordered.flatMap((entry) => entryEdits(text, tree, entry));
  const switching = use !== null && use !== textOf(tree.value['current-context']);
  return applyEdits(text, [...edits, ...(switching ? [currentContextEdit(text, tree, use)] : [])]);
}

function entryEdits(text: string, tree: KubeconfigTree, entry: EntryChange): Edit[] {
  const section = tree.sections[entry.section];
  if (section.kind === 'absent') return [newSection(text, tree, entry)];
  if (section.kind === 'empty') return fillSection(text, tree, section, entry);
  if (entry.from) return [replaceItem(text, tree, section, { ...entry, from: entry.from })];
  return [appendItem(text, section, entry)];
}

function newSection(text: string, tree: KubeconfigTree, { section, to }: EntryChange): Edit {
  if (!tree.isFlow) return insertLines(text, tree.end, renderPair(section, [to], 0));
  return flowPair(tree, `${JSON.stringify(section)}: ${renderFlow([to])}`);
}

function flowPair(tree: KubeconfigTree, pair: string): Edit {
  const comma = Object.keys(tree.value).length > 0 ? ', ' : '';
  return { start: tree.end, end: tree.end, text: `${comma}${pair}` };
}

type Filled = Extract<Section, { kind: 'block' | 'flow' }>;

type Empty = Extract<Section, { kind: 'empty' }>;

function fillSection(text: string, tree: KubeconfigTree, section: Empty, { to }: EntryChange): Edit[] {
  if (tree.isFlow) return [{ ...section.value, text: ` ${renderFlow([to])}` }];
  return [{ ...section.value, text: '' }, insertLines(text, section.lineEnd, renderItem(to, 0))];
}

function appendItem(text: string, section: Filled, { to }: EntryChange): Edit {
  const last = section.items.at(-1);
  const at = last?.end ?? section.items.length;
  if (section.kind === 'block') return insertLines(text, at, renderItem(to, section.indent));
  return { start: at, end: at, text: `, ${renderFlow(to)}` };
}

function replaceItem(
  text: string,
  tree: KubeconfigTree,
  section: Filled,
  { section: name, from, to, name: entry }: EntryChange & { readonly from: NonNullable<EntryChange['from']> },
): Edit {
  const range = section.items[indexOfName(tree, name, entry)] ?? { start: 0, end: 0 };
  if (section.kind === 'flow') return { ...range, text: renderFlow(to) };
  const itemText = text.slice(range.start, range.end);
  return { ...range, text: editItem(itemText, { from, to, indent: section.indent }) };
}

function indexOfName(tree: KubeconfigTree, section: SectionName, name: string): number {
  return listOf(tree.value[section]).findIndex((item) => textOf(mappingOf(item)['name']) === name);
}

function currentContextEdit(text: string, tree: KubeconfigTree, use: string): Edit {
  const place = tree.currentContext;
  if (place) return { ...place, text: ` ${tree.isFlow ? JSON.stringify(use) : renderScalar(use)}` };
  if (!tree.isFlow) return insertLines(text, tree.end, renderPair('current-context', use, 0));
  return flowPair(tree, `"current-context": ${JSON.stringify(use)}`);
}
