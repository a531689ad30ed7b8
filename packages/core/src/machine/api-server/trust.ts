import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, createSecureContext, type PeerCertificate, type SecureContext } from 'node:tls';
import { splitCertificates } from '../../certificate/certificate.js';
import type { ApiServerTarget } from '../../words/target.js';
import { meaningOf } from './handshake.js';

/** The trust of a target, as contexts to try in turn; never empty. */
export interface Trust {
  contexts(): readonly [SecureContext, ...SecureContext[]];
}

/** More authorities of one name than a few rotations leave in a bundle. */
const mostTried = 8;

/**
 * Builds TLS contexts from a target's certificates. OpenSSL looks up an issuer by its subject, and takes the first:
 * with an old and a new authority of one name, without key identifiers, it may try the wrong one. So each of those is
 * tried alone after the whole bundle, as Go tries each. Throws what `tls` throws if key and certificate cannot be
 * loaded.
 */
export function trustOf(target: ApiServerTarget, onlyLook: boolean): Trust {
  const { certificateAuthority } = target;
  const trusted = certificateAuthority === null ? null : certificatesIn(certificateAuthority);
  const whole = contextOf(target, trusted === null ? null : trusted.map(({ pem }) => pem), onlyLook);
  return {
    contexts: () => [whole, ...namesakes(trusted ?? []).map((pem) => contextOf(target, [pem], onlyLook))],
  };
}

/** Whether a handshake failed because no trusted authority vouches for the server. */
export function isDistrust(error: unknown): boolean {
  return error instanceof Error && 'code' in error && meaningOf(String(error.code)) === 'untrusted';
}

function contextOf(
  { clientCertificate, clientKey }: ApiServerTarget,
  authorities: readonly string[] | null,
  onlyLook: boolean,
): SecureContext {
  return createSecureContext({
    // Overrides Node's options.
    minVersion: 'TLSv1.2',
    ...(authorities === null ? {} : { ca: [...authorities] }),
    ...(clientCertificate === null || onlyLook ? {} : { cert: clientCertificate }),
    ...(clientKey === null || onlyLook ? {} : { key: clientKey }),
    // As Go does: a trusted intermediate is enough.
    allowPartialTrustChain: true,
  });
}

interface TrustedCertificate {
  readonly pem: string;
  readonly subject: string;
}

/** Those of a bundle that Go takes: OpenSSL ends at the first that is broken, and knows more labels. */
function certificatesIn(bundle: string): readonly TrustedCertificate[] {
  return splitCertificates(bundle).flatMap((pem) => {
    try {
      return [{ pem, subject: new X509Certificate(pem).subject }];
    } catch {
      return [];
    }
  });
}

/** The authorities of a bundle that share their subject with another one. */
function namesakes(certificates: readonly TrustedCertificate[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { subject } of certificates) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return certificates
    .filter(({ subject }) => (counts.get(subject) ?? 0) > 1)
    .slice(0, mostTried)
    .map(({ pem }) => pem);
}

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
