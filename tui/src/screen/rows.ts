import type { CodedColumn } from './coded-column.js';
import type { Reader } from './reader.js';
import { createRowStore } from './row-store.js';
import type { ColumnId } from './sorting.js';

/** The rows of a list in order, as the filter sees them. */
export interface Rows {
  readonly length: number;
  /** The fields that a filter can name, `tag` among them; without any, a colon is an ordinary character. */
  readonly fields: readonly string[];
  /** In order; with `mask`, those at places that are not 0. */
  ids(mask?: Uint8Array): readonly string[];
  /** The columns' values. */
  texts(reader: Reader): readonly TextColumn[];
  /** The same of one row, each for itself. */
  facts(id: string, reader: Reader): readonly string[];
  /** The ids that match a field or a tag (`tag:env`), in the order of its values. */
  groups(by: string, ids: readonly string[]): readonly Group[];
  /** What they can be grouped by. */
  groupings(): readonly string[];
  /** Prepares the columns' values for a search, in steps. */
  ready(reader: Reader): Iterable<void>;
  /** What else names the columns. */
  titles(reader: Reader): Titles;
  /** The values of a field, or of a column by its title, as in `packed`. */
  field(name: string, reader: Reader): Coded;
  /** All that a filter finds in the column of that name, as in `packed`; null if there is none. */
  said(name: string, reader: Reader): Coded | null;
  /** Of that only what its rows say, in the reader's language. */
  shown(name: string, reader: Reader): Coded | null;
  /** `key=value` for each tag, as in `packed`. */
  tags(): Coded;
  /** Terminal columns of the longest text of the column that is sorted so, filtered out or not. */
  longest(column: ColumnId, reader: Reader): number;
}

/** What names columns in a filter, in small letters. */
export interface Titles {
  /** What stands above them, without its spaces. */
  readonly said: readonly string[];
  /** What they are sorted by: the same in every language. */
  readonly sorted: readonly string[];
}

export interface Group {
  readonly name: string;
  readonly ids: readonly string[];
}

/** How a list's rows are grouped: by a field or a tag, and which groups are folded. */
export interface Grouping {
  readonly by: string;
  readonly folded: ReadonlySet<string>;
}

export type Coded = Pick<CodedColumn<never>, 'codes' | 'values'>;

export interface TextColumn extends Coded {
  /** Ids and the like: matched literally only, since nearly all of them contain a few given letters in order. */
  readonly isCode: boolean;
}

export const noRows: Rows = {
  length: 0,
  fields: [],
  ids: () => [],
  texts: () => [],
  facts: () => [],
  groups: () => [],
  groupings: () => [],
  ready: () => [],
  titles: () => ({ said: [], sorted: [] }),
  field: () => nothing,
  said: () => null,
  shown: () => null,
  tags: () => nothing,
  longest: () => 0,
};

const nothing: Coded = { codes: new Int32Array(0), values: [] };

export interface TextRow {
  readonly id: string;
  readonly text: string;
}

/** Rows of one text each, in the given order: for lists without a table. */
export function textRows(rows: readonly TextRow[]): Rows {
  const store = createRowStore<TextRow>(({ id }) => id);
  return {
    ...noRows,
    length: rows.length,
    ids: (mask) => store.ids(rows).filter((_, place) => mask?.[place] !== 0),
    texts: () => {
      const { codes, values } = store.column(rows, 'text', ({ text }) => text);
      return [{ codes, values, isCode: false }];
    },
  };
}

/** Several texts as one. */
export function packed(texts: readonly string[]): string {
  return texts.join('\0');
}

export function unpacked(text: string): readonly string[] {
  return text.split('\0');
}
