import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
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
  const whole = contextOf(target, target.certificateAuthority, onlyLook);
  return {
    contexts: () => [
      whole,
      ...namesakes(target.certificateAuthority).map((pem) => contextOf(target, pem, onlyLook)),
    ],
  };
}

/** Whether a handshake failed because no trusted authority vouches for the server. */
export function isDistrust(error: unknown): boolean {
  return error instanceof Error && 'code' in error && meaningOf(String(error.code)) === 'untrusted';
}

function contextOf(
  { clientCertificate, clientKey }: ApiServerTarget,
  authority: string | null,
  onlyLook: boolean,
): SecureContext {
  return createSecureContext({
    // Overrides Node's options.
    minVersion: 'TLSv1.2',
    ...(authority === null ? {} : { ca: authority }),
    ...(clientCertificate === null || onlyLook ? {} : { cert: clientCertificate }),
    ...(clientKey === null || onlyLook ? {} : { key: clientKey }),
    // As Go does: a trusted intermediate is enough.
    allowPartialTrustChain: true,
  });
}

/** The authorities of a bundle that share their subject with another one. */
function namesakes(bundle: string | null): readonly string[] {
  const blocks = bundle?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length < 2) return [];
  const bySubject = Map.groupBy(blocks, subjectOf);
  return [...bySubject.values()]
    .filter((same) => same.length > 1)
    .flat()
    .slice(0, mostTried);
}

function subjectOf(pem: string): string {
  try {
    return new X509Certificate(pem).subject;
  } catch {
    return pem;
  }
}
