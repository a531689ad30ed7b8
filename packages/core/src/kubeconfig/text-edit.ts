import type { TextRange } from './tree.js';
import { isMapping, isTyped, typedPattern, type YamlMapping, type YamlValue } from './yaml-value.js';

/** One replacement in a text; an empty range inserts. */
export interface Edit extends TextRange {
  readonly text: string;
}

/** Applies edits that do not overlap; those at one position keep their order. All other text stays as it is. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return editedPieces(text, edits).join('');
}

/** The same in pieces, most of them of `text` itself. */
export function editedPieces(text: string, edits: readonly Edit[]): readonly string[] {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts;
}

/** Inserts whole lines at `at`, which is a line's beginning or the text's end. */
export function insertLines(text: string, at: number, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf(text);
  const isLineStart = at === 0 || text.charAt(at - 1) === '\n' || (at === 1 && text.startsWith('\uFEFF'));
  const opening = isLineStart ? '' : lineBreak;
  return { start: at, end: at, text: `${opening}${lines.join(lineBreak)}${lineBreak}` };
}

/** The line break of the text's first line. */
export function lineBreakOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text.charAt(first - 1) === '\r' ? '\r\n' : '\n';
}

/** Renders a mapping as block YAML lines at a column, in kubectl's layout. */
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
  if (isTyped(value)) return String(value);
  return Array.isArray(value) ? '[]' : '{}';
}

/** A string in YAML: plain if no reader, of YAML 1.1 or 1.2, could take it for anything else. */
export function renderScalar(text: string): string {
  return isPlain(text) ? text : quote(text);
}

/** A value in flow style, as JSON except for typed scalars, which stay as they were. */
export function renderFlow(value: YamlValue): string {
  if (Array.isArray(value)) return `[${value.map(renderFlow).join(', ')}]`;
  if (isTyped(value)) return String(value);
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
