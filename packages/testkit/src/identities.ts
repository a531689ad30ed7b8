import { type Authority, makeCertificate } from '@ackring/emulator/pki/certificate';
import {
  authorityKeyIdentifier,
  basicConstraints,
  clientAuth,
  extendedKeyUsage,
  keyUsage,
  serverAuth,
} from '@ackring/emulator/pki/der';
import type { KeyPool } from '@ackring/emulator/pki/key-pool';

/** Whom a certificate names, and what is odd about it. */
export interface IdentityRequest {
  /** Null: a certificate without a common name, which Kubernetes does not accept as a credential. */
  readonly commonName: string | null;
  /** The group; `system:users`, as ACK writes it, by default. */
  readonly organization?: string;
  /** Five minutes ago by default. */
  readonly notBefore?: Date;
  /** A day from now by default. */
  readonly notAfter?: Date;
  /** `server` makes a certificate for servers only, which a Kubernetes API server refuses. */
  readonly usage?: 'client' | 'server';
}

const minuteMs = 60_000;

/** Issues a client certificate of an authority, with its key; PEM. */
export async function issueIdentity(
  authority: Authority,
  keys: KeyPool,
  request: IdentityRequest,
): Promise<{ readonly pem: string; readonly key: string }> {
  const { commonName, organization = 'system:users', usage = 'client' } = request;
  const pair = await keys.take();
  const pem = makeCertificate({
    subject: { organization, organizationalUnit: null, commonName },
    issuer: authority.name,
    publicKey: pair.publicKey,
    signingKey: authority.keys.privateKey,
    notBefore: request.notBefore ?? new Date(Date.now() - 5 * minuteMs),
    notAfter: request.notAfter ?? new Date(Date.now() + 24 * 60 * minuteMs),
    serialBytes: 8,
    extensions: [
      keyUsage(['digitalSignature']),
      extendedKeyUsage([usage === 'client' ? clientAuth : serverAuth]),
      basicConstraints(false),
      authorityKeyIdentifier(authority.keys.publicKey),
    ],
  });
  return { pem, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
