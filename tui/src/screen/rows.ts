import type { CodedColumn } from './coded-column.js';
import type { Reader } from './reader.js';
import { createRowStore } from './row-store.js';

/** The rows of a list in their order, as the filter sees them. */
export interface Rows {
  readonly length: number;
  /** The fields that a filter can name, `tag` among them; where there are none, a colon is a letter like others. */
  readonly fields: readonly string[];
  /** In their order; with `mask`, those at whose place it is not 0. */
  ids(mask?: Uint8Array): readonly string[];
  /** What the columns say. */
  texts(reader: Reader): readonly TextColumn[];
  /** The ids that are found, by what a field or a tag (`tag:env`) says: in the order of what they say. */
  groups(by: string, ids: readonly string[]): readonly Group[];
  /** What they can be grouped by. */
  groupings(): readonly string[];
  /** Makes what the columns say ready ahead of a search, turn by turn. */
  ready(reader: Reader): Iterable<void>;
  /** What a field says, in the words of `packed`. */
  field(name: string): Coded;
  /** `key=value` for each tag, in the words of `packed`. */
  tags(): Coded;
}

export interface Group {
  readonly name: string;
  readonly ids: readonly string[];
}

export type Coded = Pick<CodedColumn<never>, 'codes' | 'values'>;

export interface TextColumn extends Coded {
  /** Ids and the like: found letter for letter only, since a few letters in their order are in nearly all of them. */
  readonly isCode: boolean;
}

export const noRows: Rows = {
  length: 0,
  fields: [],
  ids: () => [],
  texts: () => [],
  groups: () => [],
  groupings: () => [],
  ready: () => [],
  field: () => nothing,
  tags: () => nothing,
};

const nothing: Coded = { codes: new Int32Array(0), values: [] };

export interface TextRow {
  readonly id: string;
  readonly text: string;
}

/** Rows of one text each, in the order given: for lists without a table. */
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
