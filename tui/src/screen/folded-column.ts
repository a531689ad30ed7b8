import { folded } from '@ackring/core/words';
import { type Coded, unpacked } from './rows.js';

/** After every value, and between the texts of one; no word has it. */
const end = '\0';

/** A column's values in the form for comparing, one after the other: a word is sought in all of them at once. */
export interface FoldedColumn {
  readonly text: string;
  /** The place of each value in it by number, and at last its length. */
  readonly starts: readonly number[];
}

/** By a column's list of values, which only grows. */
const known = new WeakMap<object, FoldedColumn>();

export function foldedColumn({ values }: Coded): FoldedColumn {
  const before = known.get(values) ?? { text: '', starts: [0] };
  const first = before.starts.length - 1;
  if (first === values.length) return before;
  const starts = [...before.starts];
  let length = before.text.length;
  const fresh = values.slice(first).map((value) => folded(String(value ?? '')) + end);
  for (const text of fresh) {
    length += text.length;
    starts.push(length);
  }
  const column = { text: before.text + fresh.join(''), starts };
  known.set(values, column);
  return column;
}

/** 1 for the number of each value that contains a folded word; null if none does. */
export function containing({ text, starts }: FoldedColumn, word: string): Uint8Array | null {
  if (word === '') return new Uint8Array(starts.length - 1).fill(1);
  if (word.includes(end)) return null;
  let found: Uint8Array | null = null;
  let number = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, starts[number])) {
    found ??= new Uint8Array(starts.length - 1);
    while ((starts[number + 1] ?? text.length) <= at) number += 1;
    found[number] = 1;
    number += 1;
  }
  return found;
}

/** 1 for the number of each value of which a text, folded, is similar; null if none is. */
export function similar(
  { text, starts }: FoldedColumn,
  isLike: (text: string) => boolean,
): Uint8Array | null {
  let found: Uint8Array | null = null;
  for (let number = 0; number < starts.length - 1; number += 1) {
    const value = text.slice(starts[number], (starts[number + 1] ?? 0) - end.length);
    if (value.includes(end) ? !unpacked(value).some(isLike) : !isLike(value)) continue;
    found ??= new Uint8Array(starts.length - 1);
    found[number] = 1;
  }
  return found;
}
