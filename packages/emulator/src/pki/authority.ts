import { makeCertificate } from './certificate.js';
import { basicConstraints, keyUsage, subjectKeyIdentifier } from './extensions.js';
import type { KeyPair } from './key-pool.js';
import type { Name } from './names.js';

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
