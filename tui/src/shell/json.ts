// What JSON.stringify leaves as it is although a terminal would act on it.
const unsafe =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** JSON for people and programs alike: indented, dates in RFC 3339 UTC to the second, harmless to print. */
export function toJson(value: unknown): string {
  return JSON.stringify(withDatesAsText(value), null, 2).replace(unsafe, escaped);
}

/** The same on one line. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(withDatesAsText(value)).replace(unsafe, escaped);
}

/** So many items of a list are told at once. */
const pieceLength = 500;

/**
 * A list as `toJson` tells it, piece by piece: one of a hundred thousand is never there whole, as objects, as a
 * string, and as its bytes beside it.
 */
export function* jsonPieces<Item>(
  items: readonly Item[],
  toValue: (item: Item) => unknown,
): Generator<string, void> {
  for (let start = 0; start < items.length; start += pieceLength) {
    const piece = toJson(items.slice(start, start + pieceLength).map((item) => toValue(item)));
    yield `${start === 0 ? '[' : ','}${piece.slice('['.length, -'\n]'.length)}`;
  }
  yield items.length === 0 ? '[]' : '\n]';
}

/** A list as `toJson` tells it, item by item as they come. */
export interface JsonList {
  /** What is to be written for one more. */
  next(value: unknown): string;
  /** What ends it, whatever came of the rest. */
  end(): string;
}

export function jsonList(): JsonList {
  let isEmpty = true;
  return {
    next: (value) => {
      const piece = toJson([value]).slice('['.length, -'\n]'.length);
      const start = isEmpty ? '[' : ',';
      isEmpty = false;
      return start + piece;
    },
    end: () => (isEmpty ? '[]\n' : '\n]\n'),
  };
}

/** Beyond the first plane a character takes two escapes. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** `2027-05-26T06:05:00Z`: the cloud counts in seconds, and so do the contracts. */
export function rfc3339(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

// Beforehand, and not in a replacer: that would be called for every value and take twice the time, which a
// list of a thousand contexts feels.
function withDatesAsText(value: unknown): unknown {
  if (value instanceof Date) return rfc3339(value);
  if (Array.isArray(value)) return value.map(withDatesAsText);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    // Assigned, a foreign key of this name would be lost in the prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: each, enumerable: true });
    else copy[key] = withDatesAsText(each);
  }
  return copy;
}
