import type { FieldValue } from './fields.js';
import { folded } from './query.js';
import type { Reader } from './reader.js';

/** A row as the filter sees it. */
export interface Searchable {
  readonly id: string;
  readonly row: object;
  readonly by: Searched;
  /** What the screen knows of it besides, in words. */
  readonly besides?: string;
  /** Its texts made ready for the search, once somebody searches, for as long as the row lives. */
  ready?: Ready;
}

/** How the rows of one table are searched. */
export interface Searched<Row extends object = object> {
  /** The fields that a filter can name, `tag` among them; where there are none, a colon is a letter like others. */
  readonly fields: readonly string[];
  /** What the columns say. */
  texts(row: Row, reader: Reader): readonly string[];
  /** Ids and the like: found letter for letter only, since a few letters in their order are in nearly all of them. */
  codes(row: Row): readonly string[];
  /** What a field says. */
  values(row: Row, field: string): readonly FieldValue[];
  tags(row: Row): Readonly<Record<string, string>>;
}

/** A row of one text, for lists without a table. */
export function textRow(id: string, text: string): Searchable {
  return { id, row: { text }, by: byText };
}

const byText: Searched = {
  fields: [],
  texts: (row) => ('text' in row && typeof row.text === 'string' ? [row.text] : []),
  codes: () => [],
  values: () => [],
  tags: () => ({}),
};

/** A text, one for all rows that say the same, so that it is looked at once. */
export interface Cell {
  readonly plain: string;
  readonly isCode: boolean;
  /** The question it was asked last, and its answer. */
  asked: number;
  isHit: boolean;
}

let questions = 0;

/** A question that each text is asked only once. */
export function once(isHit: (cell: Cell) => boolean): (cell: Cell) => boolean {
  questions += 1;
  const question = questions;
  return (cell) => {
    if (cell.asked === question) return cell.isHit;
    cell.asked = question;
    cell.isHit = isHit(cell);
    return cell.isHit;
  };
}

/** For whom texts are ready: in other words, in another zone, or on another day, they say something else. */
export interface Moment {
  readonly reader: Reader;
  readonly day: number;
}

interface Ready {
  readonly moment: Moment;
  readonly cells: readonly Cell[];
}

let lastMoment: Moment | null = null;

export function momentOf(reader: Reader): Moment {
  const day = Math.floor(reader.now.getTime() / 86_400_000);
  const last = lastMoment;
  const isSame =
    last !== null &&
    last.day === day &&
    last.reader.messages === reader.messages &&
    last.reader.timeZone === reader.timeZone &&
    last.reader.home === reader.home;
  if (isSame) return last;
  lastMoment = { reader, day };
  return lastMoment;
}

/** The texts of a row. */
export function cellsOf(item: Searchable, moment: Moment): readonly Cell[] {
  if (item.ready?.moment === moment) return item.ready.cells;
  const { row, by, besides } = item;
  const shared = sharedBy(by);
  const texts = new Set(by.texts(row, moment.reader));
  if (besides !== undefined) texts.add(besides);
  const cells = [
    ...Array.from(texts, (text) => sharedCell(shared, text, false)),
    ...by.codes(row).map((code) => sharedCell(shared, code, true)),
  ];
  item.ready = { moment, cells };
  return cells;
}

/** By the table they are of. */
const known = new WeakMap<Searched, Map<string, Cell>>();

/** More than a large fleet has texts; past it they are shared anew. */
const most = 200_000;

function sharedBy(by: Searched): Map<string, Cell> {
  const cells = known.get(by);
  if (cells !== undefined && cells.size < most) return cells;
  const fresh = new Map<string, Cell>();
  known.set(by, fresh);
  return fresh;
}

function sharedCell(shared: Map<string, Cell>, text: string, isCode: boolean): Cell {
  const key = isCode ? `\0${text}` : text;
  const before = shared.get(key);
  if (before !== undefined) return before;
  const cell: Cell = { plain: folded(text), isCode, asked: 0, isHit: false };
  shared.set(key, cell);
  return cell;
}
