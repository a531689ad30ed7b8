import { currentContextEdit, flowPair } from './current-context.js';
import { editItem } from './item-edit.js';
import type { EntryChange } from './merge-entries.js';
import { applyEdits, type Edit, insertLines, renderFlow, renderItem, renderPair } from './text-edit.js';
import { type KubeconfigTree, type Section, type SectionName, sectionNames, type TextRange } from './tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

/** What is to change in a text. */
export interface Splice {
  readonly entries: readonly EntryChange[];
  /** The new current context, or null to leave it alone. */
  readonly use: string | null;
}

/** The new text: the changed values and new lines spliced in, every other character where it was. */
export function spliceEntries(text: string, tree: KubeconfigTree, splice: Splice): string {
  return applyEdits(text, spliceEdits(text, tree, splice));
}

/** The edits that make it; none if nothing changes. */
export function spliceEdits(text: string, tree: KubeconfigTree, { entries, use }: Splice): readonly Edit[] {
  const changed = entries.filter(({ from, to }) => !isSameValue(from ?? undefined, to ?? undefined));
  // New lists last: if the text ends with a list, its new item must come before them.
  const isNew = (name: SectionName) => tree.sections[name].kind === 'absent';
  const ordered = [...sectionNames.filter((name) => !isNew(name)), ...sectionNames.filter(isNew)];
  const edits = ordered.flatMap((name) => {
    const own = changed.filter(({ section }) => section === name);
    return own.length === 0 ? [] : sectionEdits(text, tree, name, own);
  });
  const switching = use !== null && use !== textOf(tree.value['current-context']);
  return switching ? [...edits, currentContextEdit(text, tree, use)] : edits;
}

/** The change of one list. */
function sectionEdits(
  text: string,
  tree: KubeconfigTree,
  name: SectionName,
  changed: readonly EntryChange[],
): Edit[] {
  const section = tree.sections[name];
  const added = changed.flatMap(({ from, to }) => (from === null && to !== null ? [to] : []));
  if (section.kind === 'absent') return added.length === 0 ? [] : [newSection(text, tree, name, added)];
  if (section.kind === 'empty') return added.length === 0 ? [] : fillSection(text, tree, section, added);
  const names = listOf(tree.value[name]).map((item) => textOf(mappingOf(item)['name']) ?? '');
  const places = new Map(names.map((each, index) => [each, index]));
  const placeOf = (entry: EntryChange) => places.get(entry.name) ?? -1;
  const removed = changed.filter(({ from, to }) => from !== null && to === null).map(placeOf);
  const replaced = changed.flatMap((entry) => {
    const range = section.items[placeOf(entry)];
    const { from, to } = entry;
    return range && from && to ? [replaceItem(text, section, range, { from, to })] : [];
  });
  return [
    ...removals(section, removed),
    ...replaced,
    ...added.map((item) => appendItem(text, section, item)),
  ];
}

/**
 * Block items are removed by whole lines; within brackets an item goes with the comma before it, the first with the
 * one after.
 */
function removals(section: Filled, removed: readonly number[]): Edit[] {
  if (removed.length === 0) return [];
  const { items } = section;
  if (section.kind === 'block') {
    return removed.flatMap((index) => {
      const item = items[index];
      return item === undefined ? [] : [{ ...item, text: '' }];
    });
  }
  const gone = new Set(removed);
  const firstKept = items.findIndex((_, index) => !gone.has(index));
  if (firstKept === -1) return [{ ...section.value, text: '[]' }];
  return removed.flatMap((index) => {
    const start = index < firstKept ? items[index]?.start : items[index - 1]?.end;
    const end = index < firstKept ? items[index + 1]?.start : items[index]?.end;
    return start === undefined || end === undefined ? [] : [{ start, end, text: '' }];
  });
}

function newSection(text: string, tree: KubeconfigTree, name: SectionName, added: YamlMapping[]): Edit {
  if (!tree.isFlow) return insertLines(text, tree.end, renderPair(name, added, 0));
  return flowPair(tree, `${JSON.stringify(name)}: ${renderFlow(added)}`);
}

type Filled = Extract<Section, { kind: 'block' | 'flow' }>;

type Empty = Extract<Section, { kind: 'empty' }>;

function fillSection(text: string, tree: KubeconfigTree, section: Empty, added: YamlMapping[]): Edit[] {
  if (tree.isFlow) return [{ ...section.value, text: ` ${renderFlow(added)}` }];
  const lines = added.flatMap((item) => renderItem(item, 0));
  return [{ ...section.value, text: '' }, insertLines(text, section.lineEnd, lines)];
}

function appendItem(text: string, section: Filled, item: YamlMapping): Edit {
  const last = section.items.at(-1);
  const at = last?.end ?? section.items.length;
  if (section.kind === 'block') return insertLines(text, at, renderItem(item, section.indent));
  return { start: at, end: at, text: `, ${renderFlow(item)}` };
}

function replaceItem(
  text: string,
  section: Filled,
  range: TextRange,
  { from, to }: { readonly from: YamlMapping; readonly to: YamlMapping },
): Edit {
  if (section.kind === 'flow') return { ...range, text: renderFlow(to) };
  const itemText = text.slice(range.start, range.end);
  return { ...range, text: editItem(itemText, { from, to, indent: section.indent }) };
}
