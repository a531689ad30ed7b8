import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { AckringError } from '../words/errors.js';
import { type Phrase, type Sentence, say } from '../words/say.js';
import { scanBlockLayout } from './block-scan.js';
import { knownTree } from './known-text.js';
import { repairFile } from './structure.js';
import {
  absentSections,
  controlCharacters,
  indentAt,
  type KubeconfigTree,
  lineAfter,
  lineStartOf,
  oddBreaks,
  type Section,
  type SectionName,
  sectionNames,
  type TextRange,
} from './tree.js';
import { contentOf, deepest, isNull, textsOnly, UnreadableYaml } from './yaml-content.js';
import { faultPlace } from './yaml-fault.js';
import { refusedPlace, withPlainBreaks } from './yaml-syntax.js';
import { isMapping, type YamlMapping, type YamlValue } from './yaml-value.js';

/**
 * Parses a kubeconfig's text, unless that was just done: with the scanner if it can, with the YAML parser otherwise.
 * Throws KubeconfigInvalid.
 */
export function parseTree(text: string, file: string): KubeconfigTree {
  return knownTree(text) ?? scanBlockLayout(text) ?? parseYamlTree(text, file);
}

/**
 * Parses any kubeconfig that is YAML (or JSON), with the positions of what a merge may touch. The first of several
 * documents counts, as for kubectl; so does the last of duplicate keys. Throws KubeconfigInvalid with line and
 * column.
 */
export function parseYamlTree(text: string, file: string): KubeconfigTree {
  const { document, hasMoreDocuments } = parseYaml(text, file);
  const value = yamlContent(document, withPlainBreaks(text), file);
  const root = document.contents;
  if (!isMap(root)) return { value, ...placesWithoutRoot(text) };
  const places = placesOf(root, text);
  return {
    value,
    ...places,
    obstacle: hasMoreDocuments
      ? say('it holds several documents')
      : oddBreaks.test(text)
        ? say('its lines end unusually')
        : places.obstacle,
  };
}

type Places = Omit<KubeconfigTree, 'value'>;

function placesWithoutRoot(text: string): Places {
  // `null` or a document marker may be there: only a text of comments can be appended to.
  const isBlank = text.split('\n').every((line) => /^\uFEFF?\s*(?:#.*)?$/.test(line));
  const obstacle = isBlank ? null : say('its top level is not an ordinary mapping');
  return { sections: absentSections, currentContext: null, end: text.length, isFlow: false, obstacle };
}

function placesOf(root: YAMLMap.Parsed, text: string): Places {
  const isFlow = root.flow === true;
  const obstacles: Sentence[] = [];
  const sections: Record<SectionName, Section> = { ...absentSections };
  for (const name of sectionNames) {
    const pair = onlyPair(root, name, obstacles);
    const section = pair && sectionOf(pair, text);
    if (section) sections[name] = section;
    else if (pair) obstacles.push(say('its `{name}` are not a plain list', { name }));
  }
  const current = onlyPair(root, 'current-context', obstacles);
  const currentContext =
    current && isScalar(current.value) ? valuePlace(current.key, current.value, text) : null;
  if (current && !currentContext) obstacles.push(say('its `current-context` is not a plain value'));
  if (!isFlow && indentAt(text, root.range[0]) !== 0) obstacles.push(say('its top level is indented'));
  if (root.items.length === 0) obstacles.push(say('its top level is empty brackets'));
  const end = isFlow ? root.range[1] - 1 : lineAfter(text, contentEnd(root));
  return { sections, currentContext, end, isFlow, obstacle: obstacles[0] ?? null };
}

type AnyPair = YAMLMap.Parsed['items'][number];

function onlyPair(root: YAMLMap.Parsed, key: string, obstacles: Sentence[]): AnyPair | null {
  const pairs = root.items.filter((pair) => isScalar(pair.key) && pair.key.value === key);
  if (pairs.length > 1) obstacles.push(say('`{key}` appears twice', { key }));
  return pairs[0] ?? null;
}

function sectionOf({ key, value }: AnyPair, text: string): Section | null {
  if (isSeq(value) && value.items.length > 0) {
    return value.flow === true ? flowSection(value) : blockSection(value, text);
  }
  const place = isSeq(value) || isNull(value) ? valuePlace(key, value, text) : null;
  return place && { kind: 'empty', value: place, lineEnd: lineAfter(text, place.end) };
}

/** From the colon to the value's end, if only blanks (no anchor, tag or comment) are in between. */
function valuePlace(key: ParsedNode, value: ParsedNode, text: string): TextRange | null {
  const [[, keyEnd], [from, to]] = [key.range, value.range];
  const isBare = /^[ \t]*:[ \t]*$/.test(text.slice(keyEnd, from));
  const start = text.indexOf(':', keyEnd) + 1;
  return isBare ? { start, end: to === from ? start : to } : null;
}

function flowSection({ items, range: [start, end] }: YAMLSeq.Parsed): Section | null {
  if (items.some(isAlias)) return null;
  const ranges = items.map(({ range }) => ({ start: range[0], end: range[1] }));
  return { kind: 'flow', value: { start, end }, items: ranges };
}

function blockSection({ items, srcToken }: YAMLSeq.Parsed, text: string): Section | null {
  const starts = (srcToken?.items ?? []).flatMap(({ start }) => start);
  const dashes = starts.filter(({ type }) => type === 'seq-item-ind');
  const dashOf = (index: number): number => dashes[index]?.offset ?? text.length;
  const indent = indentAt(text, dashOf(0));
  if (indent === null) return null;
  const ranges = items.map((item, index) => ({
    start: lineStartOf(text, dashOf(index)),
    end: lineAfter(text, contentEnd(item)),
  }));
  return { kind: 'block', indent, items: ranges };
}

/** One parsed YAML document; `others` if more documents follow it, which kubectl ignores. */
interface ParsedYaml {
  readonly document: Document.Parsed<ParsedNode>;
  readonly hasMoreDocuments: boolean;
}

/**
 * Parses what kubectl's reader accepts, keeping the positions of everything. Throws KubeconfigInvalid, with line and
 * column, for broken YAML.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  if (controlCharacters.test(text))
    throw invalid(file, say('{file}: it contains control characters, which kubectl refuses', { file }));
  const plain = withPlainBreaks(text);
  const [document, place] = unlessTooDeep(file, () => [parsed(plain), refusedPlace(text)] as const);
  if (place !== null) throw broken(text, file, place);
  const [error] = document.errors.filter((each) => each.code !== 'MULTIPLE_DOCS');
  if (error === undefined) return { document, hasMoreDocuments: document.errors.length > 0 };
  const end = endBefore(document, plain, error.pos[0]);
  if (end === null) throw broken(text, file, faultPlace(document, error, plain), error);
  return { document: parseYaml(plain.slice(0, end), file).document, hasMoreDocuments: true };
}

function broken(text: string, file: string, place: number, cause?: unknown): AckringError {
  return invalid(
    file,
    say('{file}, line {line}, column {column}: not valid YAML', { file, ...placeOf(text, place) }),
    cause,
  );
}

/** The end of the first document, if the error is behind it: kubectl reads no further. */
function endBefore({ contents }: Document.Parsed<ParsedNode>, text: string, error: number): number | null {
  if (!isMap(contents)) return null;
  const end = contentEnd(contents);
  if (end > error || end === text.length) return null;
  if (contents.flow === true) return text.charAt(end - 1) === '}' ? end : null;
  const next = lineAfter(text, end);
  const isIndented = indentAt(text, contents.range[0]) !== 0;
  return isIndented && next < text.length ? next : null;
}

/** Whether programs may read a file with this obstacle differently. */
export function isAmbiguous({ phrase }: Sentence): boolean {
  const phrases: readonly string[] = [
    'it holds several documents',
    '`{key}` appears twice',
  ] satisfies readonly Phrase[];
  return phrases.includes(phrase);
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function parsed(text: string): Document.Parsed<ParsedNode> {
  return parseDocument(text, {
    keepSourceTokens: true,
    ...textsOnly,
    logLevel: 'error',
    prettyErrors: false, // they quote the text, which may hold a secret
  });
}

function unlessTooDeep<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw invalid(
      file,
      say('{file}: this YAML cannot be read; it may be nested too deeply', { file }),
      error,
    );
  }
}

/** The document's content. Throws KubeconfigInvalid for what kubectl's reader refuses. */
function yamlContent(document: Document.Parsed<ParsedNode>, text: string, file: string): YamlMapping {
  let value: YamlValue;
  try {
    value = contentOf(document.contents, text);
  } catch (error) {
    throw error instanceof UnreadableYaml ? invalid(file, refusalOf(error, text, file), error) : error;
  }
  if (value === null) return {};
  if (isMapping(value)) return value;
  throw invalid(file, say('{file}: not a kubeconfig (its top level is not a mapping)', { file }));
}

function refusalOf({ kind, offset }: UnreadableYaml, text: string, file: string): Sentence {
  if (kind === 'alias') return say('{file}: an alias or merge key in this YAML cannot be resolved', { file });
  if (kind === 'depth')
    return say('{file}: this YAML is nested more than {deepest} levels deep', { file, deepest });
  return say('{file}, line {line}, column {column}: not valid YAML', { file, ...placeOf(text, offset ?? 0) });
}

function invalid(file: string, message: Sentence, cause?: unknown): AckringError {
  return new AckringError('KubeconfigInvalid', message, { remedy: repairFile(file), cause });
}

/**
 * The end of a node's last scalar (or closing bracket). The ranges of block collections do not fit: they include the
 * blank lines and comments that follow.
 */
export function contentEnd(node: ParsedNode): number {
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : undefined;
  if (last === undefined) return node.range[1];
  return contentEnd(isPair(last) ? (last.value ?? last.key) : last);
}
