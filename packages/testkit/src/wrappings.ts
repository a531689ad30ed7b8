import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from './random.js';

/** One way that usual tools wrap what people paste, mail and commit. */
export interface Wrapping {
  readonly name: string;
  readonly wrap: (bytes: Buffer, random: Random) => Buffer;
}

/** Each of them takes any bytes. */
export const byteWrappings: readonly Wrapping[] = [
  { name: 'base64', wrap: (bytes) => Buffer.from(bytes.toString('base64')) },
  { name: 'base64 in lines', wrap: (bytes, random) => inLines(bytes.toString('base64'), random) },
  { name: 'base64 with \\ line ends', wrap: (bytes) => broken(bytes.toString('base64'), 76, '\\\n') },
  { name: 'base64 in a YAML block', wrap: (bytes) => yamlBlock(bytes.toString('base64')) },
  { name: 'base64 in joined strings', wrap: (bytes) => broken(bytes.toString('base64'), 70, '" +\n    "') },
  { name: 'base64 in a patch', wrap: (bytes) => broken(`+x: |\n${bytes.toString('base64')}`, 64, '\n+  ') },
  { name: 'base64 in JSON', wrap: (bytes) => inJson(wrapped(bytes.toString('base64'), 64, '\r\n')) },
  { name: 'base64url', wrap: (bytes) => Buffer.from(bytes.toString('base64url')) },
  { name: 'hexadecimal', wrap: (bytes) => Buffer.from(bytes.toString('hex')) },
  { name: 'hexadecimal in lines', wrap: (bytes) => broken(bytes.toString('hex'), 60, '\n') },
  { name: 'xxd', wrap: (bytes) => listed(bytes, (hex) => hex.replace(/(.{4})/g, '$1 '), ': ') },
  { name: 'hexdump -C', wrap: (bytes) => listed(bytes, (hex) => hex.replace(/(..)/g, '$1 '), '  ') },
  {
    name: 'od -A x -t x1',
    wrap: (bytes) => listed(bytes, (hex) => hex.replace(/(..)/g, '$1 ').trim(), ' ', ''),
  },
  { name: 'base32', wrap: (bytes) => Buffer.from(base32(bytes)) },
  { name: 'base32 in lines', wrap: (bytes) => broken(base32(bytes), 76, '\n') },
  { name: 'a database’s dump', wrap: (bytes) => Buffer.from(`1\tconfig\t\\\\x${bytes.toString('hex')}\n`) },
  { name: 'gzip', wrap: (bytes) => gzipSync(bytes) },
  { name: 'base64 of gzip', wrap: (bytes) => Buffer.from(gzipSync(bytes).toString('base64')) },
  {
    name: 'a Helm release',
    wrap: (bytes) => Buffer.from(base64(base64(gzipSync(inJson(bytes.toString('base64')))))),
  },
  { name: 'zlib', wrap: (bytes) => deflateSync(bytes) },
  { name: 'base64 of zlib', wrap: (bytes) => Buffer.from(base64(deflateSync(bytes))) },
  { name: 'a bare deflate', wrap: (bytes) => deflateRawSync(bytes) },
  { name: 'base64 of a bare deflate', wrap: (bytes) => Buffer.from(base64(deflateRawSync(bytes))) },
  { name: 'brotli', wrap: (bytes) => brotliCompressSync(bytes) },
  { name: 'base64 of brotli', wrap: (bytes) => Buffer.from(base64(brotliCompressSync(bytes))) },
  { name: 'a Buffer in JSON', wrap: (bytes) => Buffer.from(JSON.stringify({ config: bytes })) },
  { name: 'bytes as Go prints them', wrap: (bytes) => Buffer.from(`config: [${bytes.join(' ')}]\n`) },
  { name: 'xxd -i', wrap: (bytes) => arrayOfC(bytes) },
  { name: 'hexdump', wrap: (bytes) => listedIn(words(bytes), 8, (word) => hex(word, 4)) },
  { name: 'od', wrap: (bytes) => listedIn(words(bytes), 8, (word) => word.toString(8).padStart(6, '0')) },
  { name: 'od -b', wrap: (bytes) => listedIn([...bytes], 16, (byte) => byte.toString(8).padStart(3, '0')) },
  { name: 'od -c', wrap: (bytes) => listedIn([...bytes], 16, inColumn) },
  { name: 'base85 of Adobe', wrap: (bytes) => broken(`<~${base85(bytes)}~>`, 80, '\n') },
  { name: 'base85 in one line', wrap: (bytes) => Buffer.from(`${base85(bytes)}\n`) },
  { name: 'uuencode', wrap: uuencoded },
  { name: 'a data URL', wrap: (bytes) => Buffer.from(`<a href="data:text/plain;base64,${base64(bytes)}">`) },
  { name: 'after a header', wrap: (bytes) => afterHeader(bytes) },
  { name: 'a heredoc', wrap: (bytes) => heredoc(bytes) },
  { name: 'tar', wrap: tar },
  { name: 'tar and gzip', wrap: (bytes) => gzipSync(tar(bytes)) },
];

/** Each of them takes text. */
export const textWrappings: readonly Wrapping[] = [
  { name: 'UTF-16LE', wrap: (bytes) => Buffer.from(bytes.toString(), 'utf16le') },
  { name: 'UTF-16LE with BOM', wrap: (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le') },
  { name: 'UTF-16BE', wrap: (bytes) => Buffer.from(bytes.toString(), 'utf16le').swap16() },
  {
    name: 'UTF-16BE with BOM',
    wrap: (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le').swap16(),
  },
  { name: 'a UTF-8 BOM', wrap: (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`) },
  { name: 'appended by PowerShell', wrap: (bytes) => appended(bytes) },
  { name: 'quoted-printable', wrap: (bytes) => quotedPrintable(bytes) },
  { name: 'URL-encoded', wrap: (bytes) => Buffer.from(`config=${encodeURIComponent(bytes.toString())}&x=1`) },
  {
    name: 'a form',
    wrap: (bytes) => Buffer.from(new URLSearchParams({ x: '1', config: bytes.toString() }).toString()),
  },
  { name: 'JSON', wrap: (bytes) => inJson(bytes.toString()) },
  { name: 'JSON as .NET writes it', wrap: (bytes) => dotNetJson(bytes.toString()) },
  { name: 'CSV', wrap: (bytes) => Buffer.from(`1,"${bytes.toString().replaceAll('"', '""')}"\n`) },
  { name: 'HTML', wrap: (bytes) => html(bytes.toString()) },
  { name: 'grep -n', wrap: (bytes) => numbered(bytes, (at) => `${at + 1}:`) },
  { name: 'cat -n', wrap: (bytes) => numbered(bytes, (at) => `${String(at + 1).padStart(6)}\t`) },
  {
    name: 'a log of CI',
    wrap: (bytes) => numbered(bytes, (at) => `2026-11-29T08:00:${10 + (at % 50)}.1234567Z `),
  },
  { name: 'a log of Compose', wrap: (bytes) => numbered(bytes, () => 'web-1  | ') },
  { name: 'CRLF', wrap: (bytes) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n')) },
  {
    name: 'a mail',
    wrap: (bytes) => Buffer.from(`See below.\n\n${bytes.toString().replace(/^/gm, '> ')}\n`),
  },
  { name: 'a comment', wrap: (bytes) => Buffer.from(bytes.toString().replace(/^/gm, '# ')) },
];

function base64(bytes: Buffer | string): string {
  return Buffer.from(bytes).toString('base64');
}

/** Sixteen bytes a line, and the same as text. */
function listed(
  bytes: Buffer,
  grouped: (hex: string) => string,
  separator: string,
  bar: string | null = null,
): Buffer {
  const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, at) => {
    const some = bytes.subarray(at * 16, at * 16 + 16);
    const text = some.toString('latin1').replace(/[^ -~]/g, '.');
    const beside = bar === null ? ` |${text}|` : bar;
    return `${(at * 16).toString(16).padStart(8, '0')}${separator}${grouped(some.toString('hex'))}${beside}`;
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** The offset, and so many numbers a line. */
function listedIn(numbers: readonly number[], perLine: number, shown: (number: number) => string): Buffer {
  const lines = Array.from({ length: Math.ceil(numbers.length / perLine) }, (_, at) => {
    const some = numbers.slice(at * perLine, (at + 1) * perLine);
    return `${(at * 16).toString(8).padStart(7, '0')}${some.map((each) => ` ${shown(each)}`).join('')}`;
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Of two bytes, the lower one first; an odd one at the end is one too. */
function words(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.ceil(bytes.length / 2) }, (_, at) => {
    return (bytes[at * 2] ?? 0) + 256 * (bytes[at * 2 + 1] ?? 0);
  });
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

/** Signs as they are, the usual escapes, and the others in octal. */
function inColumn(byte: number): string {
  const short = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }[byte];
  const isSign = byte >= 32 && byte < 127;
  return (short ?? (isSign ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(3);
}

function arrayOfC(bytes: Buffer): Buffer {
  const numbers = [...bytes].map((byte) => `0x${hex(byte, 2)}`).join(', ');
  return Buffer.from(`unsigned char config[] = {\n  ${wrapped(numbers, 72, '\n  ')}\n};\n`);
}

/** Five digits, from `!` on, for four bytes; of fewer bytes one digit more than bytes. */
function base85(bytes: Buffer): string {
  return Array.from({ length: Math.ceil(bytes.length / 4) }, (_, at) => {
    const some = bytes.subarray(at * 4, at * 4 + 4);
    const value = Buffer.concat([some, Buffer.alloc(4 - some.length)]).readUInt32BE();
    const digits = [4, 3, 2, 1, 0].map((power) => Math.floor(value / 85 ** power) % 85);
    return String.fromCharCode(...digits.slice(0, some.length + 1).map((digit) => 33 + digit));
  }).join('');
}

function uuencoded(bytes: Buffer): Buffer {
  const sign = (digit: number): string => (digit === 0 ? '`' : String.fromCharCode(32 + digit));
  const lines = Array.from({ length: Math.ceil(bytes.length / 45) }, (_, at) => {
    const some = bytes.subarray(at * 45, at * 45 + 45);
    const padded = Buffer.concat([some, Buffer.alloc((3 - (some.length % 3)) % 3)]);
    const digits = Array.from({ length: padded.length / 3 }, (_, group) => {
      const value = padded.readUIntBE(group * 3, 3);
      return [value >> 18, value >> 12, value >> 6, value].map((each) => each & 63);
    });
    return sign(some.length) + digits.flat().map(sign).join('');
  });
  return Buffer.from(`begin 600 config\n${lines.join('\n')}\n\`\nend\n`);
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, '0'), 2));
  const text = digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[digit] ?? '').join('');
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

function wrapped(text: string, width: number, lineEnd: string): string {
  return (text.match(new RegExp(`[^]{1,${width}}`, 'g')) ?? []).join(lineEnd);
}

function broken(text: string, width: number, lineEnd: string): Buffer {
  return Buffer.from(`${wrapped(text, width, lineEnd)}\n`);
}

function inLines(text: string, random: Random): Buffer {
  return broken(text, random.one([4, 7, 16, 20, 48, 64, 75, 76, 77, 100, 1000]), random.one(['\n', '\r\n']));
}

function yamlBlock(text: string): Buffer {
  return Buffer.from(
    `apiVersion: v1\ndata:\n  config: |-\n    ${wrapped(text, 76, '\n    ')}\nkind: Secret\n`,
  );
}

function inJson(text: string): Buffer {
  return Buffer.from(JSON.stringify({ name: 'x', manifest: text }));
}

function dotNetJson(text: string): Buffer {
  const escaped = JSON.stringify({ value: text }).replace(
    /[+'<>&]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
  );
  return Buffer.from(escaped.replaceAll('/', '\\/'));
}

function html(text: string): Buffer {
  const escaped = text.replace(/[&<>"'+=]/g, (one) => `&#${one.charCodeAt(0)};`);
  return Buffer.from(`<pre>${escaped}</pre>\n`);
}

function afterHeader(bytes: Buffer): Buffer {
  return Buffer.from(`Content-Transfer-Encoding: base64\n\n${wrapped(base64(bytes), 76, '\n')}\n--next--\n`);
}

function heredoc(bytes: Buffer): Buffer {
  return Buffer.from(`base64 -d > config <<EOF\n${wrapped(base64(bytes), 76, '\n')}\nEOF\necho done\n`);
}

function appended(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from('notes\n'), Buffer.from(bytes.toString(), 'utf16le')]);
}

function numbered(bytes: Buffer, prefix: (at: number) => string): Buffer {
  const lines = bytes.toString().split('\n');
  return Buffer.from(lines.map((line, at) => prefix(at) + line).join('\n'));
}

function quotedPrintable(bytes: Buffer): Buffer {
  const escaped = bytes
    .toString()
    .replace(/[^\n -<>-~]/g, (one) =>
      [...Buffer.from(one)].map((byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
    )
    .replaceAll('=', (equals, at, all: string) => (/^=[0-9A-F]{2}/.test(all.slice(at)) ? equals : '=3D'));
  return Buffer.from(escaped.replace(/[^\n]{70}(?=[^\n=]{3})(?<!=.?)/g, '$&=\n'));
}

/** One file, as tar writes it. */
function tar(bytes: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write('home/.kube/config');
  header.write('0000600\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('ustar\u000000', 257);
  const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
  return Buffer.concat([header, bytes, padding, Buffer.alloc(1024)]);
}
