import { AckringError, toAckringError } from '../../errors.js';
import { renewableFrom } from '../../renewal-window.js';
import { type DeliveryTools, deliver } from '../delivery/deliver.js';
import type { Sink } from '../delivery/sink.js';
import type { IdentityAccess } from '../inventory/identity-access.js';
import { type ManagedSubject, newestCopy } from '../inventory/subject.js';
import { type PlannedCredential, plannedOutcome } from '../plan/plan.js';
import { outcomeError } from '../report/outcome-error.js';
import type { RotationOutcome } from '../report/report.js';
import { type CredentialFacts, summarize } from './credential.js';
import { proveNewer, proveSound } from './credential-proof.js';
import { notRenewedError, proofError, stillRejectedError } from './proof-error.js';
import { type FetchedCredential, readFetched } from './read-credential.js';

export interface CredentialRotation extends DeliveryTools {
  readonly identity: IdentityAccess;
  readonly sinks: readonly Sink[];
  readonly renewBeforeDays: number;
  readonly now: Date;
}

export type ManagedItem = PlannedCredential & { readonly subject: ManagedSubject };

/**
 * Takes one credential through fetch → prove newer → stage → prove works → promote → read back. Every step
 * can be repeated; killed anywhere, the old version is still the current one and works, and the next run
 * does what is missing. Never throws: the outcome says what happened. A run that was cut short by its
 * signal is deferred, not failed.
 */
export async function rotateCredential(
  item: ManagedItem,
  rotation: CredentialRotation,
): Promise<RotationOutcome> {
  const { log, now, signal } = rotation;
  const outcome = plannedOutcome(item, now);
  if (hasNowhereToGo(item.subject)) return outcome;
  let after: RotationOutcome['after'] = null;
  try {
    const fetched = await fetchSound(item.subject, rotation);
    after = summarize(fetched.facts);
    const behind = await log.run('prove newer', null, async () => sinksBehind(item, fetched, rotation));
    await deliver({ subject: item.subject, fetched, sinks: behind }, rotation);
    refuseUnchanged(item, fetched.facts, behind.length, rotation);
    return { ...outcome, after, steps: log.steps };
  } catch (thrown) {
    if (signal?.aborted) return { ...outcome, after, steps: log.steps, deferred: 'deadline' };
    return { ...outcome, after, steps: log.steps, error: outcomeError(toAckringError(thrown)) };
  }
}

/** None of the sinks can be read: a renewal would help nobody, and the outcome already says why. */
function hasNowhereToGo({ copies }: ManagedSubject): boolean {
  return copies.length > 0 && copies.every(({ stored }) => stored === null);
}

async function fetchSound(subject: ManagedSubject, rotation: CredentialRotation): Promise<FetchedCredential> {
  const { cluster, access } = subject;
  const { identity, log, signal, now } = rotation;
  if (access === null) throw subject.detailError ?? noEndpoint();
  const request = { cluster, access, durationMinutes: null };
  const issued = await log.run('fetch', null, () => identity.fetch(request, signal));
  const fetched = readFetched(issued.yaml, cluster.name);
  const flaw = proveSound(fetched.facts, { uid: subject.identity.uid, now });
  if (flaw?.kind !== 'refused') return fetched;
  log.note('prove newer', 'failed');
  throw proofError(flaw.failure, cluster.name);
}

function noEndpoint(): AckringError {
  return new AckringError('Internal', 'a cluster without an endpoint was to be rotated', {
    remedy: 'Report this with the plan: ackring rotate plan --json',
  });
}

/** The sinks that hold something else than what the server gave. A sink that could not be read waits. */
function sinksBehind(
  { subject }: ManagedItem,
  fetched: FetchedCredential,
  { sinks }: CredentialRotation,
): readonly Sink[] {
  return sinks.filter((sink) => {
    const stored = subject.copies.find((copy) => copy.sink === sink.name)?.stored;
    if (stored === null || stored === undefined) return false;
    const proof = proveNewer(fetched.facts, stored);
    if (proof.kind === 'refused') throw proofError(proof.failure, subject.cluster.name);
    return proof.kind !== 'unchanged';
  });
}

/** Says so when nothing came of it: the same certificate again, or a refused one with nothing in its place. */
function refuseUnchanged(
  { subject, decision }: ManagedItem,
  fetched: CredentialFacts,
  delivered: number,
  { now, renewBeforeDays }: CredentialRotation,
): void {
  if (decision.kind === 'deliver' && delivered === 0) {
    const wasRejected = subject.rejection !== null;
    if (wasRejected) throw stillRejectedError(subject.cluster.name);
  }
  if (decision.kind !== 'renew') return;
  const before = newestCopy(subject.copies)?.certificate.sha256;
  if (before !== fetched.certificate.sha256) return;
  // Our clock may be ahead of the cloud's: in the first day of the window an unchanged one is no failure.
  const opened = renewableFrom(fetched.certificate.notAfter, renewBeforeDays);
  if (now.getTime() - opened.getTime() < 86_400_000) return;
  throw notRenewedError(fetched, subject.cluster.name, now);
}
