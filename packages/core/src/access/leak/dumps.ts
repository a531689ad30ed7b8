/** Bytes that stand in a text as a listing of theirs. */
export interface Dumped {
  readonly bytes: Buffer;
  readonly offset: number;
}

interface Listing {
  /** A line of it; its first group holds the bytes. */
  readonly line: RegExp;
  readonly read: (listed: string) => Buffer;
}

/** Behind an offset. */
const begin = '(?<![0-9a-zA-Z])';
/** What wraps the listing may follow at once. */
const end = String.raw`(?=[ \t]*(?:$|\r|[^\s0-9a-zA-Z]))`;

/** As the usual tools write them. */
const kinds: readonly Listing[] = [
  // `xxd`, `hexdump -C`, `od -A x -t x1`: by ones, twos or fours; what comes after two blanks more is the same as text.
  {
    line: new RegExp(
      `${begin}(?:0x)?[0-9a-fA-F]{6,16}:?[ \\t]{1,3}((?:(?:[0-9a-fA-F]{2}){1,4}[ \\t]{1,2}){0,31}(?:[0-9a-fA-F]{2}){1,4})(?:[ \\t]|$|\\r)`,
    ),
    read: (listed) => Buffer.from(hexIn(listed), 'hex'),
  },
  // `hexdump`, `od -x`: words of two bytes, the lower one first.
  {
    line: new RegExp(`${begin}[0-9a-f]{7,8}((?:[ \\t]{1,4}[0-9a-f]{4}){1,8})${end}`),
    read: (listed) => wordsIn(listed, 16),
  },
  // `od`, `od -b`.
  {
    line: new RegExp(`${begin}[0-7]{7}((?: {1,3}[0-7]{6}){1,8})${end}`),
    read: (listed) => wordsIn(listed, 8),
  },
  {
    line: new RegExp(`${begin}[0-7]{7}((?: [0-7]{3}){1,16})${end}`),
    read: (listed) => Buffer.from(numbersIn(listed, 8)),
  },
  // `od -c`, `hexdump -c`: four columns a byte.
  {
    line: new RegExp(`${begin}[0-9a-f]{7}((?: {3}[ -~]| {2}\\\\[0abfnrtv]| [0-7]{3}){1,16})${end}`),
    read: (listed) => charactersIn(listed),
  },
];

/** Fewer lines hold no kubeconfig. */
const fewestLines = 10;

/** What listings of bytes in a text stand for; lines that are none end one. */
export function* listings(text: string): Generator<Dumped, void> {
  const lines = [...text.split('\n'), ''];
  for (const kind of kinds) yield* listingsOf(kind, lines);
  yield* numbersListed(text);
}

function* listingsOf({ line: form, read }: Listing, lines: readonly string[]): Generator<Dumped, void> {
  let parts: Buffer[] = [];
  let first = 0;
  let offset = 0;
  for (const line of lines) {
    const found = line.length > 400 ? null : form.exec(line);
    if (found !== null) {
      if (parts.length === 0) first = offset;
      parts.push(read(found[1] ?? ''));
    } else if (parts.length > 0) {
      if (parts.length >= fewestLines) yield { bytes: Buffer.concat(parts), offset: first };
      parts = [];
    }
    offset += line.length + 1;
  }
}

/** At most sixteen bytes a line: a word of the listing beside them may look like more. */
function hexIn(listed: string): string {
  return listed.replace(/[ \t]/g, '').slice(0, 64);
}

function numbersIn(listed: string, base: number): readonly number[] {
  return listed
    .trim()
    .split(/[ \t]+/)
    .map((each) => Number.parseInt(each, base));
}

function wordsIn(listed: string, base: number): Buffer {
  return Buffer.from(Uint16Array.from(numbersIn(listed, base)).buffer);
}

/** Each at the place of its code. */
const escaped = '0------abtnvfr';

function charactersIn(listed: string): Buffer {
  const columns = listed.match(/.{4}/g) ?? [];
  return Buffer.from(
    columns.map((column) => {
      if (column.startsWith('   ')) return column.charCodeAt(3);
      return column.startsWith('  \\') ? escaped.indexOf(column.slice(3)) : Number.parseInt(column, 8);
    }),
  );
}

/** Shorter lists hold no kubeconfig, even compressed. */
const fewestNumbers = 120;
const isListThere = /(?:(?:0x[0-9a-fA-F]{1,2}|\d{1,3})[\s,]{1,20}){60}/;

/** Bytes as programs print lists of them: `[97, 112, …]` of JSON, `[97 112 …]` of Go, `0x61, 0x70, …` of C. */
function* numbersListed(text: string): Generator<Dumped, void> {
  if (!isListThere.test(text)) return;
  let bytes: number[] = [];
  let [first, end] = [0, 0];
  for (const found of text.matchAll(/(?<![\w.])(0x[0-9a-fA-F]{1,2}|\d{1,3})(?![\w.])[\s,]{0,20}/g)) {
    const byte = Number(found[1]);
    if (found.index !== end || byte > 255) {
      if (bytes.length >= fewestNumbers) yield { bytes: Buffer.from(bytes), offset: first };
      bytes = [];
      first = found.index;
    }
    end = found.index + found[0].length;
    if (byte <= 255) bytes.push(byte);
  }
  if (bytes.length >= fewestNumbers) yield { bytes: Buffer.from(bytes), offset: first };
}

/** What each character stands for, by its code. */
const base32Digits = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'].map((letter, digit) => [letter.charCodeAt(0), digit]),
);

/** Of RFC 4648; the bytes until something else stands there. */
export function fromBase32(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let length = 0;
  let bits = 0;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = base32Digits.get(text.charCodeAt(at));
    if (digit === undefined) break;
    value = (value << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = (value >> bits) & 0xff;
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** Whether a run begins as base32 does: base64 has small letters among as many. */
export function isBase32(run: string): boolean {
  return /^[A-Z2-7]{80}/.test(run);
}
