import { isAlias, isMap, isNode, isScalar, isSeq, type Scalar, visit, type YAMLMap } from 'yaml';
import {
  goKindOf,
  isInfinite,
  isMapping,
  isTyped,
  jsonOf,
  typedPattern,
  typedScalar,
  type YamlMapping,
  type YamlValue,
} from './yaml-value.js';

/** What kubectl's YAML reader refuses, with the place. */
export class UnreadableYaml extends Error {
  override readonly name = 'UnreadableYaml';

  readonly kind: 'alias' | 'depth' | 'value';
  /** Where it begins; null if that is not known. */
  readonly offset: number | null;

  constructor(kind: UnreadableYaml['kind'], offset: number | null) {
    super(kind);
    this.kind = kind;
    this.offset = offset;
  }
}

/** A document of nothing but texts: `yaml` leaves scalars alone, and this says what go-yaml takes them for. */
export const textsOnly = {
  schema: 'failsafe',
  resolveKnownTags: false,
  merge: false,
  uniqueKeys: false,
} as const;

/** How deep lists and mappings may be nested; go-yaml allows a hundred times as much. */
export const deepest = 100;

/**
 * A document's content as kubectl's YAML reader makes it (go-yaml v2 and sigs.k8s.io/yaml). Keys take effect in their
 * order: a merge key overrides what stands before it, and so does the later of duplicate keys. An alias is the last
 * anchor of that name before it. Scalars stay as written, those that are no texts as `TypedScalar`. Throws
 * UnreadableYaml.
 */
export function contentOf(root: Parameters<typeof visit>[0], text: string): YamlValue {
  const lineAtEnd = unfinishedLine(text);
  const targets = aliasTargets(root);
  const open = new Set<unknown>();
  const reads = { all: 0, aliased: 0 };
  // Refused only where nothing of the same name stands behind it.
  const unfit = new Map<YamlValue, UnreadableYaml>();
  const content = read(root, 0);
  const refusal = unfit.size === 0 ? undefined : firstOf(unfit, content);
  if (refusal !== undefined) throw refusal;
  return content;

  function read(node: unknown, depth: number): YamlValue {
    if (depth > deepest) throw refused('depth', node);
    reads.all += 1;
    if (open.size > 0) reads.aliased += 1;
    if (isExcessive(reads)) throw refused('alias', node);
    if (isAlias(node)) return readTarget(node, depth);
    if (isMap(node)) return readMapping(node, depth + 1);
    if (isSeq(node)) return node.items.map((item) => read(item, depth + 1));
    if (isScalar(node) && refusedEscape.test(rawOf(node))) throw refused('value', node);
    const value = isScalar(node) ? scalarValue(node, lineAtEnd) : null;
    // JSON, which kubectl makes of it, has none; a key is a text there.
    if (isInfinite(value)) unfit.set(value, refused('value', node));
    return value;
  }

  function readTarget(alias: unknown, depth: number): YamlValue {
    const target = targets.get(alias);
    if (target === undefined || open.has(alias)) throw refused('alias', alias);
    open.add(alias);
    const value = read(target, depth);
    open.delete(alias);
    return value;
  }

  function readMapping(map: YAMLMap, depth: number): YamlMapping {
    const fields = new Map<string, YamlValue>();
    let keyless: unknown;
    for (const { key, value, srcToken } of map.items) {
      if (isOverLong(key, text) && !(srcToken !== undefined && 'explicitKey' in srcToken))
        throw refused('value', key);
      if (isMergeKey(key)) for (const [name, each] of merged(value, depth)) fields.set(name, each);
      else {
        const name = readKey(key, depth);
        if (name === null) keyless = key;
        else fields.set(name, read(value, depth));
      }
    }
    const mapping = Object.fromEntries(fields);
    if (keyless !== undefined) unfit.set(mapping, refused('value', keyless));
    return mapping;
  }

  /** Null for a key that is null. */
  function readKey(key: unknown, depth: number): string | null {
    const value = read(key, depth);
    if (value === null || typeof value === 'string') return value;
    if (!isTyped(value)) throw refused('value', key);
    return isInfinite(value) || goKindOf(value) === 'text' ? String(value) : jsonOf(value);
  }

  /** Of several mappings, the first has precedence: it comes last. */
  function merged(source: unknown, depth: number): readonly (readonly [string, YamlValue])[] {
    const sources = isSeq(source) ? source.items.toReversed() : [source];
    return sources.flatMap((each) => {
      if (!isMap(targets.get(each) ?? each)) throw refused('alias', each);
      const value = read(each, depth);
      const refusal = unfit.get(value);
      if (refusal !== undefined) throw refusal;
      return isMapping(value) ? Object.entries(value) : [];
    });
  }
}

function firstOf(
  unfit: ReadonlyMap<YamlValue, UnreadableYaml>,
  value: YamlValue,
): UnreadableYaml | undefined {
  if (unfit.has(value)) return unfit.get(value);
  const inner = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : [];
  for (const each of inner) {
    const found = firstOf(unfit, each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where the last line begins if the text ends within it; beyond the text otherwise. */
function unfinishedLine(text: string): number {
  const start = text.lastIndexOf('\n') + 1;
  return text.slice(start).trim() === '' ? text.length : start;
}

function refused(kind: UnreadableYaml['kind'], node: unknown): UnreadableYaml {
  return new UnreadableYaml(kind, isNode(node) ? (node.range?.[0] ?? null) : null);
}

/** By alias, the node that it stands for. */
function aliasTargets(root: Parameters<typeof visit>[0]): ReadonlyMap<unknown, unknown> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(root, {
    Node: (_, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/**
 * go-yaml's own bound for what aliases may make of a document: 99 in 100 values, fewer from 400,000 on. That it also lets
 * a thousand values and a hundred aliases be decides nothing: so many more are needed.
 */
function isExcessive({ all, aliased }: { readonly all: number; readonly aliased: number }): boolean {
  const beyond = Math.min(Math.max(all - 400_000, 0) / 3_600_000, 1);
  return aliased / all > 0.99 - 0.89 * beyond;
}

/** A key without a question mark stands in one line, and within 1,024 characters (YAML 1.1, 7.4.2). */
function isOverLong(key: unknown, text: string): boolean {
  const written = isScalar(key) && key.range ? text.slice(key.range[0], key.range[1]) : '';
  return written.length > 1_024 || written.includes('\n');
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key) || key.source !== '<<') return false;
  return key.tag === undefined ? key.type === 'PLAIN' : key.tag === 'tag:yaml.org,2002:merge';
}

/** Whether a scalar is written as null. */
export function isNull(node: unknown): node is Scalar.Parsed {
  return isScalar(node) && scalarValue(node) === null;
}

function scalarValue(scalar: Scalar, lineAtEnd = Number.POSITIVE_INFINITY): YamlValue {
  const { type, tag } = scalar;
  const source = sourceOf(scalar, lineAtEnd);
  const isPlain = tag === '!' || (tag === undefined && type === 'PLAIN');
  if (isPlain) return plainValue(source);
  return tag === undefined ? source : taggedValue(scalar, source, tag.replace('tag:yaml.org,2002:', '!!'));
}

/** Where the text ends within a line, a block scalar there has no line break at its end. */
function sourceOf({ source = '', type, range }: Scalar, lineAtEnd: number): string {
  const isCut = type?.startsWith('BLOCK') && (range?.[1] ?? 0) > lineAtEnd;
  return isCut ? source.replace(/\n$/, '') : source;
}

/** As written, if in double quotes. */
function rawOf({ type, srcToken }: Scalar): string {
  return type === 'QUOTE_DOUBLE' && srcToken !== undefined && 'source' in srcToken ? srcToken.source : '';
}

/**
 * `\\/`, which is JSON's alone, and halves of characters. An escaped line break before an empty line, which parsers read
 * differently, is refused by us alone.
 */
const refusedEscape = /(?<!\\)(?:\\\\)*\\(?:\/|u[dD][89a-fA-F]|\r?\n[ \t]*\r?\n)/;

function plainValue(source: string): YamlValue {
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return null;
  return typedPattern.test(source) ? typedScalar(source) : source;
}

/** A tag that go-yaml knows must fit; all others are texts to it. */
function taggedValue(scalar: Scalar, source: string, tag: string): YamlValue {
  const value = plainValue(source);
  const kind = isTyped(value) ? goKindOf(value) : 'text';
  const isFitting = { '!!bool': kind === 'flag', '!!int': kind === 'number', '!!float': kind === 'number' };
  if (tag === '!!binary') return Buffer.from(source, 'base64').toString();
  if (tag === '!!null' && value === null) return null;
  if (tag === '!!timestamp' && /^\d{4}-\d/.test(source)) return source;
  if (Object.hasOwn(isFitting, tag) && isFitting[tag as keyof typeof isFitting]) return value;
  if (tag === '!!null' || tag === '!!timestamp' || Object.hasOwn(isFitting, tag))
    throw refused('value', scalar);
  return source;
}
