// What JSON.stringify leaves unescaped although a terminal would act on it.
const unsafe =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** JSON for people and programs alike: indented, dates in RFC 3339 UTC to the second, safe to print. */
export function toJson(value: unknown): string {
  return stringified(value, 2).replace(unsafe, escaped);
}

/** The same on one line. */
export function toJsonLine(value: unknown): string {
  return stringified(value, 0).replace(unsafe, escaped);
}

/** How many items of a list are written at once: V8 collects texts of more than 128 KiB late. */
const pieceLength = 100;

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

/** Any value in `toJson`'s format; of a record, a long list in it piece by piece as well. Ends its line. */
export function* valuePieces(value: unknown): Generator<string, void> {
  const entries = isRecord(value) ? Object.entries(value).filter(([, part]) => part !== undefined) : [];
  if (!entries.some(([, part]) => Array.isArray(part) && part.length > pieceLength)) {
    yield `${toJson(value)}\n`;
    return;
  }
  let lead = '{';
  for (const [key, part] of entries) {
    yield `${lead}\n  ${toJson(key)}: `;
    const pieces = Array.isArray(part) ? jsonPieces(part, (item) => item) : [toJson(part)];
    for (const piece of pieces) yield piece.replaceAll('\n', '\n  ');
    lead = ',';
  }
  yield '\n}\n';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value);
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

/**
 * Dates write themselves to the second meanwhile. A replacer would be called for every value, and a copy with texts in
 * the place of dates is most of the work; both are noticeable for a thousand contexts.
 */
function stringified(value: unknown, indent: number): string {
  const { toJSON } = Date.prototype;
  // Not where `node --frozen-intrinsics` forbids it.
  const writesSeconds = giveDates(toSeconds);
  try {
    return JSON.stringify(value, writesSeconds ? undefined : withSeconds, indent);
  } finally {
    giveDates(toJSON);
  }
}

function giveDates(toJSON: (this: Date) => string | null): boolean {
  return Reflect.defineProperty(Date.prototype, 'toJSON', { value: toJSON });
}

function toSeconds(this: Date): string | null {
  return Number.isNaN(this.getTime()) ? null : rfc3339(this);
}

function withSeconds(this: Readonly<Record<string, unknown>>, key: string, text: unknown): unknown {
  const value = this[key];
  return value instanceof Date ? toSeconds.call(value) : text;
}
