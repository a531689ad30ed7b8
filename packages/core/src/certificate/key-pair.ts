import { createPrivateKey, type KeyObject, sign, verify } from 'node:crypto';
import { firstDer, parseCertificate } from './certificate.js';
import { createCursor, type DerCursor, enter, take } from './quick.js';

/** Whether a private key (PEM) belongs to a certificate; also false when either cannot be read. */
export function isKeyPair(certificate: string, key: string): boolean {
  try {
    const issued = parseCertificate(certificate);
    const held = firstDer(key, 'RSA PRIVATE KEY');
    const verdict = held && isKeyPairQuickly(issued.raw, held);
    return verdict ?? issued.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/**
 * Whether a private key (PEM) really signs for a certificate: `isKeyPair` compares only public numbers, and accepts a
 * key with a corrupted private byte. Takes about six milliseconds: for fetched credentials, not for lists.
 */
export function isWorkingPair(certificate: string, key: string): boolean {
  try {
    const held = createPrivateKey(key);
    const algorithm = held.asymmetricKeyType?.startsWith('ed') ? null : 'sha256';
    const text = Buffer.from('ackring');
    const isSigned = verify(
      algorithm,
      text,
      parseCertificate(certificate).publicKey,
      sign(algorithm, text, held),
    );
    return isSigned && isConsistent(held, key);
  } catch {
    return false;
  }
}

/**
 * Checks that the numbers of an RSA key agree, as Go does before kubectl uses one: OpenSSL signs without the private
 * exponent and ignores trailing data that Go refuses. Other keys have one private number, and signing tested it.
 */
function isConsistent(key: KeyObject, pem: string): boolean {
  if (key.asymmetricKeyType !== 'rsa') return true;
  const numbers = key.export({ format: 'jwk' });
  const written = firstDer(pem, 'RSA PRIVATE KEY');
  const anew = createPrivateKey({ key: numbers, format: 'jwk' });
  if (written !== null && !anew.export({ type: 'pkcs1', format: 'der' }).equals(written)) return false;
  const [p, q, d] = [number(numbers.p), number(numbers.q), number(numbers.d)];
  const inverts = (by: bigint) => (number(numbers.e) * d) % (by - 1n) === 1n;
  return (
    p * q === number(numbers.n) &&
    inverts(p) &&
    inverts(q) &&
    d % (p - 1n) === number(numbers.dp) &&
    d % (q - 1n) === number(numbers.dq) &&
    (number(numbers.qi) * q) % p === 1n
  );
}

function number(base64url: string | undefined): bigint {
  return BigInt(`0x${Buffer.from(base64url ?? '', 'base64url').toString('hex') || '0'}`);
}

const tags = { integer: 0x02, bitString: 0x03, sequence: 0x30 } as const;

/** `version`, modulus, exponents, primes and coefficient (RFC 8017, A.1.2). */
const privateNumbers = 9;

/**
 * Whether an RSA key (DER of PKCS#1, as ACK returns it) belongs to a certificate (DER), by modulus and public
 * exponent: OpenSSL compares no more, but takes a third of a millisecond to set up the key, and a rotation checks
 * every stored credential every day. Null for any other layout: OpenSSL decides. The rest of the certificate is not
 * checked.
 */
export function isKeyPairQuickly(certificate: Uint8Array, key: Uint8Array): boolean | null {
  const issued = publicNumbersOf(certificate);
  const held = privateNumbersOf(key);
  if (issued === null || held === null) return null;
  return issued.every((number, index) => Buffer.compare(number, held[index] ?? new Uint8Array()) === 0);
}

/** Modulus and public exponent from a certificate's subjectPublicKeyInfo. */
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

/** 1.2.840.113549.1.1.1 and its NULL parameter. */
const rsaEncryption = Buffer.from('06092a864886f70d0101010500', 'hex');

function privateNumbersOf(der: Uint8Array): readonly Uint8Array[] | null {
  const cursor = createCursor(der);
  if (!enter(cursor, tags.sequence, der.length) || cursor.end !== der.length) return null;
  return integers(cursor, privateNumbers)?.slice(1, 3) ?? null;
}

/** Exactly `count` integers up to the end of the current sequence. */
function integers(cursor: DerCursor, count: number): readonly Uint8Array[] | null {
  const limit = cursor.end;
  const numbers: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    if (!take(cursor, tags.integer, limit)) return null;
    numbers.push(cursor.der.subarray(cursor.start, cursor.end));
  }
  return cursor.at === limit ? numbers : null;
}
