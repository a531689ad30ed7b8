import { randomInt } from 'node:crypto';
import { type Authority, makeCertificate } from './certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  clientAuth,
  extendedKeyUsage,
  keyUsage,
  ocspResponder,
  revocationList,
  serverAuth,
  subjectAlternativeNames,
} from './der.js';
import type { KeyPair } from './key-pool.js';

interface ClientCertificateRequest {
  readonly authority: Authority;
  readonly keys: KeyPair;
  readonly commonName: string;
  /** T: the instant of issue, by the emulator's clock. */
  readonly issuedAt: Date;
  readonly lifeMs: number;
  readonly serialBytes: number;
}

const minuteMs = 60_000;

/** A kubeconfig's client certificate as ACK makes it (facts: subject, dates, extensions and their order). */
export function issueClientCertificate(request: ClientCertificateRequest): string {
  const { authority, keys, issuedAt } = request;
  // Whole seconds: X.509 stores no more, and the state lists must agree with the certificate.
  const issuedMs = Math.floor(issuedAt.getTime() / 1000) * 1000;
  return makeCertificate({
    subject: { organization: 'system:users', organizationalUnit: '', commonName: request.commonName },
    issuer: authority.name,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    notBefore: new Date(Math.floor((issuedMs - 5 * minuteMs) / minuteMs) * minuteMs),
    notAfter: new Date(issuedMs + request.lifeMs),
    // Observed with three and with four bytes in the 2022 profile.
    serialBytes: request.serialBytes === 4 ? randomInt(3, 5) : request.serialBytes,
    extensions: [
      keyUsage(['digitalSignature']),
      extendedKeyUsage([clientAuth]),
      basicConstraints(false),
      authorityKeyIdentifier(authority.keys.publicKey),
      ocspResponder('http://certs.acs.aliyun.com/ocsp'),
      revocationList('http://certs.acs.aliyun.com/root.crl'),
    ],
  });
}

const lifeYears = 10;

/** The API server's certificate, valid for `names` and from `from` on. */
export function issueServerCertificate(options: {
  readonly authority: Authority;
  readonly keys: KeyPair;
  readonly names: readonly string[];
  readonly from: Date;
  readonly commonName?: string;
}): string {
  const { authority, keys, names, from, commonName = 'kube-apiserver' } = options;
  const notAfter = new Date(from);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + lifeYears);
  return makeCertificate({
    subject: { organization: 'system:masters', organizationalUnit: null, commonName },
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
