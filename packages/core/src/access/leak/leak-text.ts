// The input is anybody's text, of any size: it is scanned by hand, each character a bounded number of times. Regular
// expressions with counted repeats overflowed the stack on megabytes of one letter, and ran out of memory while
// compiling, which ends the process.

/** A piece of a text. */
export interface TextPiece {
  readonly text: string;
  readonly offset: number;
}

/** No certificate or key comes close. */
const longestValue = 65_536;

/** Base64 or hexadecimal, put together over its lines. */
export interface WrappedRun extends TextPiece {
  /** Where it may begin, in `text`: what comes right before it can look like a line of it. */
  readonly starts: readonly number[];
}

/** The two alphabets of base64: `+` and `/`, or `-` and `_`. */
export type Alphabet = 'standard' | 'url';

const widestBreak = 64;
/** Words of prose are shorter: only longer pieces go on behind a space. */
const shortestSpaced = 32;
const mostStarts = 16;

/**
 * Runs of at least this many characters, with padding: on one line, or on many of any width, quoted, continued with
 * `\`, indented, or with a mark before each.
 */
export function* wrappedRuns(text: string, atLeast: number, alphabet: Alphabet): Generator<WrappedRun, void> {
  const isOwn = alphabet === 'standard' ? isBase64 : isBase64Url;
  let pieces: [start: number, end: number][] = [];
  let length = 0;
  for (let at = 0; at < text.length; ) {
    if (!isOwn(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = runEnd(text, at, isOwn);
    if (isMark(text, at, end)) {
      at = end;
      continue;
    }
    const last = pieces.at(-1);
    if (last !== undefined && !goesOn(text, last, [at, end])) {
      if (length >= atLeast) yield joined(text, pieces);
      pieces = [];
      length = 0;
    }
    pieces.push([at, end]);
    length += end - at;
    at = end;
    if (text.charCodeAt(end) !== 61) continue;
    if (length >= atLeast) yield joined(text, pieces, text.slice(end, paddingEnd(text, end)));
    pieces = [];
    length = 0;
  }
  if (length >= atLeast) yield joined(text, pieces);
}

/** What stands before or behind a line: `+` of a patch or of joined strings, `//` of a comment, `-` of a list. */
function isMark(text: string, start: number, end: number): boolean {
  return end - start <= 2 && /^[+/_-]+$/.test(text.slice(start, end));
}

function goesOn(text: string, last: readonly [number, number], next: readonly [number, number]): boolean {
  const gap = next[0] - last[1];
  if (gap > widestBreak) return false;
  let isBroken = false;
  for (let at = last[1]; at < next[0]; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) isBroken = true;
    else if (!betweenLines.has(code)) return false;
  }
  return isBroken || Math.min(last[1] - last[0], next[1] - next[0]) >= shortestSpaced;
}

const betweenLines = new Set([...' \t"\'`\\,;+>|#*/.&()<-_'].map((each) => each.charCodeAt(0)));

function joined(text: string, pieces: readonly (readonly [number, number])[], padding = ''): WrappedRun {
  const [[offset] = [0]] = pieces;
  const starts: number[] = [];
  let length = 0;
  for (const [index, [start, stop]] of pieces.entries()) {
    const before = pieces[index - 1];
    // A line is never longer than the one before it, but for what is no part of it, or for the first.
    const isLonger = before === undefined || stop - start > before[1] - before[0];
    if ((index < 4 || isLonger) && starts.length < mostStarts) starts.push(length);
    length += stop - start;
  }
  return { text: pieces.map(([from, to]) => text.slice(from, to)).join('') + padding, offset, starts };
}

/**
 * The base64 of a field in YAML, JSON or JSON escaped into JSON, in one piece or folded over lines; `offset` is that
 * of the field's name.
 */
export function* base64Fields(text: string, name: string): Generator<TextPiece, void> {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    opening.lastIndex = at + name.length;
    if (!opening.test(text)) continue;
    const value = foldedValue(text, opening.lastIndex);
    if (value !== '') yield { text: value, offset: at };
  }
}

/** From the end of the name to the value: the colon (or HCL's `=`), and whatever may precede a value; CSV doubles quotes. */
const opening =
  /\\{0,16}["']{0,4}\s{0,64}[:=]\s{0,64}(?:[>|][-+0-9]{0,3}\s{1,64}|\\{0,16}["']{1,4}|!!\w{1,16}\s{1,64})?/y;

/** Shorter pieces are words of the surrounding text. */
const shortestPiece = 16;
const widestGap = 40;

function foldedValue(text: string, start: number): string {
  let value = '';
  for (let at = start; value.length < longestValue; ) {
    const end = runEnd(text, at);
    if (end - at < shortestPiece) return value;
    value += text.slice(at, end);
    const next = spaceEnd(text, paddingEnd(text, end));
    if (next - end > widestGap) return value;
    at = next;
  }
  return '';
}

/** PEM blocks with these labels, with real or JSON-escaped line ends, returned as PEM. */
export function* pemBlocks(text: string, labels: readonly string[]): Generator<TextPiece, void> {
  const begin = '-----BEGIN ';
  for (let at = text.indexOf(begin); at !== -1; at = text.indexOf(begin, at + begin.length)) {
    const label = labels.find((each) => text.startsWith(`${each}-----`, at + begin.length));
    if (label === undefined) continue;
    const start = at + begin.length + label.length + 5;
    const end = text.indexOf('-', start);
    if (end === -1 || end - start > longestValue || !text.startsWith(`-----END ${label}-----`, end)) continue;
    const base64 = text.slice(start, end).replace(/\\{1,16}[nr]|\s/g, '');
    if (/^[A-Za-z0-9+/=]+$/.test(base64)) yield { text: toPem(label, base64), offset: at };
  }
}

function toPem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}

function runEnd(text: string, start: number, isOwn: (code: number) => boolean = isBase64): number {
  let end = start;
  while (isOwn(text.charCodeAt(end))) end += 1;
  return end;
}

function paddingEnd(text: string, start: number): number {
  let end = start;
  while (end < start + 2 && text.charAt(end) === '=') end += 1;
  return end;
}

function spaceEnd(text: string, start: number): number {
  let end = start;
  while (end <= start + widestGap && /\s/.test(text.charAt(end))) end += 1;
  return end;
}

/** `+`, `/` to `9`, and the letters; false for the NaN beyond the end. */
function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43
  );
}

/** The same with `-` and `_` for `+` and `/`. */
function isBase64Url(code: number): boolean {
  return code === 45 || code === 95 || (code !== 43 && code !== 47 && isBase64(code));
}
