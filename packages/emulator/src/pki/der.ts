import { createHash, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

// What certificates are written in: the distinguished encoding of ASN.1 (X.690). Written out here, since a library
// that also reads takes longer to load than an embedded cloud to start, and a millisecond for each certificate.

/** A tag, a length and a content that is made of parts. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = bigEndian(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

/** Without leading zeros. */
function bigEndian(number: number): number[] {
  return number < 0x100 ? [number] : [...bigEndian(Math.floor(number / 0x100)), number % 0x100];
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const setOf = (part: Uint8Array): Buffer => der(0x31, part);
/** The bytes of a number as they are: negative if the first bit is set. */
export const integer = (bytes: Uint8Array): Buffer => der(0x02, bytes);
const octetString = (bytes: Uint8Array): Buffer => der(0x04, bytes);
/** The last byte's `unusedBits` lowest bits are no part of it. */
export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  der(0x03, Buffer.from([unusedBits]), bytes);
export const printableString = (text: string): Buffer => der(0x13, Buffer.from(text, 'latin1'));
export const none: Buffer = der(0x05);
const yes: Buffer = der(0x01, Buffer.from([0xff]));

/** Context-specific: with a content of its own, or in place of the content's tag. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  der(0xa0 | number, ...parts);
const inPlace = (number: number, content: Uint8Array): Buffer => der(0x80 | number, content);

/** From its written form, such as `2.5.4.3`. */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...others].flatMap(inSevenBits)));
}

/** All bytes but the last have the highest bit set. */
function inSevenBits(number: number): number[] {
  const higher = (rest: number): number[] =>
    rest === 0 ? [] : [...higher(Math.floor(rest / 0x80)), 0x80 | (rest % 0x80)];
  return [...higher(Math.floor(number / 0x80)), number % 0x80];
}

/**
 * UTCTime until 2049, GeneralizedTime from 2050 on, in whole seconds (RFC 5280, 4.1.2.5): readers refuse a certificate
 * whose GeneralizedTime has a fraction.
 */
export function instant(date: Date): Buffer {
  const digits = date.toISOString().replace(/\..*/, '').replaceAll(/[-:T]/g, '');
  const isEarly = date.getUTCFullYear() < 2050;
  return der(isEarly ? 0x17 : 0x18, Buffer.from(`${isEarly ? digits.slice(2) : digits}Z`, 'latin1'));
}

/** Bits of KeyUsage, most significant first (RFC 5280, 4.2.1.3). */
const keyUsageBits = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

type KeyUsage = keyof typeof keyUsageBits;

export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const serverAuth = '1.3.6.1.5.5.7.3.1';

export function keyUsage(usages: readonly KeyUsage[]): Buffer {
  const byte = usages.reduce((bits, usage) => bits | keyUsageBits[usage], 0);
  const unusedBits = 31 - Math.clz32(byte & -byte);
  return sequence(
    objectIdentifier('2.5.29.15'),
    yes,
    octetString(bitString(new Uint8Array([byte]), unusedBits)),
  );
}

export function extendedKeyUsage(purposes: readonly string[]): Buffer {
  return extension('2.5.29.37', sequence(...purposes.map(objectIdentifier)));
}

export function basicConstraints(isAuthority: boolean): Buffer {
  return sequence(objectIdentifier('2.5.29.19'), yes, octetString(isAuthority ? sequence(yes) : sequence()));
}

export function subjectKeyIdentifier(key: KeyObject): Buffer {
  return extension('2.5.29.14', octetString(keyIdentifier(key)));
}

export function authorityKeyIdentifier(key: KeyObject): Buffer {
  return extension('2.5.29.35', sequence(inPlace(0, keyIdentifier(key))));
}

export function ocspResponder(url: string): Buffer {
  const access = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1'), uri(url));
  return extension('1.3.6.1.5.5.7.1.1', sequence(access));
}

export function revocationList(url: string): Buffer {
  return extension('2.5.29.31', sequence(sequence(tagged(0, tagged(0, uri(url))))));
}

/** Names and IPv4 addresses a server's certificate is valid for. */
export function subjectAlternativeNames(names: readonly string[]): Buffer {
  return extension('2.5.29.17', sequence(...names.map(alternativeName)));
}

function alternativeName(name: string): Buffer {
  if (isIP(name) !== 4) return inPlace(2, Buffer.from(name, 'latin1'));
  return inPlace(7, new Uint8Array(name.split('.').map(Number)));
}

function uri(url: string): Buffer {
  return inPlace(6, Buffer.from(url, 'latin1'));
}

function extension(identifier: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(identifier), octetString(value));
}

/** SHA-1 over the key's bits, the first method of RFC 5280, 4.2.1.2: in RSA's own form of a key nothing else stands. */
function keyIdentifier(key: KeyObject): Uint8Array {
  return createHash('sha1')
    .update(key.export({ type: 'pkcs1', format: 'der' }))
    .digest();
}
