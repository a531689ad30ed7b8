import type { Access } from '../endpoints.js';
import type { CredentialStatus } from '../renewal-window.js';

/** What a client certificate says of itself. `serial` and `sha256` are lower-case hex without colons. */
export interface CertificateFacts {
  readonly subject: { readonly organizations: readonly string[]; readonly commonName: string };
  readonly uid: string | null;
  readonly issuedAt: Date | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial: string;
  readonly sha256: string;
}

/** How a context proves who it is. `problem` says why a certificate could not be read, never its bytes. */
export type Credential =
  | ({ readonly kind: 'certificate' } & CertificateFacts)
  | { readonly kind: 'unreadable'; readonly problem: string }
  | { readonly kind: 'exec'; readonly command: string }
  | { readonly kind: 'authProvider'; readonly name: string }
  | { readonly kind: 'token' | 'basic' | 'none' };

/** The ACK cluster a context leads to, as far as its entries tell. */
export interface AckOrigin {
  readonly clusterId: string;
  readonly region: string | null;
  readonly access: Access | null;
  /** The holder's uid. */
  readonly identity: string | null;
  /** `owned`: by our extensions; the others are inferred from names, the certificate or the address. */
  readonly source: 'owned' | 'contextName' | 'issuer' | 'serverAddress';
}

/** One context of the kubeconfig files, joined with its cluster and user. */
export interface ContextEntry {
  readonly file: string;
  readonly context: string;
  readonly cluster: string | null;
  readonly user: string | null;
  readonly server: string | null;
  readonly namespace: string | null;
  readonly current: boolean;
  readonly credential: Credential;
  readonly status: CredentialStatus;
  /** Whole days, floored; null where the credential has no end. */
  readonly daysLeft: number | null;
  readonly renewableFrom: Date | null;
  readonly ack: AckOrigin | null;
  /** What is wrong with the entry itself: a dangling cluster or user, verification switched off, … */
  readonly warnings: readonly string[];
}
