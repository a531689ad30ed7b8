/** Entries as far as they have room, and how many had none. */
export interface Fitted {
  readonly body: string;
  readonly leftOut: number;
}

/**
 * The body with as many whole entries as stay within the limit, the first ones first. `bodyOf` says in it how many
 * were left out, `sizeOf` measures it as the receiver does. A body with no entry at all is taken as it is.
 */
export function fitted<Entry>(
  entries: readonly Entry[],
  { limit, sizeOf, bodyOf }: FitOptions<Entry>,
): Fitted {
  const bodyWith = (count: number) => bodyOf(entries.slice(0, count), entries.length - count);
  let [fits, tooMany] = [0, entries.length + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (sizeOf(bodyWith(middle)) <= limit) fits = middle;
    else tooMany = middle;
  }
  return { body: bodyWith(fits), leftOut: entries.length - fits };
}

export interface FitOptions<Entry> {
  readonly limit: number;
  sizeOf(body: string): number;
  bodyOf(entries: readonly Entry[], leftOut: number): string;
}

/** Bytes in UTF-8, as most receivers count. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text of no more than so many UTF-16 units, cut between what people see as characters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length >= most) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}
