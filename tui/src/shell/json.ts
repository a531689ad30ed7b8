// What JSON.stringify leaves unescaped although a terminal would act on it.
const unsafe =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** JSON for people and programs alike: indented, dates in RFC 3339 UTC to the second, safe to print. */
export function toJson(value: unknown): string {
  return JSON.stringify(withDatesAsText(value), null, 2).replace(unsafe, escaped);
}

/** The same on one line. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(withDatesAsText(value)).replace(unsafe, escaped);
}

/** How many items of a list are written at once. */
const pieceLength = 500;

/**
 * A list in `toJson`'s format, piece by piece: a list of a hundred thousand never exists as a whole, as objects, as a
 * string, and as bytes.
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

/** A list in `toJson`'s format, item by item as they arrive. */
export interface JsonList {
  /** The text for one more item. */
  next(value: unknown): string;
  /** The closing text, whatever happened before. */
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

/** Outside the BMP a character takes two escapes. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** `2027-05-26T06:05:00Z`: the cloud and the contracts count in seconds. */
export function rfc3339(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

// Beforehand, and not in a replacer: that would be called for every value and take twice as long, noticeable for a
// thousand contexts.
function withDatesAsText(value: unknown): unknown {
  if (value instanceof Date) return rfc3339(value);
  if (Array.isArray(value)) return value.length === 0 ? value : value.map(withDatesAsText);
  if (typeof value !== 'object' || value === null) return value;
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(value)) {
    const each: unknown = Reflect.get(value, key);
    const text = typeof each === 'object' ? withDatesAsText(each) : each;
    if (text === each) continue;
    copy ??= { ...value };
    // Assigned, a foreign key of this name would disappear into the prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: text, enumerable: true });
    else copy[key] = text;
  }
  return copy ?? value;
}
