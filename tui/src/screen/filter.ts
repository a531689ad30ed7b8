import type { FieldValue } from './fields.js';
import { isFuzzilyIn } from './fuzzy.js';
import {
  type FieldTerm,
  folded,
  isGlob,
  matchesGlob,
  parseQuery,
  type TagTerm,
  type Term,
  type TextTerm,
} from './query.js';
import type { Reader } from './reader.js';
import {
  type Cell,
  cellsOf,
  type Moment,
  momentOf,
  once,
  type Searchable,
  type Searched,
} from './searchable.js';
import { orderKey } from './sorting.js';

/** What a filter found, and how. */
export interface Found {
  /** The rows it lets through, in their order. */
  readonly ids: readonly string[];
  /** A field that it names and no row has: then it lets nothing through. */
  readonly unknown: UnknownField | null;
  /** What is to be lit in the rows. */
  readonly lit: readonly LitWord[];
}

export interface UnknownField {
  readonly name: string;
  readonly fields: readonly string[];
}

/** A word that was found, folded. */
export interface LitWord {
  readonly word: string;
  /** No row has it letter for letter. */
  readonly isFuzzy: boolean;
}

/** The rows that a filter lets through. A word that some have letter for letter is sought so; else fuzzily. */
export function find(filter: string, rows: readonly Searchable[], reader: Reader): Found {
  const fields = rows[0]?.by.fields ?? [];
  const terms = parseQuery(filter, fields.length > 0);
  const unknown = unknownIn(terms, fields);
  if (unknown !== null) return { ids: [], unknown, lit: [] };
  const moment = momentOf(reader);
  const lit: LitWord[] = [];
  let left = rows;
  for (const term of terms) {
    if (term.kind === 'text') {
      const { items, isFuzzy } = withText(term, left, moment);
      left = items;
      if (!term.isNegated) lit.push({ word: folded(term.text), isFuzzy });
    } else {
      const isHit = term.kind === 'field' ? fieldTest(term) : tagTest(term);
      left = left.filter((item) => isHit(item) !== term.isNegated);
    }
  }
  return { ids: left.map(({ id }) => id), unknown: null, lit };
}

/** A field that a filter names and rows of this table have not. */
export function unknownField(filter: string, { fields }: Pick<Searched, 'fields'>): UnknownField | null {
  return unknownIn(parseQuery(filter, fields.length > 0), fields);
}

function unknownIn(terms: readonly Term[], fields: readonly string[]): UnknownField | null {
  const known = new Set(fields.map((field) => field.toLowerCase()));
  const names = terms.flatMap((term) => {
    if (term.kind === 'tag') return ['tag'];
    return term.kind === 'field' ? [term.field] : [];
  });
  const name = names.find((each) => !known.has(each.toLowerCase().split('.')[0] ?? ''));
  return name === undefined ? null : { name, fields };
}

function withText(
  { text, isExact, isNegated }: TextTerm,
  items: readonly Searchable[],
  moment: Moment,
): { readonly items: readonly Searchable[]; readonly isFuzzy: boolean } {
  const word = folded(text);
  let isNamed = false;
  const isLiterally = once(({ plain, isCode }) => {
    const isHit = plain.includes(word);
    isNamed ||= isHit && !isCode;
    return isHit;
  });
  const withHit = (isHit: (cell: Cell) => boolean): readonly Searchable[] =>
    items.filter((item) => cellsOf(item, moment).some(isHit) !== isNegated);
  const literal = withHit(isLiterally);
  if (isNamed || isExact) return { items: literal, isFuzzy: false };
  const isFuzzily = once(({ plain, isCode }) => (isCode ? plain.includes(word) : isFuzzilyIn(word, plain)));
  return { items: withHit(isFuzzily), isFuzzy: true };
}

type Test = (item: Searchable) => boolean;

/** One that says nothing yet lets everything through. */
function fieldTest(term: FieldTerm): Test {
  if (term.value === '') return () => !term.isNegated;
  const isLike = likeness(term);
  return ({ row, by }) => by.values(row, term.field).some(isLike);
}

function tagTest({ key, value, isExact, isNegated }: TagTerm): Test {
  if (key === '') return () => !isNegated;
  const name = folded(key);
  const isLike = value === null || value === '' ? () => true : likeness({ value, isExact });
  return ({ row, by }) =>
    Object.entries(by.tags(row)).some(([tag, text]) => folded(tag) === name && isLike(text));
}

type Comparison = <Value extends string | number>(a: Value, b: Value) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `value` is a part of it, a pattern of all of it, in quotes all of it; `<30` and `>=2026-12-01` compare. */
function likeness({ value, isExact }: Pick<FieldTerm, 'value' | 'isExact'>): (value: FieldValue) => boolean {
  const [, sign = '', bound = ''] = /^([<>]=?)(.+)$/s.exec(isExact ? '' : value) ?? [];
  const compare = comparisons[sign];
  if (compare !== undefined) {
    // Versions as people count; null and what is no date are neither before nor after anything.
    const key = orderKey(bound);
    return (each) => {
      if (typeof each === 'string') return each !== 'null' && compare(orderKey(each), key);
      return compare(Number(each), each instanceof Date ? Date.parse(bound) : Number(bound));
    };
  }
  const sought = folded(value);
  const isLike = (text: string): boolean => {
    if (isExact) return text === sought;
    return isGlob(sought) ? matchesGlob(sought, text) : text.includes(sought);
  };
  const known = new Map<string, boolean>();
  return (each) => {
    const text = each instanceof Date ? each.toISOString() : String(each);
    const answer = known.get(text) ?? isLike(folded(text));
    known.set(text, answer);
    return answer;
  };
}

/** Makes texts ready ahead of a search, and the search itself: code that has never run is slow as well. */
export function makeReady(rows: readonly Searchable[], reader: Reader): void {
  find('a', rows, reader);
}
