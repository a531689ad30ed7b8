import { hash } from 'node:crypto';
import {
  type Closed,
  decompressedUnmarked,
  hasEncryptedPart,
  looksLikeContainer,
  openContainer,
} from './containers.js';
import { type Dumped, fromBase32, isBase32, listings } from './dumps.js';
import { wrappedRuns } from './leak-text.js';
import { printedRuns, rewrittenTexts } from './rewritten-text.js';

/** A text as it was found, or with something that it was wrapped in taken off. */
export interface Layer {
  readonly text: string;
  /** The line, from 1, of the outermost text that stands for an offset. */
  readonly lineOf: (offset: number) => number;
}

/** Wrappings within each other; usual tools make five (Helm: base64 twice, gzip, JSON, a Secret's base64). */
export const deepest = 8;

/** In bytes, over all layers of one file: what a bomb may cost. */
const mostBytes = 64 * 1_048_576;
const mostLayers = 20_000;

/** Shorter ones hold no kubeconfig, even compressed. */
const shortestRun = 160;
const shortestText = 40;
/** In bytes: what one encoded run may grow to. */
const mostRun = 1_048_576;

interface Waiting {
  readonly content: Buffer | string;
  readonly depth: number;
  /** Null where the content's own lines are what a reader of the file counts. */
  readonly lineOf: Layer['lineOf'] | null;
}

/**
 * A file's text, and every text that is wrapped in it, the outermost first: compressed, in tar, in UTF-16, in base64
 * however broken into lines, base32, base85, uuencoded, in hexadecimal, in listings of bytes and of numbers,
 * quoted-printable, URL-encoded, escaped for JSON or HTML, one in another. Each once. What was not looked into is told
 * to `onClosed`.
 */
export function* layersOf(
  content: Buffer | string,
  onClosed: (why: Closed) => void = () => undefined,
): Generator<Layer, void> {
  const seen = new Set<string>();
  const waiting: Waiting[] = [];
  let bytes = 0;
  add({ content, depth: 0, lineOf: null });
  for (const [index, one] of waiting.entries()) {
    // What was looked into is not kept.
    waiting[index] = emptied;
    if (typeof one.content === 'string') yield* lookInto(one, one.content);
    else yield* openUp(one, one.content);
  }

  /** Counted before it is looked into: many bombs beside each other would all wait, open, for the first. */
  function add(one: Waiting): void {
    const id = hash('sha256', one.content);
    if (one.content.length === 0 || seen.has(id)) return;
    seen.add(id);
    if (bytes + one.content.length > mostBytes || waiting.length > mostLayers) onClosed('tooMuch');
    else if (one.depth > deepest) onClosed('tooDeep');
    else {
      bytes += one.content.length;
      waiting.push(one);
    }
  }

  function* openUp(one: Waiting, content: Buffer): Generator<Layer, void> {
    const opened = openContainer(content, mostBytes - bytes);
    if (opened !== null) {
      if (opened.closed !== null) onClosed(opened.closed);
      for (const member of opened.members) add({ ...one, content: member, depth: one.depth + 1 });
      if (opened.members.length === 0) return;
    }
    if (opened === null && wasCompressed(content)) {
      const { inner, isWhole } = withoutCompression(content, mostBytes - bytes);
      for (const made of inner) add({ ...one, content: made, depth: one.depth + 1 });
      // That it was compressed at all is no more than likely, unless all of it can be read, and what can be read here
      // already was not: chance passes text through as it is, and as such it is looked into.
      if (!isWhole && inner.some((made) => isText(made) && !content.includes(headOf(made))))
        onClosed('broken');
    }
    for (const text of textsOf(content)) yield* lookInto(one, text);
  }

  function* lookInto({ depth, lineOf }: Waiting, text: string): Generator<Layer, void> {
    const layer = { text, lineOf: lineOf ?? ((offset: number) => lineAt(text, offset)) };
    yield layer;
    if (hasEncryptedPart(text)) onClosed('encrypted');
    for (const { text: inner, outerLine } of rewrittenTexts(text)) {
      const innerLine = (offset: number) => (lineOf === null ? outerLine(offset) : lineOf(0));
      add({ content: inner, depth: depth + 1, lineOf: innerLine });
    }
    for (const { bytes: inner, offset } of [...decodedRuns(text), ...listings(text), ...printed(text)]) {
      const line = layer.lineOf(offset);
      add({ content: inner, depth: depth + 1, lineOf: () => line });
    }
  }
}

const emptied: Waiting = { content: '', depth: 0, lineOf: null };

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** As UTF-8; as UTF-16 where it is; and, where only part of it is (PowerShell's `>>`), without its zero bytes. */
function textsOf(bytes: Buffer): readonly string[] {
  if (bytes.length < shortestText) return [];
  if (startsWithBytes(bytes, 0xff, 0xfe)) return [bytes.toString('utf16le', 2), withoutZeros(bytes)];
  if (startsWithBytes(bytes, 0xfe, 0xff)) return [swapped(bytes.subarray(2)), withoutZeros(bytes)];
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = bytes.toString('utf8', isMarked ? 3 : 0);
  const zeros = zeroShares(bytes);
  if (zeros.odd > 0.4 && zeros.even < 0.1) return [bytes.toString('utf16le')];
  if (zeros.even > 0.4 && zeros.odd < 0.1) return [swapped(bytes)];
  return bytes.includes(0) ? [text, withoutZeros(bytes)] : [text];
}

function withoutZeros(bytes: Buffer): string {
  return Buffer.from(bytes.filter((byte) => byte !== 0)).toString('utf8');
}

function startsWithBytes(bytes: Buffer, first: number, second: number): boolean {
  return bytes[0] === first && bytes[1] === second;
}

function swapped(bytes: Buffer): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return even.swap16().toString('utf16le');
}

/** Of the first bytes: ASCII in UTF-16 has a zero in each second one. */
function zeroShares(bytes: Buffer): { readonly even: number; readonly odd: number } {
  const sample = bytes.subarray(0, 2_048);
  const count = { even: 0, odd: 0 };
  for (const [at, byte] of sample.entries()) if (byte === 0) count[at % 2 === 0 ? 'even' : 'odd'] += 1;
  const half = sample.length / 2;
  return { even: count.even / half, odd: count.odd / half };
}

/** The fields of a kubeconfig are found as such, with their neighbours. */
const isField =
  /(?:client-certificate|client-key|certificate-authority)-data\\{0,16}["']{0,4}\s{0,9}[:=]\s{0,9}\\{0,16}["']{0,4}$/;

/** Base64 and hexadecimal, long and decoding to something that can be read. */
function* decodedRuns(text: string): Generator<Dumped, void> {
  for (const alphabet of ['standard', 'url'] as const) {
    for (const { text: run, offset, starts } of wrappedRuns(text, shortestRun, alphabet)) {
      if (isField.test(text.slice(Math.max(0, offset - 60), offset))) continue;
      for (const start of starts) {
        const rest = run.slice(start);
        if (isBase32(rest)) yield { bytes: fromBase32(rest), offset };
        for (const encoding of ['base64', 'hex'] as const) {
          const begin = encoding === 'hex' ? hexBegin(run, start) : start;
          if (begin === null) continue;
          const bytes = decodedIfPromising(run.slice(begin), (some) => Buffer.from(some, encoding));
          if (bytes !== null) yield { bytes, offset };
        }
      }
    }
  }
}

/** Base85 and uuencoded, by the same rule. */
function* printed(text: string): Generator<Dumped, void> {
  for (const { text: run, offset, decode } of printedRuns(text)) {
    const bytes = decodedIfPromising(run, decode);
    if (bytes !== null) yield { bytes, offset };
  }
}

/** The first thousand characters tell. */
function decodedIfPromising(run: string, decode: (text: string) => Buffer): Buffer | null {
  const head = decode(run.slice(0, 1_020));
  return isPromising(head) || wasCompressed(head) ? decode(run) : null;
}

/** Behind `0x`, or the `\\x` of a database's dump. */
function hexBegin(run: string, start: number): number | null {
  const found = /^(?:0?x)?(?=[0-9a-fA-F]{80})/.exec(run.slice(start, start + 90));
  return found === null ? null : start + found[0].length;
}

/** The beginning of a container or of something to read: chance makes none of them. */
function isPromising(head: Buffer): boolean {
  return head.length >= shortestText && (looksLikeContainer(head) || isReadable(head));
}

/** Whether something to read was compressed without a mark, up to three times. */
function wasCompressed(bytes: Buffer, times = 3): boolean {
  return times > 0 && !isReadable(bytes) && beginningsOf(bytes).some((made) => isWorthALook(made, times));
}

function isWorthALook(made: Buffer, times = 3): boolean {
  return isPromising(made) || wasCompressed(made, times - 1);
}

function beginningsOf(bytes: Buffer): readonly Buffer[] {
  return decompressedUnmarked(bytes.subarray(0, 1_024), mostRun, true);
}

/** Of what was cut off, what is there; of what is damaged, its beginning. */
function withoutCompression(
  bytes: Buffer,
  most: number,
): { readonly inner: readonly Buffer[]; readonly isWhole: boolean } {
  const whole = decompressedUnmarked(bytes, most).filter((made) => isWorthALook(made));
  if (whole.length > 0) return { inner: whole, isWhole: true };
  const cut = [...decompressedUnmarked(bytes, most, true), ...beginningsOf(bytes)];
  return { inner: cut.filter((made) => isWorthALook(made)).slice(0, 1), isWhole: false };
}

/** UTF-16, or a text without control characters. */
function isReadable(head: Buffer): boolean {
  return isText(headOf(head));
}

/** What a file is by its first bytes: one with zero bytes that is no text in UTF-16 is a program, a picture, a database. */
export function kindByHead(head: Buffer): 'archive' | 'binary' | 'text' {
  if (looksLikeContainer(head)) return 'archive';
  return head.includes(0) && !isReadable(head) ? 'binary' : 'text';
}

/** What follows the last line may have been taken for one more. */
function headOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, 96);
}

function isText(bytes: Buffer): boolean {
  const [text = ''] = textsOf(bytes);
  // A character may be cut off at the end.
  const whole = text.slice(0, -2);
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f\uFFFD]/.test(whole);
}
