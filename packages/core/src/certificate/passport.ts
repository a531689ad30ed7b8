import { createHash } from 'node:crypto';
import { Certificate } from 'pkijs';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { parseCertificate } from './certificate.js';
import { type CertificateExtensions, type NameAttribute, readExtensions, readName } from './extensions.js';

/** Everything a certificate says. Hexadecimal is lower-case without colons. */
export interface CertificatePassport {
  readonly subject: readonly NameAttribute[];
  readonly issuer: readonly NameAttribute[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly signatureAlgorithm: string;
  readonly publicKey: PublicKeyFacts;
  readonly extensions: CertificateExtensions;
  /** Issuer and subject are equal, and the certificate's own key signed it. */
  readonly isSelfSigned: boolean;
}

export interface PublicKeyFacts {
  /** `rsa`, `ec`, `ed25519` … */
  readonly algorithm: string;
  /** RSA modulus length; null for other keys. */
  readonly bits: number | null;
  /** Null for keys without a named curve. */
  readonly curve: string | null;
  /** SHA-256 of the SubjectPublicKeyInfo: equal for all certificates of one key. */
  readonly sha256: string;
}

/** Reads everything from one certificate, PEM (the first of several) or DER. Throws CertificateUnreadable. */
export function readCertificatePassport(pemOrDer: string | Uint8Array): CertificatePassport {
  const parsed = parseCertificate(pemOrDer);
  const certificate = decode(parsed.raw);
  const { publicKey } = parsed;
  const details = publicKey.asymmetricKeyDetails;
  return {
    subject: readName(certificate.subject),
    issuer: readName(certificate.issuer),
    notBefore: certificate.notBefore.value,
    notAfter: certificate.notAfter.value,
    serial: parsed.serialNumber.toLowerCase(),
    sha1: hash('sha1', parsed.raw),
    sha256: hash('sha256', parsed.raw),
    signatureAlgorithm: signatureName(certificate.signatureAlgorithm.algorithmId),
    publicKey: {
      algorithm: publicKey.asymmetricKeyType ?? 'unknown',
      bits: details?.modulusLength ?? null,
      curve: details?.namedCurve ?? null,
      sha256: hash('sha256', publicKey.export({ type: 'spki', format: 'der' })),
    },
    extensions: readExtensions(certificate),
    isSelfSigned: parsed.checkIssued(parsed) && parsed.verify(publicKey),
  };
}

function decode(der: Uint8Array): Certificate {
  try {
    return Certificate.fromBER(new Uint8Array(der));
  } catch (error) {
    throw new AckringError('CertificateUnreadable', say('the layout of this certificate is unknown'), {
      remedy: say('Fetch the kubeconfig again: `ackring get CLUSTER`.'),
      cause: error,
    });
  }
}

function hash(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function signatureName(identifier: string): string {
  return signatureNames[identifier] ?? identifier;
}

// OpenSSL's names.
const signatureNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
};
