import type { CertificateState, KubeconfigState } from '../../cloud/ack/api.js';
import { usualValidity, type Validity } from '../../words/certificate.js';
import type { Cluster } from '../../words/cluster.js';
import type { Access } from '../../words/endpoints.js';
import type { AckringError } from '../../words/errors.js';
import { belongsToOther } from '../../words/identity.js';
import type { Acceptance } from '../credential/acceptance.js';
import { isSupersededBy, type StoredCredential } from '../credential/credential.js';

/** An identity that this configuration rotates. `uid` is null until known. */
interface ManagedIdentity {
  /** Identifies it, see `identityKey`. */
  readonly key: string;
  /** `self`, the role's name, or the uid: the name it is stored under. */
  readonly name: string;
  readonly uid: string | null;
}

/** One sink's copy; null if the sink itself could not be read, which the report then says. */
export interface SinkCopy {
  readonly sink: string;
  /** Its address there, where it does not follow from cluster and identity. */
  readonly place?: string;
  /** Where its cluster's name would have it by now, if that is elsewhere. */
  readonly named?: string;
  readonly stored: StoredCredential | null;
  readonly error: AckringError | null;
}

/** Why what was delivered once is watched only, and not renewed. */
export type WatchReason = 'ClusterNotListed' | 'ClusterGone' | 'HolderNotConfigured' | 'PlaceLeft';

/** One credential that is ours to rotate, with everything gathered to judge it. */
export interface ManagedSubject {
  readonly kind: 'managed';
  readonly cluster: Cluster;
  readonly identity: ManagedIdentity;
  readonly selected: boolean;
  /** Null if the cluster has no endpoint of the requested access, or its endpoints are unknown. */
  readonly access: Access | null;
  /** Why its requested detail was not available; null if it was, or was not needed. */
  readonly detailError: AckringError | null;
  /** Its detail was refused like that of another account's shared cluster. */
  readonly isShared?: boolean;
  /** The server's own record; null if unavailable. */
  readonly server: { readonly notAfter: Date | null; readonly state: CertificateState } | null;
  readonly copies: readonly SinkCopy[];
  /** The result of trying the stored copy on its API server; null if it was not tried. */
  readonly trial: Trial | null;
  /** Set if it is not renewed, and watched because it was delivered once. */
  readonly watch?: WatchReason;
  /** The place that was left, if it is about one of the credential's places. */
  readonly left?: string;
  /** The cloud was asked about this version already: it is in doubt no more. */
  readonly settled?: string | null;
}

/** A stored copy that was tried on its API server. */
export interface Trial {
  readonly acceptance: Acceptance;
  /** The version that was tried. */
  readonly version: string;
  /** It was accepted without any rights: a revoked one is too. */
  readonly mayBeRevoked: boolean;
}

/** A credential that somebody else holds: reported, never touched. */
export interface ForeignSubject {
  readonly kind: 'foreign';
  readonly cluster: Cluster;
  readonly state: KubeconfigState;
}

export type RotationSubject = ManagedSubject | ForeignSubject;

/** Its cluster is another account's as far as the refusal says, and nobody holds anything of it. */
export function isNotOurs({ isShared = false, server, copies }: ManagedSubject): boolean {
  const isKnown = server?.notAfter != null || copies.some(({ stored }) => stored?.kind !== 'missing');
  return isShared && !isKnown;
}

/** Names one credential in hashes, reports and memory. */
export function subjectKey(subject: RotationSubject): string {
  const left = subject.kind === 'managed' ? subject.left : undefined;
  return credentialKey({ cluster: subject.cluster, identity: subjectIdentity(subject), left });
}

/** Names a credential, or a place of it that was left, across runs. */
export function credentialKey({ cluster, identity, left }: Named): string {
  const key = `${cluster.id}/${identity}`;
  return left === undefined ? key : `${key} ${left}`;
}

interface Named {
  readonly cluster: { readonly id: string };
  readonly identity: string;
  readonly left?: string | undefined;
}

export function subjectIdentity(subject: RotationSubject): string {
  return subject.kind === 'managed' ? subject.identity.name : subject.state.identity.uid;
}

/** The newest readable copy of all sinks: the best that consumers can have. */
export function newestCopy(copies: readonly SinkCopy[]) {
  return copies
    .flatMap(({ stored }) => (stored?.kind === 'readable' ? [stored.facts] : []))
    .reduce<null | (StoredCredential & { kind: 'readable' })['facts']>(
      (newest, facts) =>
        newest === null || facts.certificate.notAfter > newest.certificate.notAfter ? facts : newest,
      null,
    );
}

/**
 * When what consumers hold ends, which decides alarms and urgency. If nothing was ever stored, and for others'
 * credentials, only the server's record says; null if unknown.
 */
export function heldUntil(subject: RotationSubject): Date | null {
  if (subject.kind === 'foreign') return subject.state.notAfter;
  const held = heldOf(subject);
  return held.state === 'none' ? recordedUntil(subject) : held.notAfter;
}

/**
 * The life of what consumers have, which decides when it is renewed. The record tells no beginning: of what was never
 * read the usual life is assumed.
 */
export function heldValidity(subject: ManagedSubject): Validity | null {
  const notAfter = heldUntil(subject);
  if (notAfter === null) return null;
  const held = subject.copies.flatMap(({ stored }) =>
    stored?.kind === 'readable' ? [stored.facts.certificate] : [],
  );
  const certificate = held.find((each) => each.notAfter.getTime() === notAfter.getTime());
  return certificate ?? usualValidity(notAfter);
}

/**
 * When what the server issued last ends: its record, else the newest copy's own date. It decides what the server
 * would issue.
 */
export function recordedUntil(subject: ManagedSubject): Date | null {
  return subject.server?.notAfter ?? newestCopy(subject.copies)?.certificate.notAfter ?? null;
}

/**
 * What consumers hold. `whole`: every copy was read and is usable. `partly`: some copies could not be read. `broken`:
 * some consumer has an unusable one now. `none`: nothing was ever stored. `unknown`: no copy could be read.
 */
export type HeldState = 'whole' | 'partly' | 'broken' | 'none' | 'unknown';

export interface Held {
  readonly state: HeldState;
  /** The earliest end of the readable copies: the worst one counts. Null if none is readable. */
  readonly notAfter: Date | null;
  /** When that one began. */
  readonly notBefore: Date | null;
}

interface HeldFacts {
  readonly cluster: { readonly id: string };
  readonly identity: Pick<ManagedIdentity, 'uid'>;
  readonly copies: readonly SinkCopy[];
  readonly trial: Trial | null;
}

/** What consumers hold, the worst of all sinks. A copy that an API server refuses is unusable. */
export function heldOf(facts: HeldFacts): Held {
  const { copies, trial } = facts;
  const earliest = copies.reduce<Validity | null>((first, { stored }) => {
    if (stored?.kind !== 'readable') return first;
    const { certificate } = stored.facts;
    return first === null || certificate.notAfter < first.notAfter ? certificate : first;
  }, null);
  const { notBefore, notAfter } = earliest ?? { notBefore: null, notAfter: null };
  if (copies.some((copy) => isOfNoUse(copy, facts)) || trial?.acceptance.kind === 'refused') {
    return { state: 'broken', notBefore, notAfter };
  }
  const unread = copies.filter(({ stored }) => stored === null).length;
  if (unread > 0) return { state: unread === copies.length ? 'unknown' : 'partly', notBefore, notAfter };
  return { state: earliest === null ? 'none' : 'whole', notBefore, notAfter };
}

/** Whether its consumers can use it, as far as the text says. */
export function isUsable(copy: SinkCopy, facts: HeldFacts): boolean {
  return !isOfNoUse(copy, facts);
}

function isOfNoUse({ stored }: SinkCopy, { cluster, identity, copies }: HeldFacts): boolean {
  if (stored?.kind === 'unreadable') return true;
  if (stored?.kind !== 'readable') return false;
  const { keyMatches, certificate, clusterId } = stored.facts;
  return (
    !keyMatches ||
    belongsToOther(certificate.uid, identity.uid) ||
    belongsToOther(clusterId, cluster.id) ||
    // Another sink has one from after a revoke.
    copies.some(
      (other) =>
        other.stored?.kind === 'readable' && isSupersededBy(other.stored.facts.certificate, certificate),
    )
  );
}
