import type { Cluster } from '../cluster.js';
import type { CertificateFacts, ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerObservation } from '../ports.js';
import type { Judgement } from './judgement.js';
import type { VerdictCause } from './verdict.js';

/** What is known when a verdict is made. */
export interface Evidence {
  readonly entry: ContextEntry;
  readonly observation: ApiServerObservation;
  /** What the observation proves. */
  readonly judgement: Judgement;
  readonly now: Date;
  /** The ACK cluster the context leads to, where the fleet is known: it sharpens the remedies. */
  readonly cluster?: Pick<Cluster, 'id' | 'name' | 'type' | 'profile' | 'endpoints'> | null;
  /** The common name of the certificate the cloud holds for this identity now; another one proves a revocation. */
  readonly currentCommonName?: string | null;
  /** The certificate that the entry's exec plug-in gave; null for none. */
  readonly fetched?: CertificateFacts | null;
  /** False where the context lets the server's certificate pass unchecked: anybody may have answered. Default true. */
  readonly isServerProven?: boolean;
  /** Whom the user entry acts as (`as`), null for nobody but itself. */
  readonly impersonated?: string | null;
}

/** A failure before it is tied to its context. */
export interface Finding {
  readonly cause: VerdictCause;
  readonly detail: string;
  readonly remedy: string | null;
}

/** The API server by its address, for people. */
export function hostOf({ server }: ContextEntry): string {
  return server !== null && URL.canParse(server) ? new URL(server).host : 'the API server';
}
