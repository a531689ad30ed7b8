import type { Sentence } from '../words/say.js';
import type { YamlMapping } from './yaml-value.js';

/** The three lists of a kubeconfig, in kubectl's order. */
export const sectionNames = ['clusters', 'contexts', 'users'] as const;

export type SectionName = (typeof sectionNames)[number];

/** Half-open range of characters in the file's text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The position of one list in the text. `block`: items on lines of their own, at column `indent`; `flow`: within
 * brackets; `empty`: the key exists with `[]`, `null` or nothing: `value` spans from the colon to the end of that,
 * and `lineEnd` is where the next line begins.
 */
export type Section =
  | { readonly kind: 'absent' }
  | { readonly kind: 'empty'; readonly value: TextRange; readonly lineEnd: number }
  | { readonly kind: 'flow'; readonly value: TextRange; readonly items: readonly TextRange[] }
  | { readonly kind: 'block'; readonly indent: number; readonly items: readonly TextRange[] };

/** The sections of a text without any. */
export const absentSections = {
  clusters: { kind: 'absent' },
  contexts: { kind: 'absent' },
  users: { kind: 'absent' },
} as const satisfies Readonly<Record<SectionName, Section>>;

/**
 * A kubeconfig's content with the positions of what a merge may touch. Ranges of block items begin at their line's
 * first character and end after the line break of their last line with content.
 */
export interface KubeconfigTree {
  readonly value: YamlMapping;
  readonly sections: Readonly<Record<SectionName, Section>>;
  /** From the colon of `current-context` to the end of its scalar; null when the key is absent. */
  readonly currentContext: TextRange | null;
  /** The end of the document's content, where a missing key is added; a line start, or the text's end. */
  readonly end: number;
  /** The document's root is a flow mapping (JSON): a missing key is added before its closing brace, at `end`. */
  readonly isFlow: boolean;
  /** Why the file may be read but not edited, or null. */
  readonly obstacle: Sentence | null;
}

/** The first character of the line with `offset`. */
export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The column of `offset` if only spaces precede it in its line; null otherwise. */
export function indentAt(text: string, offset: number): number | null {
  const start = lineStartOf(text, offset);
  const before = text.slice(start, offset);
  const isMarked = start === 0 && before.startsWith('\uFEFF');
  const indent = isMarked ? before.slice(1) : before;
  return /^ *$/.test(indent) ? indent.length : null;
}

/** Where the next line begins, for content that ends at `end`; `end` itself if a line begins there. */
export function lineAfter(text: string, end: number): number {
  if (text.charAt(end - 1) === '\n') return end;
  const lineBreak = text.indexOf('\n', end);
  return lineBreak === -1 ? text.length : lineBreak + 1;
}

/** Line breaks to kubectl's YAML reader, and to hardly anything else. */
export const oddBreaks = /\r(?!\n)|[\x85\u2028\u2029]/;

/** What it refuses anywhere, even in a comment. */
export const controlCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|(?!^)\ufeff/;
