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
    return checkServerIdentity(unmapped(host), { ...certificate, subjectaltname: names } as PeerCertificate);
  return Object.assign(new Error(`the certificate has no name that counts for ${host}`), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
}

/** An IPv4 address within IPv6 is that address to Go: `::ffff:7f00:1`, as a URL has it, is 127.0.0.1. */
function unmapped(host: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(host) ?? [];
  if (high === undefined || low === undefined) return host;
  return [high, low]
    .map((each) => Number.parseInt(each, 16))
    .flatMap((each) => [each >> 8, each & 255])
    .join('.');
}

/** Quoted ones hold characters that no name has. */
const endedByDot = /(?:^|, )DNS:[^,"]*\.(?=,|$)/g;
