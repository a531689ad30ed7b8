import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { BitString, Integer, Null } from 'asn1js';
import { AlgorithmIdentifier, Certificate, type Extension, Time } from 'pkijs';
import { publicKeyInfo } from './extensions.js';
import { distinguishedName, type Name } from './names.js';

export interface CertificateRequest {
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

/** Positive, with the first byte's lowest bit of its high half set, so that it is `bytes` long exactly. */
function serialNumber(bytes: number): Integer {
  const serial = new Uint8Array(randomBytes(bytes));
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x10;
  return new Integer({ valueHex: serial.buffer });
}

/**
 * UTCTime to 2049, GeneralizedTime from 2050 on, in whole seconds (RFC 5280, 4.1.2.5): readers refuse a
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
