import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { replaceCredential } from '../kubeconfig/entry-edits.js';
import type { Verdict } from '../verification/verdict.js';
import type { CertificateFacts } from '../words/certificate.js';
import { type AckringError, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { SoundKubeconfig } from './issued-proof.js';
import type { DueRenewal, RenewalSource } from './renewal-plan.js';

/** What a renewal needs from outside. */
export interface RenewalPorts {
  /** The long-term kubeconfig as the cloud issues it now, through the door. */
  fetch(source: RenewalSource, signal: AbortSignal | undefined): Promise<IssuedRenewal>;
  /** Writes the result of `change` on a file's text, under its lock, with a backup. */
  edit(file: string, summary: Sentence, change: (text: string | null) => string): Promise<void>;
  /** Calls the API server with the new certificate; absent skips that. */
  verify?(entry: ContextEntry, signal: AbortSignal | undefined): Promise<Verdict>;
}

export type IssuedRenewal = Pick<SoundKubeconfig, 'text' | 'certificate' | 'unproven'>;

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
    const issued = await ports.fetch(due.source, signal);
    const proof = proveNewer(due.certificate, issued.certificate);
    if (proof.kind === 'notNewer') return { kind: 'notRenewed', due, reason: proof.reason };
    await replace(due, issued.text, ports);
    const verdict = (await ports.verify?.(due.entry, signal)) ?? null;
    return { kind: 'renewed', due, after: issued.certificate, unproven: issued.unproven, verdict };
  } catch (error) {
    return { kind: 'failed', due, error: toAckringError(error) };
  }
}

function replace(
  { entry, user, certificate }: DueRenewal,
  issued: string,
  ports: RenewalPorts,
): Promise<void> {
  const serial = user.isInline ? certificate.serial : null;
  return ports.edit(user.file, say('renewed {context}', { context: entry.context }), (existing) =>
    replaceCredential({ existing, file: user.file, user: user.name, serial, issued }),
  );
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
