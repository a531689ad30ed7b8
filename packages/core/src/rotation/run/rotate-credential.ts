import { fetchProved } from '../../fetch/fetch-proved.js';
import { daysLeft, isShortened, renewedFrom } from '../../words/certificate.js';
import { accessOfServer, type Endpoints } from '../../words/endpoints.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import {
  type CredentialFacts,
  type FetchedCredential,
  fetchedCredential,
  isSupersededBy,
  type Proof,
  proveNewer,
  type StoredCredential,
  summarize,
} from '../credential/credential.js';
import type { IdentityAccess } from '../inventory/fleet-slice.js';
import { heldRecord, type PlannedCredential, plannedOutcome } from '../plan/plan.js';
import { outcomeError, type RotationOutcome } from '../report/report.js';
import type { Sink } from '../sinks/sink.js';
import { placeSights } from '../subject/place-sight.js';
import { heldOf, type ManagedSubject, newestCopy } from '../subject/subject.js';
import { type DeliveryTools, deliver } from './deliver.js';

interface CredentialRotation extends DeliveryTools {
  readonly identity: IdentityAccess;
  readonly sinks: readonly Sink[];
  readonly renewBeforeDays: number;
  readonly now: Date;
}

export type ManagedItem = PlannedCredential & { readonly subject: ManagedSubject };

/**
 * Takes one credential through fetch (and the door) → prove newer → stage → prove works → promote → read back. Every
 * step can be repeated; killed anywhere, the old version is still current and works, and the next run completes the
 * work. Never throws: the outcome says what happened. A run cut short by its signal is deferred, not failed.
 */
export async function rotateCredential(
  item: ManagedItem,
  rotation: CredentialRotation,
): Promise<RotationOutcome> {
  const { log, now, signal } = rotation;
  const outcome = plannedOutcome(item, now);
  if (hasNowhereToGo(item.subject)) return outcome;
  const done: Progress = { fetched: null, delivered: new Set(), isProven: false };
  const result = (change: Partial<RotationOutcome>): RotationOutcome => ({
    ...outcome,
    after: done.fetched === null ? null : summarize(done.fetched),
    steps: log.steps,
    held: heldAfterwards(item.subject, done),
    places: placeSights(item.subject, { ...done, sinks: done.delivered }),
    ...(wasRevoked(item.subject, done.fetched) ? { trial: { result: 'refused', cause: 'revoked' } } : {}),
    ...change,
  });
  try {
    const fetched = await fetchSound(item.subject, rotation);
    done.fetched = fetched.facts;
    const behind = await log.run('prove newer', null, async () => sinksBehind(item, fetched, rotation));
    const delivery = { subject: item.subject, fetched, sinks: behind };
    await deliver(
      delivery,
      rotation,
      (sink) => done.delivered.add(sink),
      () => {
        done.isProven = true;
      },
    );
    refuseUnchanged(item, fetched.facts, behind.length, rotation);
    return result({});
  } catch (thrown) {
    if (signal?.aborted) return result({ deferred: 'deadline' });
    return result({ error: outcomeError(toAckringError(thrown)) });
  }
}

/** How far it got: what the cloud returned, and the sinks that have it. */
interface Progress {
  fetched: CredentialFacts | null;
  readonly delivered: Set<string>;
  isProven: boolean;
}

/** The cloud gave the identity a later name, and nothing else shows a revoke. */
function wasRevoked({ copies }: ManagedSubject, fetched: CredentialFacts | null): boolean {
  if (fetched === null) return false;
  return copies.some(
    ({ stored }) =>
      stored?.kind === 'readable' && isSupersededBy(fetched.certificate, stored.facts.certificate),
  );
}

/** What consumers hold when it ends: the new one where it was read back, the old one elsewhere. */
function heldAfterwards(
  subject: ManagedSubject,
  { fetched, delivered }: Progress,
): NonNullable<RotationOutcome['held']> {
  const copies = subject.copies.map((copy) =>
    fetched === null || !delivered.has(copy.sink)
      ? copy
      : { ...copy, stored: { kind: 'readable' as const, facts: fetched }, error: null },
  );
  const isReplaced = copies.every(
    ({ stored }) => stored?.kind !== 'readable' || stored.facts.version !== subject.trial?.version,
  );
  return heldRecord(heldOf({ ...subject, copies, trial: isReplaced ? null : subject.trial }));
}

/** None of the sinks can be read: a renewal would help nobody, and the outcome already says why. */
function hasNowhereToGo({ copies }: ManagedSubject): boolean {
  return copies.length > 0 && copies.every(({ stored }) => stored === null);
}

async function fetchSound(subject: ManagedSubject, rotation: CredentialRotation): Promise<FetchedCredential> {
  const { cluster, access } = subject;
  const { identity, log, signal, now } = rotation;
  if (access === null) throw subject.detailError ?? noEndpoint();
  const endpoints = cluster.endpoints ?? askForEndpoints(subject, rotation);
  const knownServers = subject.copies.flatMap(({ stored }) =>
    stored?.kind === 'readable' ? [stored.facts.server] : [],
  );
  const request = { cluster, access, durationMinutes: null, endpoints, knownServers };
  // If the cloud did not name the caller, the stored copy does.
  const { uid } = subject.identity;
  const ports = {
    ack: { fetchKubeconfig: identity.fetch },
    clock: { now: () => now },
    caller: async () => (uid === null ? null : { uid, type: identity.type }),
  };
  return fetchedCredential(await log.run('fetch', null, () => fetchProved(request, ports, signal)));
}

/** Its detail was not available: without one, a foreign address could not be told from the cluster's. */
async function askForEndpoints(
  { cluster }: ManagedSubject,
  { identity, signal }: CredentialRotation,
): Promise<Endpoints | null> {
  try {
    return (await identity.ack.describeCluster(cluster, signal)).endpoints;
  } catch {
    return null;
  }
}

function noEndpoint(): AckringError {
  return new AckringError('Internal', say('a cluster without an endpoint was to be rotated'), {
    remedy: say('Report this with the plan: ackring rotate plan --json'),
  });
}

/**
 * The sinks that hold a different version than the server returned. An unreadable sink waits. One that holds
 * something better keeps it; that is a failure only if a renewal is due.
 */
function sinksBehind(
  { subject, decision }: ManagedItem,
  fetched: FetchedCredential,
  { sinks }: CredentialRotation,
): readonly Sink[] {
  const proofs = sinks.map((sink) => ({ sink, proof: proofFor(sink, subject, fetched) }));
  const isOlder = proofs.some(({ proof }) => proof === 'older');
  const behind = proofs.filter(({ proof }) => proof === 'newer' || proof === 'replacement');
  const isFailure = isOlder && behind.length === 0 && decision.kind === 'renew';
  // Its life was shortened since: what is stored lasts longer, and is replaced once the new life reaches further.
  if (isFailure && !isShortened(fetched.facts.certificate)) throw olderError(subject.cluster.name);
  return behind.map(({ sink }) => sink);
}

/** Null if the sink could not be read. */
function proofFor(sink: Sink, subject: ManagedSubject, fetched: FetchedCredential): Proof | null {
  const stored = subject.copies.find((copy) => copy.sink === sink.name)?.stored ?? null;
  return stored === null ? null : proveNewer(fetched.facts, stored, isRefused(stored, subject));
}

/** Its API server refused it, or its address is none of the cluster's: it is useless, however late it ends. */
function isRefused(stored: StoredCredential, { trial, cluster: { endpoints } }: ManagedSubject): boolean {
  if (stored.kind !== 'readable') return false;
  const { version, server } = stored.facts;
  if (trial?.acceptance.kind === 'refused' && trial.version === version) return true;
  return endpoints !== null && accessOfServer(endpoints, server) === null;
}

/** Throws if there was no progress: the same certificate again, or a refused one without a replacement. */
function refuseUnchanged(
  { subject, decision }: ManagedItem,
  fetched: CredentialFacts,
  delivered: number,
  { now, renewBeforeDays }: CredentialRotation,
): void {
  if (decision.kind === 'deliver' && delivered === 0) {
    const wasRejected = subject.trial?.acceptance.kind === 'refused';
    if (wasRejected) throw stillRejectedError(subject.cluster.name);
  }
  if (decision.kind !== 'renew') return;
  const before = newestCopy(subject.copies)?.certificate.sha256;
  if (before !== fetched.certificate.sha256) return;
  // Our clock may be ahead of the cloud's: on the first day of the window an unchanged one is no failure.
  const opened = renewedFrom(fetched.certificate, renewBeforeDays);
  if (now.getTime() - opened.getTime() < 86_400_000) return;
  throw notRenewedError(fetched, subject.cluster.name, now);
}

/** The cloud's ends before the stored one, and does not replace it. */
function olderError(cluster: string): AckringError {
  return new AckringError(
    'NotRenewed',
    say('the kubeconfig of {cluster} was not stored: it ends earlier than the one already stored', {
      cluster,
    }),
    {
      remedy: say(
        "Somebody shortened how long this identity's certificates live: set it back as the account root (UpdateK8sClusterUserConfigExpire).",
      ),
    },
  );
}

/** A new certificate was requested and the cloud returned ours. */
function notRenewedError({ certificate }: CredentialFacts, cluster: string, now: Date): AckringError {
  const left = daysLeft(certificate.notAfter, now);
  return new AckringError(
    'NotRenewed',
    say('the cloud still gives the same certificate for {cluster} (serial {serial}, {left} days left)', {
      cluster,
      serial: certificate.serial,
      left,
    }),
    {
      remedy: say(
        'Its window may open later than renewBeforeDays says. If less than 60 days are left, open a ticket, or revoke it and let the next run fetch the new one.',
      ),
    },
  );
}

/** The API server refuses the stored copy, and the cloud has no other. */
function stillRejectedError(cluster: string): AckringError {
  return new AckringError(
    'VerificationFailed',
    say('the API server of {cluster} refuses the stored kubeconfig, and the cloud still gives the same one', {
      cluster,
    }),
    {
      remedy: say('Ask for the reason: ackring verify, or grant the identity its role in {cluster} again.', {
        cluster,
      }),
    },
  );
}
