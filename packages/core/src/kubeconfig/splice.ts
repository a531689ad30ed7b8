import { isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import { AckringError } from '../words/errors.js';
import { currentContextEdit, flowPair } from './current-context.js';
import type { EntryChange } from './merge-entries.js';
import {
  applyEdits,
  type Edit,
  insertLines,
  lineBreakOf,
  renderFlow,
  renderItem,
  renderPair,
  renderScalar,
} from './text-edit.js';
import {
  indentAt,
  type KubeconfigTree,
  lineAfter,
  lineStartOf,
  type Section,
  type SectionName,
  sectionNames,
  type TextRange,
} from './tree.js';
import { contentEnd, parseYaml } from './yaml-tree.js';
import {
  isMapping,
  isSameValue,
  listOf,
  mappingOf,
  textOf,
  type YamlMapping,
  type YamlValue,
} from './yaml-value.js';

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
  const leading = new Set(items.slice(0, firstKept));
  return removed.flatMap((index) => {
    const [before, item, after] = [items[index - 1], items[index], items[index + 1]];
    const isLeading = item !== undefined && leading.has(item);
    const [start, end] = isLeading ? [item.start, after?.start] : [before?.end, item?.end];
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

/**
 * The new text of one block list item (whole lines): only changed values are replaced, so that comments and order
 * inside our own entries stay too. If its layout is too unusual for that, it is rewritten.
 */
export function editItem(
  itemText: string,
  change: { from: YamlMapping; to: YamlMapping; indent: number },
): string {
  const edits = fieldEdits(itemText, change.from, change.to);
  if (edits) return applyEdits(itemText, edits);
  const lineBreak = lineBreakOf(itemText);
  return `${renderItem(change.to, change.indent).join(lineBreak)}${lineBreak}`;
}

function fieldEdits(text: string, from: YamlMapping, to: YamlMapping): Edits {
  const item = onlyItem(text);
  return item && mappingEdits(text, item, from, to);
}

function onlyItem(text: string): YAMLMap.Parsed | null {
  try {
    const root = parseYaml(text, '').document.contents;
    const item = isSeq(root) ? root.items[0] : null;
    return isMap(item) && item.flow !== true ? item : null;
  } catch (error) {
    if (error instanceof AckringError) return null;
    throw error;
  }
}

/** Null if the layout does not allow it. */
type Edits = readonly Edit[] | null;

function mappingEdits(text: string, node: YAMLMap.Parsed, from: YamlMapping, to: YamlMapping): Edits {
  const changed = Object.entries(to).filter(([key, value]) => !isSameValue(from[key], value));
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  if (removed.length === node.items.length) return null;
  const edits: Edits[] = [
    ...changed.map(([key, value]) => setPair(text, node, key, { from: from[key] ?? null, to: value })),
    ...removed.map((key) => removePair(text, pairOf(node, key))),
  ];
  return edits.every((each) => each !== null) ? edits.flat() : null;
}

type AnyPair = YAMLMap.Parsed['items'][number];

function pairOf(node: YAMLMap.Parsed, key: string): AnyPair | null {
  const pairs = node.items.filter((pair) => isScalar(pair.key) && pair.key.value === key);
  return pairs.length === 1 ? (pairs[0] ?? null) : null;
}

interface Change {
  readonly from: YamlValue;
  readonly to: YamlValue;
}

function setPair(text: string, node: YAMLMap.Parsed, key: string, change: Change): Edits {
  const pair = pairOf(node, key);
  if (!pair) return addPair(text, node, key, change.to);
  const { value } = pair;
  if (isMap(value) && value.flow !== true && isMapping(change.from) && isMapping(change.to)) {
    return mappingEdits(text, value, change.from, change.to);
  }
  if (isScalar(value) && typeof change.to === 'string') return setScalar(text, value, change.to);
  const lines = linesOf(text, pair);
  if (!lines) return null;
  const rendered = renderPair(key, change.to, lines.indent).map((line) => `${line}${lineBreakOf(text)}`);
  return [{ ...lines, text: rendered.join('') }];
}

function setScalar(text: string, scalar: Scalar.Parsed, to: string): Edits {
  const isOnLine = scalar.type !== 'BLOCK_LITERAL' && scalar.type !== 'BLOCK_FOLDED';
  if (!isOnLine || scalar.anchor !== undefined || scalar.tag !== undefined) return null;
  const [start, end] = scalar.range;
  const gap = text.charAt(start - 1) === ':' ? ' ' : '';
  return [{ start, end, text: `${gap}${renderScalar(to)}` }];
}

function addPair(text: string, node: YAMLMap.Parsed, key: string, value: YamlValue): Edits {
  const [start] = node.range;
  const column = start - lineStartOf(text, start);
  return [insertLines(text, lineAfter(text, contentEnd(node)), renderPair(key, value, column))];
}

function removePair(text: string, pair: AnyPair | null): Edits {
  const lines = pair && linesOf(text, pair);
  return lines ? [{ start: lines.start, end: lines.end, text: '' }] : null;
}

/** The whole lines of a pair, if it begins on a line of its own. */
function linesOf(text: string, { key, value }: AnyPair): (TextRange & { indent: number }) | null {
  const [start] = key.range;
  const indent = indentAt(text, start);
  const end = lineAfter(text, contentEnd(value ?? key));
  return indent === null ? null : { start: start - indent, end, indent };
}
