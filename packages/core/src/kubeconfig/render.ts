import { isMapping, isTyped, textOf, typedPattern, type YamlMapping, type YamlValue } from './yaml-value.js';

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
  if (isTyped(value)) return textOf(value) ?? '';
  return Array.isArray(value) ? '[]' : '{}';
}

/** A string in YAML: plain if no reader, of YAML 1.1 or 1.2, could take it for anything else. */
export function renderScalar(text: string): string {
  return isPlain(text) ? text : quote(text);
}

/** A value in flow style, as JSON except for typed scalars, which stay as they were. */
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
