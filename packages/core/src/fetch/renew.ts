import type { Placement } from '../kubeconfig/placement.js';
import type { Verdict } from '../verification/verdict.js';
import type { CertificateFacts } from '../words/certificate.js';
import { type AckringError, toAckringError } from '../words/errors.js';
import type { Sentence } from '../words/say.js';
import type { SoundKubeconfig } from './issued-proof.js';
import type { DueRenewal } from './renewal-plan.js';

/** What a renewal needs from outside. */
export interface RenewalPorts {
  /** The long-term kubeconfig as the cloud issues it now, through the door. */
  fetch(due: DueRenewal, signal: AbortSignal | undefined): Promise<IssuedRenewal>;
  /** Puts it into the entry that kubectl uses for the context, through the gate. */
  place(due: DueRenewal, issued: IssuedRenewal): Promise<void>;
  /** Calls the API server with the new certificate; absent skips that. */
  verify?(due: DueRenewal, signal: AbortSignal | undefined): Promise<Verdict>;
}

export interface IssuedRenewal extends Pick<SoundKubeconfig, 'text' | 'certificate' | 'unproven'> {
  /** Where it belongs, by the cloud's word. */
  readonly placement: Placement;
}

/** The outcome of one due renewal. `verdict` is null if verification was skipped. */
export type RenewalOutcome =
  | {
      readonly kind: 'renewed';
      readonly due: DueRenewal;
      readonly after: CertificateFacts;
      /** What could not be checked, in words. */
      readonly unproven: readonly Sentence[];
      readonly verdict: Verdict | null;
    }
  /** The cloud returned nothing newer: nothing was written. */
  | { readonly kind: 'notRenewed'; readonly due: DueRenewal; readonly reason: NotNewerReason }
  | { readonly kind: 'failed'; readonly due: DueRenewal; readonly error: AckringError };

/**
 * Renews one context after another: fetch, prove newer, replace in place, verify. A failure never stops the others;
 * the signal stops between two.
 */
export async function* renewContexts(
  dues: readonly DueRenewal[],
  ports: RenewalPorts,
  signal?: AbortSignal,
): AsyncGenerator<RenewalOutcome> {
  for (const due of dues) {
    if (signal?.aborted) return;
    yield await renewOne(due, ports, signal);
  }
}

async function renewOne(due: DueRenewal, ports: RenewalPorts, signal?: AbortSignal): Promise<RenewalOutcome> {
  try {
    const issued = await ports.fetch(due, signal);
    const proof = proveNewer(due.certificate, issued.certificate);
    if (proof.kind === 'notNewer') return { kind: 'notRenewed', due, reason: proof.reason };
    await ports.place(due, issued);
    const verdict = (await ports.verify?.(due, signal)) ?? null;
    return { kind: 'renewed', due, after: issued.certificate, unproven: issued.unproven, verdict };
  } catch (error) {
    return { kind: 'failed', due, error: toAckringError(error) };
  }
}

/** Whether the cloud's answer renews what we have. */
type RenewalProof =
  | { readonly kind: 'newer' }
  | { readonly kind: 'notNewer'; readonly reason: NotNewerReason };

export type NotNewerReason =
  /** The same certificate as ours: the server does not renew yet. */
  | 'SameCertificate'
  /** A different one that ends no later. */
  | 'EndsNoLater'
  /** It names another holder: fetched with the wrong credentials. */
  | 'HeldByAnotherIdentity';

/**
 * Proves that an issued certificate is newer than the current one: another serial number, a later end, the same
 * holder. Having asked inside the window proves nothing.
 */
export function proveNewer(current: CertificateFacts, issued: CertificateFacts): RenewalProof {
  if (issued.serial === current.serial) return { kind: 'notNewer', reason: 'SameCertificate' };
  if (issued.notAfter <= current.notAfter) return { kind: 'notNewer', reason: 'EndsNoLater' };
  const isSameHolder = current.uid === null || issued.uid === current.uid;
  return isSameHolder ? { kind: 'newer' } : { kind: 'notNewer', reason: 'HeldByAnotherIdentity' };
}
