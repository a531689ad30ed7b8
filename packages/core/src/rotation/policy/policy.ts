import { criticalLeadMs, renewableFrom, renewedFrom } from '../../words/certificate.js';
import { isServing } from '../../words/cluster.js';
import { isEndpointOf } from '../../words/endpoints.js';
import { belongsToOther, isOrphaned } from '../../words/identity.js';
import { type Blackout, isBlackedOut } from '../configuration/blackout.js';
import type { CredentialFacts } from '../credential/credential.js';
import { settledMark } from '../subject/place-sight.js';
import {
  heldOf,
  heldUntil,
  heldValidity,
  isNotOurs,
  type ManagedSubject,
  newestCopy,
  type RotationSubject,
  recordedUntil,
  subjectKey,
} from '../subject/subject.js';
import type { Decision, KeepReason } from './decision.js';
import { spreadDelayMs } from './spread.js';

/** The rules of one configuration. */
export interface RotationRules {
  readonly renewBeforeDays: number;
  readonly spreadDays: number;
  readonly blackouts: readonly Blackout[];
}

type Check = (subject: ManagedSubject, rules: RotationRules, now: Date) => Decision | null;

/**
 * The server rounds its record to whole seconds, so a certificate's end and the record's may be a second apart; two
 * generations of a certificate are months apart.
 */
const sameCertificateMs = 60_000;

const policy: readonly Check[] = [
  onlyWatched,
  clusterExcluded,
  clusterNotServing,
  clusterNotOurs,
  noEndpointForAccess,
  permissionsRemoved,
  expired,
  withinRenewalWindow,
  missingFromSink,
  olderThanServer,
  certificateUnreadable,
  keyMismatch,
  identityMismatch,
  endpointChanged,
  certificateAuthorityChanged,
  rejectedByServer,
  inDoubt,
  heldBack,
];

/**
 * Judges one credential: the first check that applies names the decision. Pure: everything it needs was gathered
 * before. Others' credentials are never touched; their owners are notified.
 */
export function decide(subject: RotationSubject, rules: RotationRules, now: Date): Decision {
  if (subject.kind === 'foreign') {
    const reason = isOrphaned(subject.state.identity) ? 'OrphanedIdentity' : 'HeldByAnotherIdentity';
    return { kind: 'notify', reason };
  }
  for (const check of policy) {
    const decision = check(subject, rules, now);
    if (decision !== null) return decision;
  }
  return { kind: 'keep', reason: outsideWindow(subject) };
}

/** Without an end there is no window to be outside of. */
function outsideWindow(subject: ManagedSubject): KeepReason {
  if (heldUntil(subject) !== null) return 'OutsideRenewalWindow';
  return heldOf(subject).state === 'none' ? 'NothingHeld' : 'EndUnknown';
}

/** When what consumers hold is to be replaced: the opening of its window, plus the spread. */
export function renewalDue(subject: ManagedSubject, rules: RotationRules): Date | null {
  const validity = heldValidity(subject);
  if (validity === null) return null;
  const delayMs = spreadDelayMs(subjectKey(subject), rules.spreadDays);
  return new Date(renewedFrom(validity, rules.renewBeforeDays).getTime() + delayMs);
}

/** It was delivered once, and is nobody's to renew now. */
function onlyWatched({ watch }: ManagedSubject): Decision | null {
  return watch === undefined ? null : { kind: 'skip', reason: watch };
}

function clusterExcluded({ selected }: ManagedSubject): Decision | null {
  return selected ? null : { kind: 'skip', reason: 'ClusterExcluded' };
}

function clusterNotServing({ cluster }: ManagedSubject): Decision | null {
  return isServing(cluster.state) ? null : { kind: 'skip', reason: 'ClusterNotServing' };
}

/** It would refuse every day, and nobody waits for it. */
function clusterNotOurs(subject: ManagedSubject): Decision | null {
  return isNotOurs(subject) ? { kind: 'skip', reason: 'ClusterNotOurs' } : null;
}

/** Endpoints that have not been requested yet are unknown, which is not none. */
function noEndpointForAccess({ access, cluster }: ManagedSubject): Decision | null {
  return cluster.endpoints !== null && access === null
    ? { kind: 'skip', reason: 'NoEndpointForAccess' }
    : null;
}

/** After a clean nothing is issued any more: daily requests would only be refused daily. */
function permissionsRemoved({ server }: ManagedSubject): Decision | null {
  return server?.state === 'removed' ? { kind: 'skip', reason: 'PermissionsRemoved' } : null;
}

function expired(subject: ManagedSubject, _rules: RotationRules, now: Date): Decision | null {
  const [held, recorded] = [heldUntil(subject), recordedUntil(subject)];
  if (held === null || recorded === null) return null;
  return now > held && now > recorded ? { kind: 'renew', reason: 'Expired' } : null;
}

/** Due by what consumers hold; if the server has already issued a later one, that is delivered instead. */
function withinRenewalWindow(subject: ManagedSubject, rules: RotationRules, now: Date): Decision | null {
  const [due, recorded] = [renewalDue(subject, rules), recordedUntil(subject)];
  if (due === null || now < due) return null;
  if (recorded !== null && now < renewableFrom(recorded)) return null;
  if (isBlackedOut(rules.blackouts, now) && !isPressing(subject, now)) return null;
  return { kind: 'renew', reason: 'WithinRenewalWindow' };
}

/** With a month or less left of the usual life, and accordingly less of a shorter one, a blackout no longer counts. */
function isPressing(subject: ManagedSubject, now: Date): boolean {
  const validity = heldValidity(subject);
  return validity !== null && validity.notAfter.getTime() - now.getTime() <= criticalLeadMs(validity);
}

function missingFromSink({ copies }: ManagedSubject): Decision | null {
  const isMissing = copies.some(({ stored }) => stored?.kind === 'missing');
  return isMissing ? { kind: 'deliver', reason: 'MissingFromSink' } : null;
}

/** A run killed between fetch and promotion leaves exactly this; so does one of several sinks. */
function olderThanServer(subject: ManagedSubject): Decision | null {
  const newest = newestCopy(subject.copies);
  const ends = [subject.server?.notAfter, newest?.certificate.notAfter].flatMap((end) => end ?? []);
  const latestMs = Math.max(...ends.map((end) => end.getTime()));
  const isOlder = readable(subject).some(
    ({ certificate }) => latestMs - certificate.notAfter.getTime() > sameCertificateMs,
  );
  return isOlder ? { kind: 'deliver', reason: 'OlderThanServer' } : null;
}

function certificateUnreadable({ copies }: ManagedSubject): Decision | null {
  const isUnreadable = copies.some(({ stored }) => stored?.kind === 'unreadable');
  return isUnreadable ? { kind: 'deliver', reason: 'CertificateUnreadable' } : null;
}

function keyMismatch(subject: ManagedSubject): Decision | null {
  const isMismatched = readable(subject).some(({ keyMatches }) => !keyMatches);
  return isMismatched ? { kind: 'deliver', reason: 'KeyMismatch' } : null;
}

/**
 * Another identity's, or ours for another cluster: somebody put it there, or the cluster was recreated under its
 * name.
 */
function identityMismatch(subject: ManagedSubject): Decision | null {
  const { identity, cluster } = subject;
  const isMismatched = readable(subject).some(
    ({ certificate, clusterId }) =>
      belongsToOther(certificate.uid, identity.uid) || belongsToOther(clusterId, cluster.id),
  );
  return isMismatched ? { kind: 'deliver', reason: 'IdentityMismatch' } : null;
}

function endpointChanged(subject: ManagedSubject): Decision | null {
  const { endpoints } = subject.cluster;
  if (endpoints === null || subject.access === null) return null;
  const { access } = subject;
  const isElsewhere = readable(subject).some(({ server }) => !isEndpointOf(endpoints, access, server));
  return isElsewhere ? { kind: 'deliver', reason: 'EndpointChanged' } : null;
}

function certificateAuthorityChanged(subject: ManagedSubject): Decision | null {
  const isChanged = refusalOf(subject) === 'wrongCertificateAuthority';
  return isChanged ? { kind: 'deliver', reason: 'CertificateAuthorityChanged' } : null;
}

/** The stored copy was tried and refused: the server may have a new generation after a revoke. */
function rejectedByServer(subject: ManagedSubject): Decision | null {
  return refusalOf(subject) === null ? null : { kind: 'deliver', reason: 'RejectedByServer' };
}

function refusalOf({ trial }: ManagedSubject) {
  return trial?.acceptance.kind === 'refused' ? trial.acceptance.cause : null;
}

/**
 * The stored copy may have been revoked: its API server denies it everything, or the server's record ends earlier.
 * The cloud is asked for its current one, which outside the window issues nothing; once, as long as its record stays
 * readable: after a revoke that one ends at another time.
 */
function inDoubt(subject: ManagedSubject): Decision | null {
  const recorded = subject.server?.notAfter ?? null;
  const isAsked = readable(subject).some(
    ({ version }) => subject.settled != null && subject.settled === settledMark(version, subject.server),
  );
  if (isAsked) return null;
  const isEarlier =
    recorded !== null &&
    readable(subject).some(
      ({ certificate }) => certificate.notAfter.getTime() - recorded.getTime() > sameCertificateMs,
    );
  const isDoubtful = isEarlier || subject.trial?.mayBeRevoked === true;
  return isDoubtful ? { kind: 'deliver', reason: 'InDoubt' } : null;
}

function heldBack(subject: ManagedSubject, rules: RotationRules, now: Date): Decision | null {
  const due = renewalDue(subject, rules);
  const validity = heldValidity(subject);
  if (due === null || validity === null || now < renewedFrom(validity, rules.renewBeforeDays)) return null;
  return { kind: 'keep', reason: now < due ? 'HeldBackBySpread' : 'HeldBackByBlackout' };
}

function readable({ copies }: ManagedSubject): readonly CredentialFacts[] {
  return copies.flatMap(({ stored }) => (stored?.kind === 'readable' ? [stored.facts] : []));
}
