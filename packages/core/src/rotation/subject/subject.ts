import type { CertificateState, KubeconfigState } from '../../cloud/ack/api.js';
import type { Cluster } from '../../words/cluster.js';
import type { Access } from '../../words/endpoints.js';
import type { AckringError } from '../../words/errors.js';
import { belongsToOther } from '../../words/identity.js';
import type { Acceptance } from '../credential/acceptance.js';
import type { Condition, ConditionState } from '../credential/condition.js';
import { isSupersededBy, type StoredCredential } from '../credential/credential.js';

/** An identity this configuration rotates. `uid` is null until somebody has said it. */
interface ManagedIdentity {
  /** Tells it from every other, see `identityKey`. */
  readonly key: string;
  /** `self`, the role's name, or the uid: the name it is stored under. */
  readonly name: string;
  readonly uid: string | null;
}

/** One sink's copy; null where the sink itself could not be read, which the report then says. */
export interface SinkCopy {
  readonly sink: string;
  readonly stored: StoredCredential | null;
  readonly error: AckringError | null;
}

/** One credential that is ours to rotate, with all that was gathered to judge it. */
export interface ManagedSubject {
  readonly kind: 'managed';
  readonly cluster: Cluster;
  readonly identity: ManagedIdentity;
  readonly selected: boolean;
  /** Null where the cluster has no endpoint of the access asked for, or where its endpoints are not known. */
  readonly access: Access | null;
  /** Why its detail, asked for, could not be had; null where it was had or nobody had to ask. */
  readonly detailError: AckringError | null;
  /** Its detail was refused as that of a cluster which another account shares. */
  readonly isShared?: boolean;
  /** The server's own record; null where it could not be had. */
  readonly server: { readonly notAfter: Date | null; readonly state: CertificateState } | null;
  readonly copies: readonly SinkCopy[];
  /** How the stored copy fared when it was tried on its API server; null when it was not. */
  readonly trial: Trial | null;
}

/** A stored copy that was tried on its API server. */
export interface Trial {
  readonly acceptance: Acceptance;
  /** The version that was tried. */
  readonly version: string;
  /** It was let in, and may do nothing: so is one that was revoked. */
  readonly mayBeRevoked: boolean;
}

/** A credential somebody else holds: found, never touched. */
export interface ForeignSubject {
  readonly kind: 'foreign';
  readonly cluster: Cluster;
  readonly state: KubeconfigState;
}

export type RotationSubject = ManagedSubject | ForeignSubject;

/** Its cluster is another account's as far as the refusal tells, and nobody has anything of it. */
export function isNotOurs({ isShared = false, server, copies }: ManagedSubject): boolean {
  const isKnown = server?.notAfter != null || copies.some(({ stored }) => stored?.kind !== 'missing');
  return isShared && !isKnown;
}

/** Names one credential in hashes, reports and memory. */
export function subjectKey(subject: RotationSubject): string {
  return `${subject.cluster.id}/${subjectIdentity(subject)}`;
}

export function subjectIdentity(subject: RotationSubject): string {
  return subject.kind === 'managed' ? subject.identity.name : subject.state.identity.uid;
}

/** The newest readable copy of all sinks: what consumers can have at best. */
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
 * When what consumers have ends, which decides alarms and urgency. Where nothing was ever stored, and of what others
 * hold, only the server's record tells; null where nobody can.
 */
export function heldUntil(subject: RotationSubject): Date | null {
  if (subject.kind === 'foreign') return subject.state.notAfter;
  const held = heldOf(subject);
  return held.state === 'none' ? recordedUntil(subject) : held.notAfter;
}

/** When what the server issued last ends: its record, else the newest copy's own word. It decides what it would issue. */
export function recordedUntil(subject: ManagedSubject): Date | null {
  return subject.server?.notAfter ?? newestCopy(subject.copies)?.certificate.notAfter ?? null;
}

/**
 * What consumers have. `whole`: every copy was read and is of use. `partly`: some copies could not be read. `broken`:
 * some consumer has one that is of no use now. `none`: nothing was ever stored. `unknown`: no copy could be read.
 */
export type HeldState = 'whole' | 'partly' | 'broken' | 'none' | 'unknown';

interface Held {
  readonly state: HeldState;
  /** The earliest end of the copies that could be read: whoever has the worst one counts. Null where none could. */
  readonly notAfter: Date | null;
}

interface HeldFacts {
  readonly cluster: { readonly id: string };
  readonly identity: Pick<ManagedIdentity, 'uid'>;
  readonly copies: readonly SinkCopy[];
  readonly trial: Trial | null;
}

/** What consumers have, the worst of all sinks. An API server that refuses a copy makes it of no use. */
export function heldOf(facts: HeldFacts): Held {
  const { copies, trial } = facts;
  const notAfter = copies.reduce<Date | null>((earliest, { stored }) => {
    if (stored?.kind !== 'readable') return earliest;
    const { notAfter: end } = stored.facts.certificate;
    return earliest === null || end < earliest ? end : earliest;
  }, null);
  if (copies.some((copy) => isOfNoUse(copy, facts)) || trial?.acceptance.kind === 'refused') {
    return { state: 'broken', notAfter };
  }
  const unread = copies.filter(({ stored }) => stored === null).length;
  if (unread > 0) return { state: unread === copies.length ? 'unknown' : 'partly', notAfter };
  return { state: notAfter === null ? 'none' : 'whole', notAfter };
}

function isOfNoUse({ stored }: SinkCopy, { cluster, identity, copies }: HeldFacts): boolean {
  if (stored?.kind === 'unreadable') return true;
  if (stored?.kind !== 'readable') return false;
  const { keyMatches, certificate, clusterId } = stored.facts;
  return (
    !keyMatches ||
    belongsToOther(certificate.uid, identity.uid) ||
    belongsToOther(clusterId, cluster.id) ||
    // Another sink has what came after a revoke.
    copies.some(
      (other) =>
        other.stored?.kind === 'readable' && isSupersededBy(other.stored.facts.certificate, certificate),
    )
  );
}

/** How a credential stood after the run before: what this run needs of its condition. */
export interface KnownCredential {
  readonly state: ConditionState;
  readonly reason: string;
  readonly heldUntil: Date | null;
  readonly lastProof: Date | null;
  readonly since: Date;
  /** Whether its API server has to say that it is well again. */
  readonly awaitsProof: boolean;
}

/** By `<cluster id>/<identity>`. */
export type KnownCredentials = ReadonlyMap<string, KnownCredential>;

export const nothingKnown: KnownCredentials = new Map();

export function knownOf({
  state,
  reason,
  heldUntil,
  lastProof,
  since,
  awaitsProof,
}: Condition): KnownCredential {
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    state,
    reason,
    heldUntil: instant(heldUntil),
    lastProof: instant(lastProof),
    since: new Date(since),
    awaitsProof: awaitsProof !== null,
  };
}
