import { createPrivateKey, type KeyObject, sign, verify } from 'node:crypto';
import { parseCertificate } from './certificate.js';
import { firstDer } from './first-der.js';
import { isKeyPairQuickly } from './key-pair-quick.js';

/** Whether a private key (PEM) belongs to a certificate; false too where one of them cannot be read. */
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
 * Whether a private key (PEM) does sign for a certificate, tried and worked out: `isKeyPair` compares public
 * numbers, and takes a key with one spoiled byte among its private ones. Half a dozen milliseconds: for what is
 * fetched, not for lists.
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
 * The numbers of an RSA key fit each other, as Go checks them before kubectl uses one: OpenSSL signs without the
 * private exponent, and reads on past what Go refuses. Other keys have one private number, which was tried.
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
