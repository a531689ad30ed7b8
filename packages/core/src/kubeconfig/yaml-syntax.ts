import { type CST, Parser } from 'yaml';
import { oddBreaks } from './tree.js';

// Where libyaml, and so kubectl, reads a text otherwise than a parser of YAML 1.2 does.

/**
 * Line breaks as libyaml sees them, each in one character as before, so that places stay what they are. So is a byte
 * order mark before an indented line, which other parsers take for a column of it.
 */
export function withPlainBreaks(text: string): string {
  const plain = oddBreaks.test(text) ? text.replaceAll(new RegExp(oddBreaks, 'g'), '\n') : text;
  return plain.startsWith('\uFEFF ') ? plain.replace('\uFEFF', '\n') : plain;
}

/**
 * The place of the first character that libyaml refuses and a parser of YAML 1.2 lets pass, or that it alone keeps in a
 * text; null for none.
 */
export function refusedPlace(text: string): number | null {
  const plain = withPlainBreaks(text);
  if (endMarkFirst.test(plain)) return plain.indexOf('...');
  if (!/[\t?\u2028\u2029]/.test(text)) return null;
  for (const token of new Parser().parse(plain)) {
    const place =
      token.type === 'document' ? placeInDocument({ text, plain }, token) : tabInGap(plain, gapOf(token));
    if (place !== null) return place;
  }
  return null;
}

/** What stands before and between documents. */
function gapOf(token: CST.Token): readonly CST.SourceToken[] {
  return token.type === 'space' ? [token] : [];
}

/** An end mark before any document. */
const endMarkFirst = /^\uFEFF?(?: *(?:#.*)?\n)*\.\.\.(?=\s|$)/;

/** As it is, and with plain breaks. */
interface Texts {
  readonly text: string;
  readonly plain: string;
}

function placeInDocument(texts: Texts, { start, value, end = [] }: CST.Document): number | null {
  const { plain } = texts;
  const place = tabInGap(plain, start) ?? placeIn(texts, value, { indent: -1, isFlow: false });
  return place ?? tabInGap(plain, end);
}

/** `indent` is the column of the block that holds the token; `isFlow`: brackets hold it. */
function placeIn(
  texts: Texts,
  token: CST.Token | null | undefined,
  { indent, isFlow }: { readonly indent: number; readonly isFlow: boolean },
): number | null {
  if (token === null || token === undefined) return null;
  const { text, plain } = texts;
  if (token.type === 'block-scalar') {
    const from = token.offset + headerLength(token);
    return keptBreak(text, from, token.source) ?? tabInLines(token, blockIndent(token), from);
  }
  if (token.type === 'scalar') {
    const place = questionMarkIn(token, isFlow) ?? keptBreak(text, token.offset, token.source);
    return place ?? tabInLines(token, indent + 1, token.offset);
  }
  if (token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar')
    return keptBreak(text, token.offset, token.source);
  if (!('items' in token)) return null;
  const isInner = token.type === 'flow-collection';
  for (const item of token.items) {
    const { start, key, sep = [], value } = item;
    const within = { indent: isInner ? indent : token.indent, isFlow: isInner };
    const isExplicit = 'explicitKey' in item;
    const gap = isInner ? null : (tabInGap(plain, start) ?? tabInGap(plain, sep, isExplicit));
    const place = gap ?? placeIn(texts, key, within) ?? placeIn(texts, value, within);
    if (place !== null) return place;
  }
  return null;
}

/** In brackets, a question mark ends a plain text to libyaml, and begins a key. */
function questionMarkIn({ offset, source }: CST.FlowScalar, isFlow: boolean): number | null {
  const at = isFlow ? source.indexOf('?') : -1;
  return at === -1 ? null : offset + at;
}

/** Line breaks of Unicode that libyaml keeps in a text, where others are blanks or `\n`. */
function keptBreak(text: string, from: number, { length }: string): number | null {
  const at = text.slice(from, from + length).search(/[\u2028\u2029]/);
  return at === -1 ? null : from + at;
}

/**
 * Nothing may begin with a tab where a key may begin: on a new line, after a dash, a question mark, and the colon that
 * belongs to one.
 */
function tabInGap(text: string, gap: readonly CST.SourceToken[], isExplicit = false): number | null {
  const tab = gap.find(({ type, offset, source }, index) => {
    if (type !== 'space' || !source.includes('\t')) return false;
    const before = gap[index - 1]?.type;
    const isLineStart = offset === 0 || text.charAt(offset - 1) === '\n';
    const isBehind = before === 'seq-item-ind' || before === 'explicit-key-ind';
    return isLineStart || isBehind || (isExplicit && before === 'map-value-ind');
  });
  return tab?.offset ?? null;
}

/** A tab within the indentation of the lines that a scalar goes on in. */
function tabInLines(
  { type, source }: CST.FlowScalar | CST.BlockScalar,
  indent: number,
  from: number,
): number | null {
  let at = 0;
  for (const [index, line] of source.split('\n').entries()) {
    const tab = /^ *\t/.test(line) ? line.indexOf('\t') : -1;
    const isContinued = index > 0 || type === 'block-scalar';
    if (isContinued && tab !== -1 && tab < indent) return from + at + tab;
    at += line.length + 1;
  }
  return null;
}

/** That of the first line with anything but spaces, and behind a tab that it begins with, unless the header says. */
function blockIndent({ props, source }: CST.BlockScalar): number {
  const header = props.find(({ type }) => type === 'block-scalar-header');
  const isGiven = header !== undefined && 'source' in header && /[1-9]/.test(header.source);
  if (isGiven) return 0;
  return /^ *(?:\t|(?=[^ \n]))/m.exec(source)?.[0].length ?? 0;
}

function headerLength({ props }: CST.BlockScalar): number {
  return props.map((prop) => ('source' in prop ? prop.source : '')).join('').length;
}
