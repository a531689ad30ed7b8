import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { Set as AsnSet, BitString, Integer, Null, ObjectIdentifier, PrintableString, Sequence } from 'asn1js';
import { AlgorithmIdentifier, Certificate, type Extension, RelativeDistinguishedNames, Time } from 'pkijs';
import { basicConstraints, keyUsage, publicKeyInfo, subjectKeyIdentifier } from './extensions.js';
import type { KeyPair } from './key-pool.js';

interface CertificateRequest {
  readonly subject: Name;
  readonly issuer: Name;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serialBytes: number;
  readonly extensions: readonly Extension[];
}

/** sha256WithRSAEncryption */
const signatureAlgorithm = '1.2.840.113549.1.1.11';

/** Makes and signs a certificate; PEM. */
export function makeCertificate(request: CertificateRequest): string {
  const certificate = new Certificate({
    version: 2,
    serialNumber: serialNumber(request.serialBytes),
    issuer: distinguishedName(request.issuer),
    subject: distinguishedName(request.subject),
    notBefore: validityTime(request.notBefore),
    notAfter: validityTime(request.notAfter),
    subjectPublicKeyInfo: publicKeyInfo(request.publicKey),
    extensions: [...request.extensions],
  });
  certificate.signature = algorithmIdentifier();
  certificate.signatureAlgorithm = algorithmIdentifier();
  const toBeSigned = Buffer.from(certificate.encodeTBS().toBER());
  const signature = new Uint8Array(sign('sha256', toBeSigned, request.signingKey));
  certificate.signatureValue = new BitString({ valueHex: signature.buffer });
  return pem('CERTIFICATE', Buffer.from(certificate.toSchema(true).toBER()));
}

function algorithmIdentifier(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: signatureAlgorithm, algorithmParams: new Null() });
}

/** Positive, with the lowest bit of the first byte's high half set, so that it has exactly `bytes` bytes. */
function serialNumber(bytes: number): Integer {
  const serial = new Uint8Array(randomBytes(bytes));
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x10;
  return new Integer({ valueHex: serial.buffer });
}

/**
 * UTCTime until 2049, GeneralizedTime from 2050 on, in whole seconds (RFC 5280, 4.1.2.5): readers refuse a
 * certificate whose GeneralizedTime has a fraction.
 */
function validityTime(date: Date): Time {
  const value = new Date(Math.floor(date.getTime() / 1000) * 1000);
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
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

/**
 * Built from ASN.1 and parsed, because pkijs itself would write all parts into one set, which is another name: `O=… +
 * CN=…`.
 */
function distinguishedName(name: Name): RelativeDistinguishedNames {
  const parts: [string, string | null][] = [
    [oids.organization, name.organization],
    [oids.organizationalUnit, name.organizationalUnit],
    [oids.commonName, name.commonName],
  ];
  const sets = parts.flatMap(([type, value]) => (value === null ? [] : [relativeName(type, value)]));
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: sets }).toBER());
}

function relativeName(type: string, value: string): AsnSet {
  const attribute = [new ObjectIdentifier({ value: type }), new PrintableString({ value })];
  return new AsnSet({ value: [new Sequence({ value: attribute })] });
}
