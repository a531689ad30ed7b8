import { isPlainBase64 } from './structure.js';
import type { KubeconfigTree, Section, SectionName, TextRange } from './tree.js';
import { absentSections, controlCharacters, sectionNames } from './tree.js';
import { isInfinite, typedPattern, typedScalar, type YamlMapping, type YamlValue } from './yaml-value.js';

/**
 * Reads the regular block layout that kubectl, ACK and this program write, about ten times as fast as a full YAML
 * parser; null for anything else (tabs, anchors, tags, flow style, block scalars, escapes, continued lines, duplicate
 * keys, several documents), which is left to the YAML parser. What it accepts it reads exactly as the parser does:
 * the fuzz test holds the two together.
 */
export function scanBlockLayout(text: string): KubeconfigTree | null {
  if (text.includes('\t') || (text.includes('\r') && /\r(?!\n)/.test(text))) return null;
  if (lineBreaksToKubectl.some((each) => text.includes(each)) || text.includes('\ufeff', 1)) return null;
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const scan: Scan = {
    text,
    lineStart: start,
    lineEnd: start,
    next: start,
    at: start,
    indent: 0,
    left: start,
  };
  advance(scan);
  const tree = readRoot(scan);
  if (hasGivenUp(scan) || Object.keys(tree.value).length === 0) return null;
  scanned.add(tree);
  return tree;
}

const scanned = new WeakSet<KubeconfigTree>();

/** Whether the scanner read it: then no line of the text changes the meaning of another list item. */
export function isScanned(tree: KubeconfigTree): boolean {
  return scanned.has(tree);
}

/** A position in the text: the current line with content, with `at` as the next character to read. */
interface Scan {
  readonly text: string;
  lineStart: number;
  /** Before the line break. */
  lineEnd: number;
  /** The next line's first character. */
  next: number;
  at: number;
  /** Column of `at`, or one of the two end markers below. */
  indent: number;
  /** The end of the last line with content. */
  left: number;
}

const endOfText = -1;
const irregular = -2;

function hasGivenUp(scan: Scan): boolean {
  return scan.indent === irregular;
}

function giveUp(scan: Scan): null {
  scan.indent = irregular;
  return null;
}

/** Moves to the next line that is neither blank nor a comment. */
function advance(scan: Scan): void {
  const { text } = scan;
  scan.left = scan.next;
  while (scan.next < text.length) {
    const start = scan.next;
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak === -1 ? text.length : lineBreak;
    scan.next = lineBreak === -1 ? text.length : lineBreak + 1;
    let at = start;
    while (text.charCodeAt(at) === space) at += 1;
    const code = text.charCodeAt(at);
    if (code === hash && controlCharacters.test(text.slice(at, end))) scan.indent = irregular;
    if (scan.indent === irregular) return;
    if (at >= end || code === hash || code === carriageReturn) continue;
    scan.lineStart = start;
    scan.lineEnd = trimEnd(text, at, end);
    scan.at = at;
    scan.indent = at - start;
    return;
  }
  scan.indent = endOfText;
}

function trimEnd(text: string, from: number, end: number): number {
  let trimmed = end;
  if (text.charCodeAt(trimmed - 1) === carriageReturn) trimmed -= 1;
  while (trimmed > from && text.charCodeAt(trimmed - 1) === space) trimmed -= 1;
  return trimmed;
}

const lineBreaksToKubectl = ['\x85', '\u2028', '\u2029'];

const space = 0x20;
const hash = 0x23;
const carriageReturn = 0x0d;
const dash = 0x2d;
const colon = 0x3a;

function readRoot(scan: Scan): KubeconfigTree {
  const { text } = scan;
  const value: Record<string, YamlValue> = {};
  const sections: Record<SectionName, Section> = { ...absentSections };
  let currentContext: TextRange | null = null;
  while (scan.indent === 0) {
    const keyEnd = findKeyEnd(scan);
    const key = takeKey(scan, keyEnd, value);
    if (key === null) break;
    const place = { start: keyEnd + 1, end: scan.lineEnd };
    const next = scan.next;
    const items: TextRange[] = [];
    const read = readValue(scan, 0, keyEnd + 1, items);
    value[key] = read;
    if (key === 'current-context') currentContext = place;
    if (isSectionName(key))
      sections[key] = sectionOf(text, read, { items, place, next }) ?? giveUpSection(scan);
  }
  if (scan.indent !== endOfText) giveUp(scan);
  return { value, sections, currentContext, end: scan.left, isFlow: false, obstacle: null };
}

function isSectionName(key: string): key is SectionName {
  return (sectionNames as readonly string[]).includes(key);
}

function sectionOf(
  text: string,
  value: YamlValue,
  where: { items: readonly TextRange[]; place: TextRange; next: number },
): Section | null {
  const [first] = where.items;
  if (first)
    return { kind: 'block', indent: text.indexOf('-', first.start) - first.start, items: where.items };
  const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
  return isEmpty ? { kind: 'empty', value: where.place, lineEnd: where.next } : null;
}

function giveUpSection(scan: Scan): Section {
  giveUp(scan);
  return { kind: 'absent' };
}

function readMapping(scan: Scan, indent: number): YamlMapping {
  const mapping: Record<string, YamlValue> = {};
  while (scan.indent === indent) {
    const keyEnd = findKeyEnd(scan);
    const key = takeKey(scan, keyEnd, mapping);
    if (key === null) return mapping;
    mapping[key] = readValue(scan, indent, keyEnd + 1, null);
  }
  if (scan.indent > indent) giveUp(scan);
  return mapping;
}

const plainKey = /[A-Za-z_][\w./-]*/y;

/** The position of the colon after a plain key at `scan.at`, or -1. */
function findKeyEnd(scan: Scan): number {
  plainKey.lastIndex = scan.at;
  if (!plainKey.test(scan.text)) return -1;
  const end = plainKey.lastIndex;
  if (scan.text.charCodeAt(end) !== colon) return -1;
  return end + 1 === scan.lineEnd || scan.text.charCodeAt(end + 1) === space ? end : -1;
}

/** Null, abandoning the scan, for no key, a duplicate, or one that YAML does not read as a string. */
function takeKey(scan: Scan, keyEnd: number, mapping: YamlMapping): string | null {
  if (keyEnd === -1 || keyEnd - scan.at > 1_000) return giveUp(scan);
  const key = scan.text.slice(scan.at, keyEnd);
  if (Object.hasOwn(mapping, key) || key === '__proto__' || nullWord.test(key)) return giveUp(scan);
  if (mayBeTyped(key) && typedPattern.test(key)) return giveUp(scan);
  return key;
}

const nullWord = /^(?:null|Null|NULL|~)$/;

/**
 * What follows a key: a scalar on its line, or a block on the next ones. `items` collects the positions of list
 * items.
 */
function readValue(scan: Scan, indent: number, from: number, items: TextRange[] | null): YamlValue {
  if (from < scan.lineEnd) return readInline(scan, indent, from + 1);
  advance(scan);
  const inner = scan.indent;
  if (inner >= indent && isDash(scan)) return readSequence(scan, inner, items);
  return inner > indent ? readMapping(scan, inner) : null;
}

function isDash(scan: Scan): boolean {
  return scan.text.charCodeAt(scan.at) === dash && scan.text.charCodeAt(scan.at + 1) === space;
}

function readSequence(scan: Scan, indent: number, items: TextRange[] | null): YamlValue[] {
  const values: YamlValue[] = [];
  while (scan.indent === indent && isDash(scan)) {
    const start = scan.lineStart;
    values.push(readItem(scan, indent));
    items?.push({ start, end: scan.left });
  }
  if (scan.indent > indent) giveUp(scan);
  return values;
}

function readItem(scan: Scan, indent: number): YamlValue {
  let at = scan.at + 1;
  while (scan.text.charCodeAt(at) === space) at += 1;
  const column = indent + at - scan.at;
  scan.at = at;
  if (findKeyEnd(scan) === -1) return readInline(scan, indent, at);
  scan.indent = column;
  return readMapping(scan, column);
}

function readInline(scan: Scan, indent: number, from: number): YamlValue {
  let start = from;
  while (scan.text.charCodeAt(start) === space) start += 1;
  const scalar = scan.text.slice(start, scan.lineEnd);
  advance(scan);
  if (scan.indent > indent) return giveUp(scan);
  const value = readScalar(scalar);
  return value === undefined ? giveUp(scan) : value;
}

/** Undefined for a scalar that only a YAML parser should judge. */
function readScalar(scalar: string): YamlValue | undefined {
  const first = scalar.charAt(0);
  // The long base64 texts are kept from the pattern, which takes twice as long as all the rest.
  if (!isPlainBase64(scalar) && controlCharacters.test(scalar)) return undefined;
  if (first === '"') return quoted(scalar, '"', '\\');
  if (first === "'") return quoted(scalar, "'", "'");
  if (scalar === '{}') return {};
  if (scalar === '[]') return [];
  if (nullWord.test(scalar)) return null;
  if (indicators.includes(first) || (first === '-' && /^-(?: |$)/.test(scalar))) return undefined;
  const isPlain = !scalar.includes(': ') && !scalar.includes(' #') && !scalar.endsWith(':');
  if (!isPlain) return undefined;
  const value = mayBeTyped(scalar) && typedPattern.test(scalar) ? typedScalar(scalar) : scalar;
  return isInfinite(value) ? undefined : value;
}

/** Keeps the long base64 texts from the pattern. */
function mayBeTyped(scalar: string): boolean {
  return scalar.length <= 5 || scalar.charCodeAt(0) < 0x3a;
}

const indicators = '?:,[]{}#&*!|>%@`~';

/** The text between quotes if neither the quote nor `special` occurs in it. */
function quoted(scalar: string, quote: string, special: string): string | undefined {
  const inner = scalar.slice(1, -1);
  const isWhole = scalar.length > 1 && scalar.endsWith(quote);
  return isWhole && !inner.includes(quote) && !inner.includes(special) ? inner : undefined;
}
