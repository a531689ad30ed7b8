import { type Document, type ParsedNode, parseDocument, type ScalarTag } from 'yaml';
import { AckringError } from '../errors.js';
import {
  isMapping,
  isTyped,
  textOf,
  typedPattern,
  typedScalar,
  type YamlMapping,
  type YamlValue,
} from './yaml-value.js';

/** One parsed YAML document; `others` when more documents follow it, which kubectl ignores. */
export interface ParsedYaml {
  readonly document: Document.Parsed<ParsedNode>;
  readonly hasMoreDocuments: boolean;
}

/** Parses with the places of everything kept. Throws KubeconfigInvalid, with line and column, for broken YAML. */
export function parseYaml(text: string, file: string): ParsedYaml {
  const document = parseOrThrow(text, file);
  const [error] = document.errors.filter((each) => each.code !== 'MULTIPLE_DOCS');
  if (error) {
    throw invalid(`${file}, ${placeOf(text, error.pos[0])}: this is not valid YAML`, error);
  }
  return { document, hasMoreDocuments: document.errors.length > 0 };
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function parseOrThrow(text: string, file: string): Document.Parsed<ParsedNode> {
  try {
    return parseDocument(text, {
      keepSourceTokens: true,
      uniqueKeys: false,
      merge: true,
      logLevel: 'error',
      prettyErrors: false, // they quote the text, and a secret may stand in it
      customTags: (tags) => [
        ...tags.filter((tag) => typeof tag === 'string' || !typedTag.test(tag.tag)),
        asWritten,
      ],
    });
  } catch (error) {
    throw invalid(`${file}: this YAML cannot be read; it may be nested too deeply`, error);
  }
}

const typedTag = /:(?:bool|int|float)$/;

/** Takes the place of booleans and numbers: see `TypedScalar`. */
const asWritten: ScalarTag = {
  tag: 'tag:yaml.org,2002:as-written',
  default: true,
  test: typedPattern,
  resolve: (text) => typedScalar(text),
  identify: isTyped,
  stringify: ({ source, value }) => source ?? textOf(value as YamlValue) ?? '',
};

/** The document's content. Throws KubeconfigInvalid where aliases lead nowhere or in circles. */
export function yamlContent(document: Document.Parsed<ParsedNode>, file: string): YamlMapping {
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    throw invalid(`${file}: an alias or merge key in this YAML cannot be resolved`, error);
  }
  const value = toYamlValue(content, file, 0);
  if (value === null || value === '') return {};
  if (!isMapping(value)) throw invalid(`${file}: this is not a kubeconfig (its top level is no mapping)`);
  return value;
}

const deepest = 100;

function toYamlValue(value: unknown, file: string, depth: number): YamlValue {
  if (depth > deepest) throw invalid(`${file}: this YAML is nested more than ${deepest} levels deep`);
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => toYamlValue(item, file, depth + 1));
  if (isTyped(value)) return value;
  // `!!binary`, which is a text to kubectl.
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, toYamlValue(item, file, depth + 1)]),
  );
}

function invalid(message: string, cause?: unknown): AckringError {
  return new AckringError('KubeconfigInvalid', message, {
    remedy: 'Repair the file in an editor (`kubectl config view` must accept it); it was not changed.',
    cause,
  });
}
