import type { TextPiece } from './leak-text.js';

/** Something encoded in nearly all signs that can be printed, put together over its lines. */
export interface PrintedRun extends TextPiece {
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
