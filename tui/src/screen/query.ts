/** What one word of a filter requires of a row: all of them must hold. */
export type Term = TextTerm | FieldTerm | TagTerm;

interface AnyTerm {
  /** Written with a leading `!`: the rows for which it does not hold. */
  readonly isNegated: boolean;
  /** Written in quotes: literal. */
  readonly isExact: boolean;
}

/** `tokyo`: in any column. */
export interface TextTerm extends AnyTerm {
  readonly kind: 'text';
  readonly text: string;
}

/** `state:running`: in one field of the JSON contract. */
export interface FieldTerm extends AnyTerm {
  readonly kind: 'field';
  /** Without its hyphens: `renewed-by:` asks `renewedby:`. */
  readonly field: string;
  readonly typed: string;
  readonly value: string;
}

/** `tag:env=prod`, or `tag:env` for any value. */
export interface TagTerm extends AnyTerm {
  readonly kind: 'tag';
  readonly key: string;
  readonly value: string | null;
}

/**
 * The words of a filter: `tokyo`, `"exactly this"`, `field:value`, `field:"exactly this"`, `tag:key=value`, each with
 * a leading `!` for its opposite. Spaces within quotes belong to the word; an open quote extends to the end. An
 * incomplete word, such as `!`, is ignored, and a repeated one is one. For rows without fields a colon is an ordinary
 * character.
 */
export function parseQuery(filter: string, hasFields = true): readonly Term[] {
  return wordsOf(filter).flatMap((word) => termOf(word, hasFields) ?? []);
}

/** The first word that asks for nothing yet, such as `state:`, `version:<` or `!`; null for none. */
export function incompleteWord(filter: string, hasFields: boolean): string | null {
  const isOpen = (word: string): boolean => {
    const term = termOf(word, hasFields);
    return (
      term === null || (term.kind === 'field' && isUnasked(term)) || (term.kind === 'tag' && term.key === '')
    );
  };
  return wordsOf(filter).find(isOpen) ?? null;
}

/** Whether a filter asks for one of these fields, or for a part of one: `endpoints.public`. */
export function asksFor(filter: string, fields: readonly string[]): boolean {
  const asked = new Set(fields.map((field) => field.toLowerCase()));
  return parseQuery(filter).some(
    (term) => term.kind === 'field' && asked.has(term.field.toLowerCase().split('.')[0] ?? ''),
  );
}

/** A field as it is looked for, whatever it was typed like. */
export function bareField(typed: string): string {
  return typed.replaceAll('-', '').toLowerCase();
}

/** Nothing stands behind the colon or the sign of a comparison. */
export function isUnasked({ value, isExact }: Pick<FieldTerm, 'value' | 'isExact'>): boolean {
  return !isExact && /^[<>]?=?$/.test(value.normalize('NFKC'));
}

/** The word whose quote is open; null for none. */
export function openQuoteIn(filter: string): string | null {
  return wordsOf(filter).find((word) => word.split('"').length % 2 === 0) ?? null;
}

function wordsOf(filter: string): readonly string[] {
  return [...new Set(filter.match(/(?:[^\s"]|"[^"]*"?)+/g))];
}

function termOf(word: string, hasFields: boolean): Term | null {
  const isNegated = word.startsWith('!');
  const asked = isNegated ? word.slice(1) : word;
  const [, typed, said = ''] = (hasFields ? withField.exec(asked) : null) ?? [];
  if (typed === undefined) {
    const { text, isExact } = unquoted(asked);
    return text === '' ? null : { kind: 'text', text, isExact, isNegated };
  }
  const field = typed.replaceAll('-', '');
  if (field.toLowerCase() !== 'tag') {
    // `=` and `!=` of others: all of it.
    const [, not = '', same] = /^(!?)=+([^=].*)$/s.exec(said) ?? [];
    const { text: value, isExact } = unquoted(same ?? said);
    return {
      kind: 'field',
      field,
      typed,
      value,
      isExact: isExact || same !== undefined,
      isNegated: isNegated !== (not !== ''),
    };
  }
  const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(said) ?? [];
  const { text, isExact } = unquoted(value ?? '');
  return { kind: 'tag', key, value: value === undefined ? null : text, isExact, isNegated };
}

/** An address has a colon as well; no field has such a name. In Japanese and Chinese a colon is wide. */
const withField = /^(\p{L}(?:[\p{L}\p{M}\p{N}_.]*|[\p{L}\p{M}\p{N}_-]*))[:：](?!\/\/)(.*)$/su;

function unquoted(text: string): { readonly text: string; readonly isExact: boolean } {
  if (!text.startsWith('"')) return { text, isExact: false };
  return { text: text.slice(1).replace(/"$/, ''), isExact: true };
}
