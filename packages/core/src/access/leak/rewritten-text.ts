import type { TextPiece } from './leak-text.js';

/** A text with one escaping undone, and the line of the text before for each of its offsets. */
interface RewrittenText {
  readonly text: string;
  readonly outerLine: (offset: number) => number;
}

/** What logs and listings put before each line: a number (`grep -n`, `cat -n`), an instant, a service's name. */
const beforeLines = String.raw`(?:[ \t]{0,9}\d{1,6}[:\t]|\[?\d{4}-\d\d-\d\d[T ][\d:.,]{5,18}(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]|[\w.-]{1,40}[ \t]{1,20}\|[ \t])`;
const beforeLine = new RegExp(`^${beforeLines} ?`);

interface Escaping {
  readonly isThere: RegExp;
  /** The line with its end, or without where it goes on in the next. */
  readonly undo: (line: string) => string;
}

/** One pass each over the text; a few characters in a row decide, so that no text makes them slow. */
const escapings: readonly Escaping[] = [
  { isThere: /\\["\\/nrtu]/, undo: (line) => `${unescapeJson(line)}\n` },
  { isThere: /%[0-9A-Fa-f]{2}/, undo: (line) => `${decodePercent(line)}\n` },
  { isThere: /&(?:#|quot;|amp;|lt;|gt;|apos;)/, undo: (line) => `${decodeEntities(line)}\n` },
  { isThere: /""/, undo: (line) => `${line.replaceAll('""', '"')}\n` },
  // Padding ends a line too, but not two in a row, nor where mail breaks a line that goes on.
  {
    isThere: /=3D|=0D\n|=\r?\n[^\n]{9,}=\r?\n|(?<=(?:^|\n)[^\n]{66,75})=\r?\n[^\n]/,
    undo: decodeQuotedPrintable,
  },
  // A patch, a quoted mail, a comment.
  { isThere: /(?:^|\n)[+>#|]/, undo: (line) => `${line.replace(/^([+>#|] ?)\1* ?/, '')}\n` },
  { isThere: new RegExp(`(?:^|\\n)${beforeLines}`), undo: (line) => `${line.replace(beforeLine, '')}\n` },
];

/**
 * The text with each escaping that it has undone by itself; where nothing hints at a credential only what breaks lines
 * or stands before each.
 */
export function* rewrittenTexts(text: string): Generator<RewrittenText, void> {
  // What breaks lines, or stands before each, hides how long they are together.
  const chosen = isWorthIt(text) ? escapings : escapings.slice(-3);
  for (const { isThere, undo } of chosen) {
    if (!isThere.test(text)) continue;
    const rewritten = byLine(text, undo);
    if (rewritten.text.trimEnd() !== text.trimEnd()) yield rewritten;
  }
}

const words = ['token', 'CERTIFICATE', '-data', 'k8s-ack', '=0D\n'];

/** Of a listing of bytes. */
const listedBytes = /(?:\b(?:0x)?[0-9a-fA-F]{2,8},? {1,2}){7}|(?: {3}[!-~]){4}/;

/** It names what a kubeconfig has, or a line goes on without a gap for as long as encoded ones do, or lists bytes. */
function isWorthIt(text: string): boolean {
  return words.some((word) => text.includes(word)) || hasLongWord(text, 56) || listedBytes.test(text);
}

function hasLongWord(text: string, atLeast: number): boolean {
  for (let at = atLeast - 1, start = 0; at < text.length; ) {
    let back = at;
    while (back >= start && text.charCodeAt(back) > 32) back -= 1;
    if (back < start) return true;
    start = back + 1;
    at = back + atLeast;
  }
  return false;
}

function byLine(text: string, undo: (line: string) => string): RewrittenText {
  const parts: string[] = [];
  const starts: number[] = [];
  let length = 0;
  for (const line of text.split('\n')) {
    const part = undo(line);
    parts.push(part);
    starts.push(length);
    length += part.length;
  }
  return { text: parts.join(''), outerLine: (offset) => lastAtMost(starts, offset) + 1 };
}

/** The index of the last of ascending numbers that is no larger. */
function lastAtMost(ascending: readonly number[], most: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

const shortEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescapeJson(line: string): string {
  return line.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/g, (_, code: string | undefined, one: string) =>
    code === undefined ? (shortEscapes[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** `+` is a space, as in forms: a plus itself is escaped. */
function decodePercent(line: string): string {
  return line
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9A-Fa-f]{2}){1,1024}/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
    );
}

function decodeQuotedPrintable(line: string): string {
  const isCarriedOn = /=\r?$/.test(line);
  const body = isCarriedOn ? line.replace(/=\r?$/, '') : `${line}\n`;
  return body.replace(/(?:=[0-9A-Fa-f]{2}){1,1024}/g, (run) =>
    Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}

const entities = new Map([
  ['quot', '"'],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

function decodeEntities(line: string): string {
  return line.replace(
    /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/g,
    (all, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return entities.get(name) ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0x10ffff ? all : String.fromCodePoint(code);
    },
  );
}

/** Something encoded in nearly all signs that can be printed, put together over its lines. */
interface PrintedRun extends TextPiece {
  readonly decode: (text: string) => Buffer;
}

/** Shorter ones hold no kubeconfig, even compressed. */
const shortestRun = 200;
const shortestLine = 60;

/** The alphabets of base85: Adobe's, that of git and Python, and ZeroMQ's. */
const alphabets85 = [
  String.fromCharCode(...Array.from({ length: 85 }, (_, at) => 33 + at)),
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~',
  '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#',
].map((signs) => new Map([...signs].map((sign, digit) => [sign, digit] as const)));

/** Base85 in lines without a gap, and what is uuencoded; a line that is too short for it ends a run. */
export function* printedRuns(text: string): Generator<PrintedRun, void> {
  yield* uuencoded(text);
  let lines: string[] = [];
  let [first, offset] = [0, 0];
  for (const line of text.split('\n')) {
    // What stands before the first line is part of the text around it.
    const word = line.trim().slice(line.trim().lastIndexOf(' ') + 1);
    const goesOn = lines.length > 0 && word.length === line.trim().length;
    if (!goesOn) {
      yield* base85(lines.join(''), first);
      lines = [];
      first = offset;
    }
    if (goesOn || word.length >= shortestLine) lines.push(word);
    if (goesOn && word.length < shortestLine) {
      yield* base85(lines.join(''), first);
      lines = [];
    }
    offset += line.length + 1;
  }
  yield* base85(lines.join(''), first);
}

/** Where base85 may begin, behind the text around it; all of these are digits of it as well. */
const beginning = /<~|^|["'=:>,]|[^ -~]/g;
const mostBefore = 64;
/** Base64, hexadecimal: so long without any other sign, base85 is by chance never. */
const isOtherwiseEncoded = /^[\w+/=-]*$/;

function* base85(run: string, offset: number): Generator<PrintedRun, void> {
  if (run.length < shortestRun || isOtherwiseEncoded.test(run)) return;
  for (const found of run.slice(0, mostBefore).matchAll(beginning)) {
    const text = run.slice(found.index + found[0].length);
    for (const digits of alphabets85) yield { text, offset, decode: (some) => from85(some, digits) };
  }
}

/** Five signs are four bytes, fewer at the end one byte less than signs; Adobe's `z` is four zeros. */
function from85(text: string, digits: ReadonlyMap<string, number>): Buffer {
  const bytes: number[] = [];
  let group: number[] = [];
  const end = (): void => {
    const value = [...group, ...Array<number>(5 - group.length).fill(84)].reduce(
      (sum, each) => sum * 85 + each,
      0,
    );
    for (let at = 0; at < group.length - 1; at += 1) bytes.push(Math.floor(value / 256 ** (3 - at)) % 256);
    group = [];
  };
  for (const sign of text) {
    const digit = digits.get(sign);
    if (digit === undefined && sign === 'z' && group.length === 0) bytes.push(0, 0, 0, 0);
    else if (digit === undefined) break;
    else group.push(digit);
    if (group.length === 5) end();
  }
  end();
  return Buffer.from(bytes);
}

/** From `begin MODE NAME` to `end`, or all that is left; each line tells how many bytes it has. */
function* uuencoded(text: string): Generator<PrintedRun, void> {
  const begin = /(?<![\w ])begin [0-7]{3,4} \S.{0,300}\r?\n/g;
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    const end = text.indexOf('\nend', begin.lastIndex);
    const run = text.slice(begin.lastIndex, end === -1 ? undefined : end);
    yield { text: run, offset: found.index, decode: fromUuencoded };
    if (end === -1) return;
    begin.lastIndex = end;
  }
}

function fromUuencoded(text: string): Buffer {
  const digitAt = (line: string, at: number): number => ((line.charCodeAt(at) || 32) - 32) & 63;
  return Buffer.concat(
    text.split(/\r?\n/).map((line) => {
      const quads = Array.from({ length: Math.ceil(digitAt(line, 0) / 3) }, (_, at) =>
        [1, 2, 3, 4].reduce((value, each) => value * 64 + digitAt(line, at * 4 + each), 0),
      );
      const bytes = quads.flatMap((value) => [value >> 16, (value >> 8) & 255, value & 255]);
      return Buffer.from(bytes.slice(0, digitAt(line, 0)));
    }),
  );
}
