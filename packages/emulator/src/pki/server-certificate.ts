import type { Authority } from './authority.js';
import { makeCertificate } from './certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  serverAuth,
  subjectAlternativeNames,
} from './extensions.js';
import type { KeyPair } from './key-pool.js';

const lifeYears = 10;

/** The API server's certificate, valid for `names` and from `from` on. */
export function issueServerCertificate(options: {
  readonly authority: Authority;
  readonly keys: KeyPair;
  readonly names: readonly string[];
  readonly from: Date;
}): string {
  const { authority, keys, names, from } = options;
  const notAfter = new Date(from);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + lifeYears);
  return makeCertificate({
    subject: { organization: 'system:masters', organizationalUnit: null, commonName: 'kube-apiserver' },
    issuer: authority.name,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    notBefore: from,
    notAfter,
    serialBytes: 8,
    extensions: [
      keyUsage(['digitalSignature', 'keyEncipherment']),
      extendedKeyUsage([serverAuth]),
      basicConstraints(false),
      authorityKeyIdentifier(authority.keys.publicKey),
      subjectAlternativeNames(names),
    ],
  });
}
