import { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '../words/certificate.js';
import { AckringError } from '../words/errors.js';
import { parseCommonName } from '../words/identity.js';
import { say } from '../words/say.js';
import { type QuickCertificate, readQuickly } from './quick.js';

/**
 * Reads a certificate's facts from PEM (the first of several counts, as for kubectl) or DER. Made for lists;
 * `passport.ts` reads everything. Throws CertificateUnreadable.
 */
export function readCertificateFacts(pemOrDer: string | Uint8Array): CertificateFacts {
  return readCertificate(pemOrDer).facts;
}

/** The same, with the organizations of the certificate's issuer. Throws CertificateUnreadable. */
export function readCertificate(pemOrDer: string | Uint8Array): QuickCertificate {
  const der = firstDer(pemOrDer, 'CERTIFICATE');
  return (der && readQuickly(der)) ?? readByOpenSsl(pemOrDer);
}

function readByOpenSsl(pemOrDer: string | Uint8Array): QuickCertificate {
  const certificate = parseCertificate(pemOrDer);
  return { facts: factsOf(certificate), issuerOrganizations: nameFacts(certificate.issuer).organizations };
}

/** The certificate itself, to check keys against. Throws CertificateUnreadable. */
export function parseCertificate(pemOrDer: string | Uint8Array): X509Certificate {
  try {
    const certificate = new X509Certificate(pemOrDer);
    if (isRealDate(certificate.validFrom) && isRealDate(certificate.validTo)) return certificate;
  } catch (error) {
    throw unreadable(error);
  }
  throw unreadable();
}

/**
 * By signature alone: names do not help, since every ACK cluster's authority is called `kubernetes`. Throws
 * CertificateUnreadable.
 */
export function isSignedByAny(certificate: string, authorities: readonly string[]): boolean {
  const parsed = parseCertificate(certificate);
  return authorities.some((each) => parsed.verify(parseCertificate(each).publicKey));
}

function unreadable(cause?: unknown): AckringError {
  return new AckringError('CertificateUnreadable', say('this is not a readable X.509 certificate'), {
    remedy: say('Fetch the kubeconfig again: `ackring get CLUSTER`.'),
    cause,
  });
}

/**
 * Go, and so kubectl, refuses a certificate with 30 February, hour 24 or second 60; OpenSSL prints such a date as `Bad
 * time value`.
 */
function isRealDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  const subject = nameFacts(certificate.subject);
  return {
    subject,
    ...parseCommonName(subject.commonName),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    serial: certificate.serialNumber.toLowerCase(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Organizations and common name of a distinguished name as OpenSSL prints it, one attribute a line. */
function nameFacts(name: string | undefined): CertificateFacts['subject'] {
  const organizations: string[] = [];
  let commonName = '';
  for (const attribute of (name ?? '').split(/\n|(?<!\\) \+ /)) {
    if (attribute.startsWith('O=')) organizations.push(unescapeName(attribute.slice(2)));
    if (attribute.startsWith('CN=')) commonName = unescapeName(attribute.slice(3));
  }
  return { organizations, commonName };
}

/** Undoes RFC 2253 escapes: `\,` is a comma, `\0A` a byte. */
function unescapeName(value: string): string {
  return value.replace(/\\(?:([0-9A-Fa-f]{2})|(.))/gs, (_, hex: string | undefined, character: string) =>
    hex === undefined ? character : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The PEM certificates of a text, in order: a client's chain, or a CA bundle. */
export function splitCertificates(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** The bytes of the first PEM block with this label; null where OpenSSL has to decide, as for DER. */
export function firstDer(pemOrDer: string | Uint8Array, label: string): Uint8Array | null {
  // Go and OpenSSL see a block only where a line begins.
  const text = `\n${typeof pemOrDer === 'string' ? pemOrDer : latin1(pemOrDer)}`;
  const [, block = ''] = text.split(`\n-----BEGIN ${label}-----`);
  const [body = '', end] = block.split(`-----END ${label}-----`);
  // Node ignores characters outside base64; kubectl and OpenSSL refuse them.
  const isPlain = /^\r?\n[A-Za-z0-9+/\r\n]+={0,2}\r?\n$/.test(body);
  return isPlain && end !== undefined ? Buffer.from(body, 'base64') : null;
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
