import { createPrivateKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import { firstDer } from './certificate.js';
import { createCursor, type DerCursor, enter, take } from './quick.js';

/** Whether a private key (PEM) belongs to a certificate; also false when either cannot be read. */
export function isKeyPair(certificate: string, key: string): boolean {
  try {
    const issued = new X509Certificate(certificate);
    const held = plainKey(key);
    const verdict = held && isKeyPairQuickly(issued.raw, held);
    return verdict ?? (unusableKind(key) === null && issued.checkPrivateKey(createPrivateKey(key)));
  } catch {
    return false;
  }
}

/**
 * What kind of private key (PEM) this is, if it is one that Go, and so kubectl, cannot use: `encrypted`, or by its
 * algorithm or curve. Null for one that it can, and for what is no key at all.
 */
export function unusableKind(key: string): string | null {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(key)) return 'encrypted';
  try {
    const { asymmetricKeyType = '', asymmetricKeyDetails } = createPrivateKey(key);
    const kind = asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType;
    return usable.has(kind) ? null : kind;
  } catch {
    return null;
  }
}

/** As OpenSSL calls them; of elliptic curves, Go has those of NIST (`crypto/x509`, `ParsePKCS8PrivateKey`). */
const usable: ReadonlySet<string> = new Set([
  ...['rsa', 'ed25519'],
  ...['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1'],
]);

/**
 * Whether a private key (PEM) really signs for a certificate: `isKeyPair` compares only public numbers, and accepts a
 * key with a corrupted private byte. An RSA key as ACK returns it is proved by its numbers, as Go does before kubectl
 * uses one; loading OpenSSL's part of Node to sign with it takes six milliseconds. Any other key has to sign.
 */
export function isWorkingPair(certificate: string, key: string): boolean {
  try {
    const issued = new X509Certificate(certificate);
    const plain = plainKey(key);
    const isPair = plain && isKeyPairQuickly(issued.raw, plain);
    if (plain && typeof isPair === 'boolean') return isPair && isConsistent(plain);
    const held = createPrivateKey(key);
    const algorithm = held.asymmetricKeyType?.startsWith('ed') ? null : 'sha256';
    const text = Buffer.from('ackring');
    return (
      verify(algorithm, text, issued.publicKey, sign(algorithm, text, held)) &&
      (held.asymmetricKeyType !== 'rsa' || isConsistentlyWritten(held, firstDer(key, 'RSA PRIVATE KEY')))
    );
  } catch {
    return false;
  }
}

/**
 * The DER of an RSA key that stands alone, and whose PEM every reader takes for the same; null where OpenSSL has to
 * decide: which of several keys is meant, or whether base64 without its padding is one.
 */
function plainKey(pem: string): Uint8Array | null {
  const base64 = plainBlock.exec(pem)?.[1]?.replaceAll(/[\r\n]/g, '') ?? '';
  return base64 !== '' && base64.length % 4 === 0 ? Buffer.from(base64, 'base64') : null;
}

const plainBlock =
  /^[\r\n]*-----BEGIN RSA PRIVATE KEY-----\r?\n((?:[A-Za-z0-9+/]+\r?\n)*[A-Za-z0-9+/]+={0,2}\r?\n)-----END RSA PRIVATE KEY-----[\r\n]*$/;

/** OpenSSL signs without the private exponent and ignores trailing data, both of which Go refuses. */
function isConsistentlyWritten(key: KeyObject, written: Uint8Array | null): boolean {
  const numbers = key.export({ format: 'jwk' });
  const anew = createPrivateKey({ key: numbers, format: 'jwk' }).export({ type: 'pkcs1', format: 'der' });
  return isConsistent(anew) && (written === null || anew.equals(written));
}

/**
 * Whether an RSA key's numbers agree (DER of PKCS#1): the primes make the modulus, both exponents cancel each other,
 * and the derived values are derived from them. Numbers and lengths have to be written the shortest way, as Go insists.
 */
function isConsistent(key: Uint8Array): boolean {
  const numbers = privateNumbersOf(key) ?? [];
  const length = numbers.reduce((sum, each) => sum + headerLength(each.length) + each.length, 0);
  if (headerLength(length) + length !== key.length || !numbers.every(isShortest)) return false;
  const [version, n = 0n, e = 0n, d = 0n, p = 0n, q = 0n, dp, dq, qi = 0n] = numbers.map(toBigInt);
  const cancels = (by: bigint) => (e * d) % (by - 1n) === 1n;
  return (
    version === 0n &&
    p * q === n &&
    cancels(p) &&
    cancels(q) &&
    d % (p - 1n) === dp &&
    d % (q - 1n) === dq &&
    qi < p &&
    (qi * q) % p === 1n
  );
}

/** Tag and length of a value of this many bytes, written the shortest way. */
function headerLength(length: number): number {
  if (length < 0x80) return 2;
  return length < 0x100 ? 3 : 4;
}

/** Neither negative, nor with a zero in front that its sign does not need. */
function isShortest([first = 0x80, second = 0x80]: Uint8Array): boolean {
  return first < 0x80 && (first !== 0 || second >= 0x80);
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
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
  const held = privateNumbersOf(key)?.slice(1, 3) ?? null;
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
  return integers(cursor, privateNumbers);
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
