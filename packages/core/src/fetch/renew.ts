import { claimRenewed, type Renewed } from '../claims/renewed.js';
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
      readonly claim: Renewed;
      readonly due: DueRenewal;
      readonly after: CertificateFacts;
      /** What could not be checked, in words. */
      readonly unproven: readonly Sentence[];
      readonly verdict: Verdict | null;
    }
  /** The cloud returned nothing newer: nothing was written. */
  | { readonly kind: 'notRenewed'; readonly due: DueRenewal; readonly reason: NotNewerReason }
  | { readonly kind: 'failed'; readonly due: DueRenewal; readonly error: AckringError };

export type NotNewerReason = Exclude<Renewed['reason'], 'Newer'>;

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
    const claim = claimRenewed({ current: due.certificate, issued: issued.certificate });
    if (claim.kind !== 'proven') return { kind: 'notRenewed', due, reason: claim.reason };
    await ports.place(due, issued);
    const verdict = (await ports.verify?.(due, signal)) ?? null;
    const { certificate: after, unproven } = issued;
    return { kind: 'renewed', claim, due, after, unproven, verdict };
  } catch (error) {
    return { kind: 'failed', due, error: toAckringError(error) };
  }
}
