import { isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import { AckringError } from '../words/errors.js';
import {
  applyEdits,
  type Edit,
  insertLines,
  lineBreakOf,
  renderItem,
  renderPair,
  renderScalar,
} from './text-edit.js';
import { indentAt, lineAfter, lineStartOf, type TextRange } from './tree.js';
import { contentEnd, parseYaml } from './yaml-tree.js';
import { isMapping, isSameValue, type YamlMapping, type YamlValue } from './yaml-value.js';

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

/** Null if the layout does not allow it. */
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

/** The whole lines of a pair, if it begins on a line of its own. */
function linesOf(text: string, pair: AnyPair): (TextRange & { indent: number }) | null {
  const keyRange = isScalar(pair.key) ? pair.key.range : null;
  const end = contentEnd(pair.value) ?? keyRange?.[1] ?? null;
  if (!keyRange || end === null) return null;
  const indent = indentAt(text, keyRange[0]);
  return indent === null ? null : { start: keyRange[0] - indent, end: lineAfter(text, end), indent };
}
