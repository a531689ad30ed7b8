/** Bytes that stand in a text as a listing of theirs. */
export interface Dumped {
  readonly bytes: Buffer;
  readonly offset: number;
}

/**
 * An offset, then bytes by ones, twos or fours, as `xxd`, `hexdump -C` and `od -A x -t x1` write them; what comes after
 * two blanks more, or between bars, is the same once more.
 */
const dumpLine =
  /(?<![0-9a-zA-Z])(?:0x)?[0-9a-fA-F]{6,16}:?[ \t]{1,3}((?:(?:[0-9a-fA-F]{2}){1,4}[ \t]{1,2}){0,31}(?:[0-9a-fA-F]{2}){1,4})(?:[ \t]|$|\r)/;

/** Fewer lines hold no kubeconfig. */
const fewestLines = 10;

/** What listings of bytes in a text stand for; lines that are none end one. */
export function* hexDumps(text: string): Generator<Dumped, void> {
  let parts: string[] = [];
  let begin = 0;
  let offset = 0;
  for (const line of [...text.split('\n'), '']) {
    const found = line.length > 400 ? null : dumpLine.exec(line);
    if (found !== null) {
      if (parts.length === 0) begin = offset;
      parts.push(hexIn(found[1] ?? ''));
    } else if (parts.length > 0) {
      if (parts.length >= fewestLines) yield { bytes: Buffer.from(parts.join(''), 'hex'), offset: begin };
      parts = [];
    }
    offset += line.length + 1;
  }
}

/** At most sixteen bytes a line: a word of the listing beside them may look like more. */
function hexIn(listed: string): string {
  return listed.replace(/[ \t]/g, '').slice(0, 64);
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Of RFC 4648; the bytes until something else stands there. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    const digit = base32.indexOf(character);
    if (digit < 0) break;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

/** Whether a run begins as base32 does: base64 has small letters among as many. */
export function isBase32(run: string): boolean {
  return /^[A-Z2-7]{80}/.test(run);
}
