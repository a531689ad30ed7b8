import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { faultPlace } from '../kubeconfig/yaml-fault.js';
import { type Sentence, say } from '../words/say.js';

/** A YAML text that somebody wrote, as data, and where each part of it stands. */
export interface YamlText {
  readonly kind: 'data';
  readonly data: unknown;
  /** The line of a value, counted from 1; of what holds it if the value is missing. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

export interface NotYaml {
  readonly kind: 'problems';
  /** With their places; never empty. */
  readonly problems: readonly Sentence[];
}

/** More would only repeat the first. */
const mostProblems = 20;

/**
 * Reads it without trusting it: keys that repeat, aliases in circles or by the million and nesting without end are
 * problems. `prepare` may change nodes before they become data.
 */
export function readYamlText(yaml: string, prepare?: (contents: unknown) => void): YamlText | NotYaml {
  const lines = new LineCounter();
  // Editors of Windows put a mark before the text, after which the parser takes no list in brackets.
  const text = yaml.replace(/^\uFEFF/, '');
  const problemAt = (offset: number, code: string): Sentence => {
    const { line, col } = lines.linePos(offset);
    return say('line {line}, column {column}: not YAML ({code})', { line, column: col, code });
  };
  try {
    // The parser's own check for duplicate keys is quadratic.
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, lineCounter: lines });
    const { contents, errors } = document;
    if (errors.length > 0) {
      // One fault often shows several times at its place.
      const faults = errors.map((error) => [faultPlace(document, error, text), error.code] as const);
      const places = [...new Map(faults.toReversed())].toReversed();
      const problems = places.slice(0, mostProblems).map(([offset, code]) => problemAt(offset, code));
      return { kind: 'problems', problems };
    }
    const repeated = repeatedKeys(contents).slice(0, mostProblems);
    if (repeated.length > 0) {
      return { kind: 'problems', problems: repeated.map((offset) => problemAt(offset, 'DUPLICATE_KEY')) };
    }
    prepare?.(contents);
    const data: unknown = document.toJS();
    const lineOf = (path: readonly PropertyKey[]): number | null => {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = length === 0 ? contents : document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return null;
    };
    return { kind: 'data', data, lineOf };
  } catch {
    const tooDeep = say('it is nested too deeply, or its aliases lead nowhere, in circles or too far');
    return { kind: 'problems', problems: [tooDeep] };
  }
}

/** The offsets of keys that a mapping has already. */
function repeatedKeys(node: unknown): readonly number[] {
  if (!isMap(node) && !isSeq(node)) return [];
  const seen = new Set<unknown>();
  return node.items.flatMap((item) => {
    const { key, value } = isPair(item) ? item : { key: null, value: item };
    const isRepeated = isScalar(key) && seen.has(key.value);
    if (isScalar(key)) seen.add(key.value);
    return [...(isRepeated ? [key.range?.[0] ?? 0] : []), ...repeatedKeys(value)];
  });
}
