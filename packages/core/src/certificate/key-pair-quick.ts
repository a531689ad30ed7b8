import { createCursor, type DerCursor, enter, take } from './der-cursor.js';

const tags = { integer: 0x02, bitString: 0x03, sequence: 0x30 } as const;

/** `version`, modulus, exponents, primes and coefficient (RFC 8017, A.1.2). */
const privateNumbers = 9;

/**
 * Whether an RSA key (DER of PKCS#1, as ACK gives it) belongs to a certificate (DER), by modulus and public
 * exponent: OpenSSL compares no more, and takes a third of a millisecond to set up the key. A rotation asks it
 * of every stored credential every day. Null for whatever is laid out otherwise: OpenSSL judges that. Whether
 * the rest of the certificate is sound is not looked at.
 */
export function isKeyPairQuickly(certificate: Uint8Array, key: Uint8Array): boolean | null {
  const issued = publicNumbersOf(certificate);
  const held = privateNumbersOf(key);
  if (issued === null || held === null) return null;
  return issued.every((number, index) => Buffer.compare(number, held[index] ?? new Uint8Array()) === 0);
}

/** Modulus and public exponent out of a certificate's subjectPublicKeyInfo. */
function publicNumbersOf(der: Uint8Array): readonly Uint8Array[] | null {
  const cursor = createCursor(der);
  if (!enter(cursor, tags.sequence, der.length) || !enter(cursor, tags.sequence, der.length)) return null;
  const bodyEnd = cursor.end;
  // version, serial, algorithm, issuer, validity and subject come before the key (RFC 5280, 4.1).
  for (const tag of [0xa0, tags.integer, ...Array<number>(4).fill(tags.sequence)]) {
    if (!take(cursor, tag, bodyEnd)) return null;
  }
  if (!enter(cursor, tags.sequence, bodyEnd) || !take(cursor, tags.sequence, cursor.end)) return null;
  if (!rsaEncryption.equals(der.subarray(cursor.start, cursor.end))) return null;
  if (!enter(cursor, tags.bitString, bodyEnd) || der[cursor.at] !== 0) return null;
  cursor.at += 1;
  return enter(cursor, tags.sequence, bodyEnd) ? integers(cursor, 2) : null;
}

/** 1.2.840.113549.1.1.1 with its NULL. */
const rsaEncryption = Buffer.from('06092a864886f70d0101010500', 'hex');

function privateNumbersOf(der: Uint8Array): readonly Uint8Array[] | null {
  const cursor = createCursor(der);
  if (!enter(cursor, tags.sequence, der.length) || cursor.end !== der.length) return null;
  return integers(cursor, privateNumbers)?.slice(1, 3) ?? null;
}

/** Exactly so many integers up to the end of the sequence just entered. */
function integers(cursor: DerCursor, count: number): readonly Uint8Array[] | null {
  const limit = cursor.end;
  const numbers: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    if (!take(cursor, tags.integer, limit)) return null;
    numbers.push(cursor.der.subarray(cursor.start, cursor.end));
  }
  return cursor.at === limit ? numbers : null;
}
