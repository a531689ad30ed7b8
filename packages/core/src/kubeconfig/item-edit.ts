import { isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import { AckringError } from '../words/errors.js';
import { indentAt, lineAfter, lineStartOf, type TextRange } from './tree.js';
import { contentEnd, parseYaml } from './yaml-tree.js';
import {
  isMapping,
  isSameValue,
  isTyped,
  textOf,
  typedPattern,
  type YamlMapping,
  type YamlValue,
} from './yaml-value.js';

/**
 * The new text of one block list item (whole lines): only values that change are replaced, so that comments
 * and order inside our own entries stay too. Where its layout is too unusual for that, it is written anew.
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

function onlyItem(text: string): YAMLMap | null {
  try {
    const root = parseYaml(text, '').document.contents;
    const item = isSeq(root) && root.flow !== true && root.items.length === 1 ? root.items[0] : null;
    return isMap(item) ? item : null;
  } catch (error) {
    if (error instanceof AckringError) return null;
    throw error;
  }
}

/** Null where the layout does not allow it. */
type Edits = readonly Edit[] | null;

function mappingEdits(text: string, node: YAMLMap, from: YamlMapping, to: YamlMapping): Edits {
  const changed = Object.entries(to).filter(([key, value]) => !isSameValue(from[key], value));
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  if (removed.length === node.items.length) return null;
  const edits: Edits[] = [
    ...changed.map(([key, value]) => setPair(text, node, key, { from: from[key] ?? null, to: value })),
    ...removed.map((key) => removePair(text, pairOf(node, key))),
  ];
  return edits.includes(null) ? null : edits.flatMap((each) => each ?? []);
}

type AnyPair = YAMLMap['items'][number];

function pairOf(node: YAMLMap, key: string): AnyPair | null {
  const pairs = node.items.filter((pair) => isScalar(pair.key) && pair.key.value === key);
  return pairs.length === 1 ? (pairs[0] ?? null) : null;
}

interface Change {
  readonly from: YamlValue;
  readonly to: YamlValue;
}

function setPair(text: string, node: YAMLMap, key: string, change: Change): Edits {
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

function setScalar(text: string, scalar: Scalar, to: string): Edits {
  const isOnLine = scalar.type !== 'BLOCK_LITERAL' && scalar.type !== 'BLOCK_FOLDED';
  if (!scalar.range || !isOnLine || scalar.anchor !== undefined || scalar.tag !== undefined) return null;
  const [start, end] = scalar.range;
  const gap = text.charAt(start - 1) === ':' ? ' ' : '';
  return [{ start, end, text: `${gap}${renderScalar(to)}` }];
}

function addPair(text: string, node: YAMLMap, key: string, value: YamlValue): Edits {
  const firstKey = node.items[0]?.key;
  const end = contentEnd(node);
  if (!isScalar(firstKey) || !firstKey.range || end === null) return null;
  const column = firstKey.range[0] - lineStartOf(text, firstKey.range[0]);
  return [insertLines(text, lineAfter(text, end), renderPair(key, value, column))];
}

function removePair(text: string, pair: AnyPair | null): Edits {
  const lines = pair && linesOf(text, pair);
  return lines ? [{ start: lines.start, end: lines.end, text: '' }] : null;
}

/** The whole lines of a pair, when it begins on a line of its own. */
function linesOf(text: string, pair: AnyPair): (TextRange & { indent: number }) | null {
  const keyRange = isScalar(pair.key) ? pair.key.range : null;
  const end = contentEnd(pair.value) ?? keyRange?.[1] ?? null;
  if (!keyRange || end === null) return null;
  const indent = indentAt(text, keyRange[0]);
  return indent === null ? null : { start: keyRange[0] - indent, end: lineAfter(text, end), indent };
}

/** One replacement of a text; an empty range inserts. */
export interface Edit extends TextRange {
  readonly text: string;
}

/** Applies edits that do not overlap; those at one place keep their order. All other text stays as it is. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** Inserts whole lines at `at`, a line's beginning or the text's end. */
export function insertLines(text: string, at: number, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf(text);
  const isLineStart = at === 0 || text.charAt(at - 1) === '\n' || (at === 1 && text.startsWith('\uFEFF'));
  const opening = isLineStart ? '' : lineBreak;
  return { start: at, end: at, text: `${opening}${lines.join(lineBreak)}${lineBreak}` };
}

/** The line break of the text's first line. */
function lineBreakOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text.charAt(first - 1) === '\r' ? '\r\n' : '\n';
}

/** Renders a mapping as block YAML lines at a column, the way kubectl lays kubeconfigs out. */
export function renderMapping(mapping: YamlMapping, indent: number): string[] {
  return Object.entries(mapping).flatMap(([key, value]) => renderPair(key, value, indent));
}

/** Renders one key with its value; lists stand at the key's own column. */
export function renderPair(key: string, value: YamlValue, indent: number): string[] {
  const head = `${' '.repeat(indent)}${renderScalar(key)}:`;
  if (Array.isArray(value) && value.length > 0) {
    return [head, ...value.flatMap((item) => renderItem(item, indent))];
  }
  if (isMapping(value) && Object.keys(value).length > 0) return [head, ...renderMapping(value, indent + 2)];
  return [value === null ? head : `${head} ${renderLeaf(value)}`];
}

/** Renders one list item, its dash at the column. */
export function renderItem(value: YamlValue, indent: number): string[] {
  const dash = `${' '.repeat(indent)}-`;
  if (isMapping(value) && Object.keys(value).length > 0) {
    const [first = '', ...rest] = renderMapping(value, indent + 2);
    return [`${dash} ${first.trimStart()}`, ...rest];
  }
  if (Array.isArray(value) && value.length > 0) {
    const [first = '', ...rest] = value.flatMap((item) => renderItem(item, indent + 2));
    return [`${dash} ${first.trimStart()}`, ...rest];
  }
  return [value === null ? `${dash} null` : `${dash} ${renderLeaf(value)}`];
}

function renderLeaf(value: YamlValue): string {
  if (typeof value === 'string') return renderScalar(value);
  if (isTyped(value)) return textOf(value) ?? '';
  return Array.isArray(value) ? '[]' : '{}';
}

/** A string in YAML: plain where no reader, of YAML 1.1 or 1.2, could take it for anything else. */
export function renderScalar(text: string): string {
  return isPlain(text) ? text : quote(text);
}

/** A value in flow style, as JSON writes it but for typed scalars, which stay as they were. */
export function renderFlow(value: YamlValue): string {
  if (Array.isArray(value)) return `[${value.map(renderFlow).join(', ')}]`;
  if (isTyped(value)) return textOf(value) ?? '';
  if (!isMapping(value)) return value === null ? 'null' : quote(String(value));
  const pairs = Object.entries(value).map(([key, item]) => `${quote(key)}: ${renderFlow(item)}`);
  return `{${pairs.join(', ')}}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escapeCode);
}

function escapeCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isPlain(text: string): boolean {
  return plainText.test(text) && !typedPattern.test(text) && text.toLowerCase() !== 'null';
}

const plainText = /^[A-Za-z/](?:[\w./@+=-]|:(?! |$))*$/;
