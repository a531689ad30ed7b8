import { folded, isGlob, matchesGlob } from '@ackring/core/words';
import { heldCodes } from './coded-column.js';
import { comparing, comparisonIn, type Uncompared, uncompared } from './comparison.js';
import { type FieldValue, unpackedValues } from './fields.js';
import { containing, foldedColumn, similar } from './folded-column.js';
import { type Likeness, lettersInOrder } from './fuzzy.js';
import { type FieldTerm, isUnasked, parseQuery, type TagTerm, type Term, type TextTerm } from './query.js';
import type { Reader } from './reader.js';
import { type Coded, type Rows, type TextColumn, type Titles, unpacked } from './rows.js';

/** What a filter found, and how. */
export interface Found {
  /** The matching rows, in their order. */
  readonly ids: readonly string[];
  /** Those of them that have every word of it literally in their name. */
  readonly called: readonly string[];
  /** A field in the filter that no row has: then nothing matches. */
  readonly unknown: UnknownField | null;
  /** A comparison in the filter that compares nothing: then nothing matches. */
  readonly uncompared: Uncompared | null;
  /** What to highlight in the rows. */
  readonly lit: readonly LitWord[];
}

export interface UnknownField {
  readonly name: string;
  /** What can be asked instead: the columns by their titles, then the other fields. */
  readonly fields: readonly string[];
}

/** A found word, folded. */
export interface LitWord {
  readonly word: string;
  /** How some row has its letters in order; null if one contains it literally. */
  readonly like: Likeness | null;
}

/** The rows that match a filter. A word that some contain literally is searched so; else by its letters in order. */
export function find(filter: string, rows: Rows, reader: Reader): Found {
  const unknown = unknownField(filter, rows.fields, rows.titles(reader));
  if (unknown !== null) return { ids: [], called: [], unknown, uncompared: null, lit: [] };
  const sought = search(filter, rows, reader);
  if (sought === null) return { ids: rows.ids(), called: [], unknown, uncompared: null, lit: [] };
  const { left, ...found } = sought;
  return {
    ids: rows.ids(left),
    called: rows.ids(calledSo(left, found.lit, rows, reader)),
    unknown,
    ...found,
  };
}

/** Every row has its name first. */
function calledSo(left: Uint8Array, lit: readonly LitWord[], rows: Rows, reader: Reader): Uint8Array {
  const [name] = rows.texts(reader);
  if (name === undefined) return left;
  const called = left.slice();
  for (const { word } of lit) {
    const named = containing(foldedColumn(name), word);
    // No closure for each row: there may be a hundred thousand.
    for (let place = 0; place < called.length; place += 1)
      if (named?.[name.codes[place] ?? 0] !== 1) called[place] = 0;
  }
  return called;
}

/** Does ahead of time, in steps, what a first search would have to. */
export function* readyFind(rows: Rows, reader: Reader): Iterable<void> {
  yield* rows.ready(reader);
  for (const column of rows.texts(reader)) {
    foldedColumn(column);
    yield;
  }
  // Code that has never run is slow as well.
  find('a', rows, reader);
}

/**
 * For each place whether the filter with its known fields matches its row; null for a filter that matches everything.
 */
export function search(
  filter: string,
  rows: Rows,
  reader: Reader,
): (Pick<Found, 'lit' | 'uncompared'> & { readonly left: Uint8Array }) | null {
  const terms = parseQuery(filter, rows.fields.length > 0);
  if (terms.length === 0) return null;
  const vain = uncomparedIn(terms, rows, reader);
  if (vain !== null) return { left: new Uint8Array(rows.length), lit: [], uncompared: vain };
  const left = new Uint8Array(rows.length).fill(1);
  const lit: LitWord[] = [];
  for (const term of terms) {
    // Pasted text may have thousands of words.
    if (!left.includes(1)) break;
    const { hits, like } = hitsOf(term, rows, { left, reader });
    const miss = term.isNegated ? 1 : 0;
    for (let place = 0; place < left.length; place += 1) if (hits[place] === miss) left[place] = 0;
    if (term.kind === 'text' && !term.isNegated) lit.push({ word: folded(term.text), like });
  }
  return { left, lit, uncompared: null };
}

/** The values of the first field in a filter whose asked one no row has; null for none. */
export function valuesInstead(filter: string, rows: Rows, reader: Reader): FieldValues | null {
  for (const term of parseQuery(filter, rows.fields.length > 0)) {
    if (term.kind === 'text' || term.isNegated) continue;
    if (term.kind === 'tag') {
      const instead = tagsInstead(term, rows, reader);
      if (instead === null) continue;
      return instead;
    }
    const all = { left: new Uint8Array(rows.length).fill(1), reader };
    if (fieldPlaces(term, rows, all).includes(1)) continue;
    const shown = rows.shown(term.field, reader) ?? rows.field(term.field, reader);
    // Of numbers and instants a list says little.
    const isWord = (value: FieldValue): boolean =>
      typeof value === 'string' && /^\p{L}/u.test(value) && value.length <= mostLetters && value !== 'null';
    const held = valuesHeld(rows, shown);
    if (!held.some(isWord)) return null;
    return { name: term.typed, values: [...new Set(held.filter(isWord).map(String))].toSorted() };
  }
  return null;
}

/** The first word of a filter that has `=` or `<` where a field has its colon, as it was meant; null for none. */
export function meantField(filter: string, fields: readonly string[]): string | null {
  for (const term of parseQuery(filter, fields.length > 0)) {
    const [, name = '', value = ''] =
      term.kind === 'text' ? (/^(\w+?)(?:={1,2}(?=[^=])|(?=(?:!=|[<>])))(.+)$/s.exec(term.text) ?? []) : [];
    const field = fields.find((each) => each.toLowerCase() === name.toLowerCase());
    if (field !== undefined && value !== '') return `${term.isNegated ? '!' : ''}${field}:${value}`;
  }
  return null;
}

/** Of a longer value a list says little. */
const mostLetters = 40;

/** The values of a tag, or the tags where none is called so. */
function tagsInstead(term: TagTerm, rows: Rows, reader: Reader): FieldValues | null {
  const all = { left: new Uint8Array(rows.length).fill(1), reader };
  if (placesOf(rows.tags(), all, tagTest(term, rows)).includes(1)) return null;
  const { codes, values } = rows.tags();
  const held = heldCodes(codes, rows.length, values.length).map((code) => String(values[code] ?? ''));
  const own = held.flatMap((tags) => tagValues(term.key, tags));
  if (own.length > 0) return { name: `tag:${term.key}`, values: [...new Set(own)].toSorted() };
  const tags = held.flatMap(unpacked);
  const keys = tags.flatMap((tag) => (tag.includes('=') ? [tag.slice(0, tag.indexOf('='))] : []));
  return { name: 'tag', values: [...new Set(keys)].toSorted() };
}

function valuesHeld({ length }: Rows, { codes, values }: Coded): readonly FieldValue[] {
  return heldCodes(codes, length, values.length).flatMap((code) =>
    unpackedValues(String(values[code] ?? '')),
  );
}

interface FieldValues {
  readonly name: string;
  readonly values: readonly string[];
}

/** An unknown field in a filter. */
export function unknownField(filter: string, fields: readonly string[], titles: Titles): UnknownField | null {
  const terms = parseQuery(filter, fields.length > 0);
  const known = new Set([...fields, ...titles.said, ...titles.sorted].map((field) => field.toLowerCase()));
  const names = terms.flatMap((term) => {
    if (term.kind === 'tag') return [{ field: 'tag', typed: 'tag' }];
    return term.kind === 'field' ? [term] : [];
  });
  const name = names.find(({ field }) => !known.has(field.toLowerCase().split('.')[0] ?? ''))?.typed;
  if (name === undefined) return null;
  const fieldCalled = new Map(fields.map((field) => [field.toLowerCase(), field]));
  const columns = titles.said.filter((title) => /^\p{L}+$/u.test(title));
  const named = columns.map((title) => fieldCalled.get(title) ?? title);
  return { name, fields: [...new Set([...named, ...fields])] };
}

interface Hits extends Pick<LitWord, 'like'> {
  /** 1 for each place whose row matches. */
  readonly hits: Uint8Array;
}

interface Sought {
  /** 1 for each place that matched the previous words. */
  readonly left: Uint8Array;
  readonly reader: Reader;
}

function hitsOf(term: Term, rows: Rows, sought: Sought): Hits {
  switch (term.kind) {
    case 'text':
      return textHits(term, rows.texts(sought.reader), sought);
    case 'field':
      return { hits: fieldPlaces(term, rows, sought), like: null };
    case 'tag':
      return { hits: placesOf(rows.tags(), sought, tagTest(term, rows)), like: null };
  }
}

function textHits(term: TextTerm, columns: readonly TextColumn[], { left }: Sought): Hits {
  const word = folded(term.text);
  const hits = new Uint8Array(left.length);
  let isNamed = false;
  if (!term.isExact && isGlob(word)) {
    // Of a name with a path its last part alone too, as wherever contexts are named.
    const isLike = (text: string): boolean =>
      matchesGlob(word, text) || matchesGlob(word, text.slice(text.lastIndexOf('/') + 1));
    const named = columns.map((column) => addHits(hits, column, left, similar(foldedColumn(column), isLike)));
    if (named.includes(true)) return { hits, like: () => false };
  }
  for (const column of columns) {
    const isHit = addHits(hits, column, left, containing(foldedColumn(column), word));
    isNamed ||= isHit && !column.isCode;
  }
  if (isNamed || term.isExact) return { hits, like: null };
  const named = columns.filter(({ isCode }) => !isCode);
  for (const like of lettersInOrder) {
    const isLike = (text: string): boolean => like(word, text);
    const found = named.map((column) => addHits(hits, column, left, similar(foldedColumn(column), isLike)));
    if (found.includes(true)) return { hits, like };
  }
  return { hits, like: null };
}

/** Adds the places of a column's found values; whether any is left. */
function addHits(
  hits: Uint8Array,
  { codes }: TextColumn,
  left: Uint8Array,
  found: Uint8Array | null,
): boolean {
  if (found === null) return false;
  let isHit = false;
  for (let place = 0; place < hits.length; place += 1) {
    if (found[codes[place] ?? 0] !== 1) continue;
    hits[place] = 1;
    isHit ||= left[place] === 1;
  }
  return isHit;
}

function placesOf(
  { codes, values }: Coded,
  { left }: Sought,
  isLike: (value: string) => boolean,
): Uint8Array {
  const likes = values.map((value) => isLike(String(value ?? '')));
  return left.map((_, place) => (likes[codes[place] ?? 0] ? 1 : 0));
}

/** What no row has as the contract has it may be said so in the reader's language. */
function fieldPlaces(term: FieldTerm, rows: Rows, sought: Sought): Uint8Array {
  const column = rows.field(term.field, sought.reader);
  const places = placesOf(column, sought, fieldTest(term, column.values));
  if (places.includes(1) || comparisonIn(term) !== null) return places;
  const said = rows.said(term.field, sought.reader);
  return said === null ? places : placesOf(said, sought, fieldTest(term, said.values));
}

/** An incomplete word matches everything. */
function fieldTest(term: FieldTerm, values: Coded['values']): (value: string) => boolean {
  if (isUnasked(term)) return () => !term.isNegated;
  const isLike = likeness(term, () => fieldValuesIn(values));
  return (value) => unpackedValues(value).some(isLike);
}

function tagTest(term: TagTerm, rows: Rows): (tags: string) => boolean {
  const { key, value, isExact, isNegated } = term;
  if (key === '') return () => !isNegated;
  const isLike =
    value === null || value === '' ? () => true : likeness({ value, isExact }, () => tagValuesIn(term, rows));
  return (tags) => tagValues(key, tags).some(isLike);
}

function fieldValuesIn(values: Coded['values']): readonly FieldValue[] {
  return values.flatMap((value) => unpackedValues(String(value ?? '')));
}

function tagValuesIn({ key }: TagTerm, rows: Rows): readonly string[] {
  return rows.tags().values.flatMap((tags) => tagValues(key, String(tags ?? '')));
}

function tagValues(key: string, tags: string): readonly string[] {
  const name = folded(key);
  return unpacked(tags).flatMap((tag) => {
    const at = tag.indexOf('=');
    return at !== -1 && folded(tag.slice(0, at)) === name ? [tag.slice(at + 1)] : [];
  });
}

/** The first comparison that compares nothing. */
function uncomparedIn(terms: readonly Term[], rows: Rows, reader: Reader): Uncompared | null {
  for (const term of terms) {
    if (term.kind === 'text') continue;
    const comparison = comparisonIn({ ...term, value: term.value ?? '' });
    if (comparison === null) continue;
    const [field, values] =
      term.kind === 'tag'
        ? [`tag:${term.key}=`, tagValuesIn(term, rows)]
        : [`${term.typed}:`, fieldValuesIn(rows.field(term.field, reader).values)];
    const shown = term.kind === 'tag' ? null : rows.shown(term.field, reader);
    const vain = uncompared(field, comparison, {
      values,
      said: shown === null ? [] : valuesHeld(rows, shown),
    });
    if (vain !== null) return vain;
  }
  return null;
}

/** `value` is a substring, a pattern for all of it, or in quotes all of it; `<30` and `>=2026-12-01` compare. */
function likeness(
  { value, isExact }: Pick<FieldTerm, 'value' | 'isExact'>,
  all: () => readonly FieldValue[],
): (value: FieldValue) => boolean {
  const comparison = comparisonIn({ value, isExact });
  if (comparison !== null) return comparing(comparison, all()) ?? (() => false);
  const sought = folded(value);
  return (each) => {
    const text = folded(each instanceof Date ? each.toISOString() : String(each));
    if (isExact) return text === sought;
    return isGlob(sought) ? matchesGlob(sought, text) : text.includes(sought);
  };
}
