import { type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  basicConstraints,
  bitString,
  instant,
  integer,
  keyUsage,
  none,
  objectIdentifier,
  printableString,
  sequence,
  setOf,
  subjectKeyIdentifier,
  tagged,
} from './der.js';
import type { KeyPair } from './key-pool.js';

interface CertificateRequest {
  readonly subject: Name;
  readonly issuer: Name;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serialBytes: number;
  /** Each in DER. */
  readonly extensions: readonly Uint8Array[];
}

/** sha256WithRSAEncryption */
const signatureAlgorithm = sequence(objectIdentifier('1.2.840.113549.1.1.11'), none);
/** The third: earlier ones have no extensions. */
const version = tagged(0, integer(new Uint8Array([2])));

/** Makes and signs a certificate (RFC 5280, 4.1); PEM. */
export function makeCertificate(request: CertificateRequest): string {
  const toBeSigned = sequence(
    version,
    serialNumber(request.serialBytes),
    signatureAlgorithm,
    distinguishedName(request.issuer),
    sequence(instant(request.notBefore), instant(request.notAfter)),
    distinguishedName(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...request.extensions)),
  );
  const signature = sign('sha256', toBeSigned, request.signingKey);
  return pem('CERTIFICATE', sequence(toBeSigned, signatureAlgorithm, bitString(signature)));
}

/** Positive, with the lowest bit of the first byte's high half set, so that it has exactly `bytes` bytes. */
function serialNumber(bytes: number): Buffer {
  const serial = randomBytes(bytes);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x10;
  return integer(serial);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** A certificate authority of one cluster. */
export interface Authority {
  readonly name: Name;
  readonly keys: KeyPair;
  readonly certificate: string;
}

const lifeYears = 30;

/** A self-signed authority that lives for 30 years from `from`. */
export function createAuthority(name: Name, keys: KeyPair, from: Date): Authority {
  const notAfter = new Date(from);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + lifeYears);
  const certificate = makeCertificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    notBefore: from,
    notAfter,
    serialBytes: 8,
    extensions: [
      keyUsage(['digitalSignature', 'keyEncipherment', 'keyCertSign']),
      basicConstraints(true),
      subjectKeyIdentifier(keys.publicKey),
    ],
  });
  return { name, keys, certificate };
}

/** A distinguished name with the three parts ACK uses, in its order: O, OU, CN. */
export interface Name {
  readonly organization: string;
  /** May be the empty string: ACK writes an empty OU into client certificates. */
  readonly organizationalUnit: string | null;
  /** Null if a test wants a certificate without one. */
  readonly commonName: string | null;
}

const oids = { organization: '2.5.4.10', organizationalUnit: '2.5.4.11', commonName: '2.5.4.3' } as const;

function distinguishedName(name: Name): Buffer {
  const parts: [string, string | null][] = [
    [oids.organization, name.organization],
    [oids.organizationalUnit, name.organizationalUnit],
    [oids.commonName, name.commonName],
  ];
  return sequence(...parts.flatMap(([type, value]) => (value === null ? [] : [relativeName(type, value)])));
}

function relativeName(type: string, value: string): Buffer {
  return setOf(sequence(objectIdentifier(type), printableString(value)));
}
