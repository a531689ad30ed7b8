import { brotliDecompressSync, constants, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/**
 * Why something was not looked into: an archive of a kind that is not opened here, encrypted, wrapped more often or
 * growing larger than the bounds, or damaged. It must not count as clean.
 */
export type Closed = 'archive' | 'encrypted' | 'tooDeep' | 'tooMuch' | 'broken';

/** What bytes hold, where they are a container; `closed`: why the rest of it, or all, was not looked into. */
export interface Opened {
  readonly members: readonly Buffer[];
  readonly closed: Closed | null;
}

/** Opens gzip, zlib, zstd and tar, up to `most` bytes in all; null for what is no container. */
export function openContainer(bytes: Buffer, most: number): Opened | null {
  if (startsWith(bytes, gzipMagic)) return decompressed((isTolerant) => [...gunzip(bytes, most, isTolerant)]);
  if (isZlib(bytes)) {
    return decompressed((isTolerant) => [
      inflateSync(bytes, { maxOutputLength: most + 1, ...(isTolerant ? sloppy : {}) }),
    ]);
  }
  if (startsWith(bytes, zstdMagic)) {
    return decompressed(() => [zstdDecompressSync(bytes, { maxOutputLength: most + 1 })]);
  }
  if (bytes.toString('latin1', 257, 262) === 'ustar')
    return { members: [...tarMembers(bytes)], closed: null };
  const closed = closedKind(bytes);
  return closed === null ? null : { members: [], closed };
}

const gzipMagic = '1f8b08';
const zstdMagic = '28b52ffd';
const sloppy = { finishFlush: constants.Z_SYNC_FLUSH };

/** The first bytes at each level of compression (RFC 1950) also begin words: the rest decides. */
function isZlib(bytes: Buffer): boolean {
  return ['7801', '785e', '789c', '78da'].some((magic) => startsWith(bytes, magic)) && inflatedHead(bytes, 2);
}

function inflatedHead(bytes: Buffer, from: number): boolean {
  const head = outcomeOf(() => inflateRawSync(bytes.subarray(from, 1_024), sloppy));
  return Boolean(head?.length);
}

/**
 * What brotli and a bare deflate, which begin with no mark, make of bytes, or of the beginning of them. Chance makes
 * some too: whoever asks looks whether it can be read.
 */
export function decompressedUnmarked(bytes: Buffer, most: number, isCut = false): readonly Buffer[] {
  const bounded = { maxOutputLength: most };
  const broken = { ...bounded, finishFlush: constants.BROTLI_OPERATION_FLUSH };
  return [
    outcomeOf(() => inflateRawSync(bytes, isCut ? { ...bounded, ...sloppy } : bounded)),
    outcomeOf(() => brotliDecompressSync(bytes, isCut ? broken : bounded)),
  ].filter((made) => made !== null);
}

function outcomeOf(decompress: () => Buffer): Buffer | null {
  try {
    return decompress();
  } catch {
    return null;
  }
}

/** Their first bytes, in hex: where a mark is shorter than four, what its format says of those behind it as well. */
const closedKinds: readonly (readonly [head: RegExp, kind: Closed])[] = [
  [/^504b0304/, 'archive'], // zip, and all that are one: jar, docx, xlsx
  [/^377abcaf271c/, 'archive'], // 7z
  [/^526172211a07/, 'archive'], // rar
  [/^fd377a585a00/, 'archive'], // xz
  [/^425a68..314159265359/, 'archive'], // bzip2, whose blocks begin with pi
  [/^04224d18/, 'archive'], // lz4
  [/^1f9d(?:[08][9a-f]|[19]0)/, 'archive'], // compress, of 9 to 16 bits
  [/^5d0000.{4}(?:f{16}|.{10}0{6})/, 'archive'], // lzma, whose length is unknown or no more than terabytes
  [/^4c5a4950/, 'archive'], // lzip
  [/^ff060000734e61507059/, 'archive'], // snappy
  [/^53616c7465645f5f/, 'encrypted'], // openssl enc
  [/^6167652d656e6372797074696f6e2e6f72672f/, 'encrypted'], // age
  [/^00474954435259505400/, 'encrypted'], // git-crypt
];

function closedKind(bytes: Buffer): Closed | null {
  const head = bytes.toString('hex', 0, 20);
  return closedKinds.find(([mark]) => mark.test(head))?.[1] ?? null;
}

/** Whether bytes begin as a container does: decoded by chance, hardly any do. */
export function looksLikeContainer(bytes: Buffer): boolean {
  return (
    startsWith(bytes, gzipMagic) ||
    startsWith(bytes, zstdMagic) ||
    isZlib(bytes) ||
    bytes.toString('latin1', 257, 262) === 'ustar' ||
    closedKind(bytes) !== null
  );
}

/**
 * How encrypted text begins, as the usual tools write it: at the beginning of a line, and not in a sentence on it, nor as
 * a pattern that looks for it.
 */
const encryptedTexts = [
  /^[ \t]{0,40}-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE)-----[ \t\r]{0,9}$/m,
  /^[ \t]{0,40}\$ANSIBLE_VAULT;\d/m,
  /ENC\[AES256_GCM,data:[\w+/]+={0,2},iv:[\w+/]/,
];

/** Whether a text has an encrypted part. */
export function hasEncryptedPart(text: string): boolean {
  return encryptedTexts.some((mark) => mark.test(text));
}

function startsWith(bytes: Buffer, magic: string): boolean {
  return bytes.toString('hex', 0, 20).startsWith(magic);
}

/** A bomb ends at the bound; of what was cut off, what is there is looked into, and the rest told. */
function decompressed(decompress: (isTolerant: boolean) => readonly Buffer[]): Opened {
  try {
    return { members: decompress(false), closed: null };
  } catch (error) {
    if (isTooLarge(error)) return { members: [], closed: 'tooMuch' };
  }
  try {
    return { members: decompress(true), closed: 'broken' };
  } catch (error) {
    return { members: [], closed: isTooLarge(error) ? 'tooMuch' : 'broken' };
  }
}

/** Member by member (RFC 1952), and whatever follows left aside: Node's own refuses what follows. */
function* gunzip(bytes: Buffer, most: number, isTolerant: boolean): Generator<Buffer, void> {
  const flush = isTolerant ? sloppy : {};
  for (let [at, left] = [0, most]; left >= 0 && startsWith(bytes.subarray(at), gzipMagic); ) {
    const start = gzipHeaderEnd(bytes, at);
    const inflated: unknown = inflateRawSync(bytes.subarray(start), {
      maxOutputLength: left + 1,
      info: true,
      ...flush,
    });
    if (!isInflated(inflated)) return;
    yield inflated.buffer;
    left -= inflated.buffer.length;
    at = start + inflated.engine.bytesWritten + 8;
  }
}

/** What `info: true` makes of the answer, which the types do not know. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function isInflated(value: unknown): value is Inflated {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}

function gzipHeaderEnd(bytes: Buffer, start: number): number {
  const flags = bytes.readUInt8(start + 3);
  let at = start + 10;
  if (flags & 4) at += 2 + bytes.readUInt16LE(at);
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1 || bytes.length;
  return flags & 2 ? at + 2 : at;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

const block = 512;

/** Headers of a block each, and the bytes they announce; whatever is cut off ends it. */
function* tarMembers(bytes: Buffer): Generator<Buffer, void> {
  for (let at = 0; at + block <= bytes.length; ) {
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136).replace(/\0.*$/s, ''), 8);
    const start = at + block;
    if (size > 0) yield bytes.subarray(start, start + size);
    at = start + Math.ceil(Math.max(size || 0, 0) / block) * block;
  }
}
