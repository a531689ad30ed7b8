import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/**
 * Whether a server's certificate names the dialled host, as Go decides it (`crypto/x509`, VerifyHostname): by DNS names
 * and addresses alone. Node falls back to the common name where there are none, and takes a name that ends in a dot.
 */
export function nameObjection(
  host: string,
  certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>,
): Error | undefined {
  const names = (certificate.subjectaltname ?? '').replaceAll(endedByDot, '');
  if (/(?:^|, )(?:DNS|IP Address):/.test(names))
    return checkServerIdentity(host, { ...certificate, subjectaltname: names } as PeerCertificate);
  return Object.assign(new Error(`the certificate has no name that counts for ${host}`), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
}

/** Quoted ones hold characters that no name has. */
const endedByDot = /(?:^|, )DNS:[^,"]*\.(?=,|$)/g;
