import { type Closed, type ClosedSight, claimClosed, type DoorAnswer } from '../../claims/closed.js';
import type { TokenClosed } from '../../claims/token-closed.js';
import type { KubeconfigState } from '../../cloud/ack/api.js';
import { type CertificateFacts, isTemporary } from '../../words/certificate.js';
import { type ClusterRef, wordFor } from '../../words/cluster.js';
import type { Identity } from '../../words/identity.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { LetIn } from '../let-in/look.js';
import type { LeakFinding } from './leak-find.js';

/** `open`: the API server let it in. `presumedOpen`: nothing is known to have ended it. */
export type Door = 'open' | 'presumedOpen' | 'closed' | 'unknown';

export type DoorReason = Closed['reason'];

/** What a leaked certificate still opens, and what to do about it. */
export interface LeakVerdict {
  readonly finding: LeakFinding;
  readonly door: Door;
  readonly claim: Closed;
  readonly reason: DoorReason;
  readonly identity: Identity | null;
  readonly cluster: (ClusterRef & { readonly name: string }) | null;
  /** Null when there is nothing to do. */
  readonly remedy: string | null;
}

export interface LeakEvidence {
  readonly finding: LeakFinding;
  /** The holder's kubeconfigs by the cloud's record; null if they could not be read. */
  readonly states: readonly KubeconfigState[] | null;
  /** The holder by the cluster's own list; null if not listed, or not readable. */
  readonly identity: Identity | null;
  /** What each API server's answer proves; empty if none was asked. */
  readonly answers: readonly DoorAnswer[];
  /** What the cluster itself shows; null if it was not asked. */
  readonly letIn: LetIn | null;
  /** Whether the certificate's issuer names that cluster; default false. */
  readonly isNamedByIssuer?: boolean;
  readonly callerUid: string | null;
  /** False where nobody was asked, neither cloud nor server; default true. */
  readonly isAsked?: boolean;
  readonly now: Date;
}

/** Judges one leak. What the cluster itself shows outranks the cloud's lists, and those a file's own server. */
export function judgeLeak(evidence: LeakEvidence): LeakVerdict {
  const { finding, states, identity } = evidence;
  const state = stateOf(finding, states);
  const sight = sightOf(evidence, state);
  const claim = claimClosed(sight);
  const cluster = state?.cluster ?? null;
  const verdict = { finding, door: doorOf(claim), claim, reason: claim.reason, identity, cluster };
  return { ...verdict, remedy: remedyOf(verdict, sight, evidence) };
}

function sightOf(
  {
    finding: { certificate, hasKey },
    answers,
    letIn,
    isNamedByIssuer = false,
    callerUid,
    isAsked = true,
    now,
  }: LeakEvidence,
  state: KubeconfigState | null,
): ClosedSight {
  const recorded = { removed: 'removed', unissued: 'unissued' } as const;
  const isOwn = callerUid !== null && certificate.uid === callerUid;
  const name = letIn?.callersName ?? null;
  return {
    notAfter: certificate.notAfter,
    isTemporary: isTemporary(certificate),
    hasKey,
    isAsked,
    record:
      state === null
        ? null
        : {
            state:
              state.certificateState === 'removed' || state.certificateState === 'unissued'
                ? recorded[state.certificateState]
                : 'issued',
            isInForce: state.certificateState !== 'removed' && isSameEnd(state.notAfter, certificate),
          },
    isNamedByIssuer,
    cluster:
      letIn === null
        ? null
        : {
            shutOut: letIn.claim,
            isRenamed: isOwn && name !== null ? name !== certificate.subject.commonName : null,
          },
    answers,
    now,
  };
}

const presumed: ReadonlySet<(Closed | TokenClosed)['reason']> = new Set([
  'StillKnown',
  'CurrentCertificate',
  'OlderCertificate',
  'TemporaryCertificate',
  'TokenInForce',
  'TokenWithoutEnd',
]);

export function doorOf(claim: Closed | TokenClosed): Door {
  if (claim.kind === 'proven') return 'closed';
  if (claim.kind === 'refuted') return 'open';
  return presumed.has(claim.reason) ? 'presumedOpen' : 'unknown';
}

/**
 * By the cluster that a kubeconfig joins to it; else by the exact end on the cloud's record, since certificates do not
 * name their cluster; else by the id that stands nearest.
 */
export function stateOf(
  finding: LeakFinding,
  states: readonly KubeconfigState[] | null,
): KubeconfigState | null {
  const byCluster = states?.find(({ cluster }) => cluster.id === finding.clusterId) ?? null;
  const ends = states?.filter(({ notAfter }) => isSameEnd(notAfter, finding.certificate)) ?? [];
  const byEnd = ends.length === 1 ? (ends[0] ?? null) : null;
  return finding.isJoined ? (byCluster ?? byEnd) : (byEnd ?? byCluster);
}

function isSameEnd(notAfter: Date | null, certificate: Pick<CertificateFacts, 'notAfter'>): boolean {
  return notAfter !== null && Math.abs(notAfter.getTime() - certificate.notAfter.getTime()) < 60_000;
}

/** Bindings for everyone: remove them from the groups that all ACK certificates are in. */
const findEverybodysBindings =
  "kubectl get clusterrolebindings,rolebindings --all-namespaces -o wide | grep -E 'system:(authenticated|users)'";

function remedyOf(
  verdict: Omit<LeakVerdict, 'remedy'>,
  { record, cluster: seen }: ClosedSight,
  { callerUid, letIn }: LeakEvidence,
): string | null {
  const { door, reason, finding, cluster, identity } = verdict;
  if (door === 'closed') return null;
  if (reason === 'NotAsked') return 'ackring leak FILE';
  if (reason === 'Removed') return 'ackring removed';
  if (reason === 'EverybodysRights') return findEverybodysBindings;
  const bound = boundByName(finding.certificate.subject.organizations);
  if (bound !== null) return bound;
  const uid = finding.certificate.uid;
  const place = cluster === null ? (finding.clusterId ?? 'CLUSTER') : wordFor(cluster);
  // The cloud took away its own bindings already: what is left was made by hand.
  const isTakenAway = record?.state === 'removed' || seen?.isRenamed === true;
  if (isTakenAway && uid !== null && letIn !== null && letIn.bindings.length > 0)
    return shell`ackring access unbind --user ${uid} --cluster ${place}`;
  if (uid === callerUid && uid !== null) return shell`ackring revoke ${place}`;
  if (identity?.type === 'root' || uid === 'kubernetes-admin') {
    return `As the account root: ${shell`ackring revoke ${place}`}`;
  }
  return shell`ackring clean --user ${identity?.name ?? uid ?? 'USER'} --cluster ${place}`;
}

/** A master's own `admin.conf` is nobody's in RAM: the cloud can take nothing from it. */
function boundByName(organizations: readonly string[]): string | null {
  if (organizations.includes('system:masters'))
    return 'Only a new certificate authority of the cluster closes it before its own end: https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/';
  return organizations.includes('kubeadm:cluster-admins')
    ? 'kubectl delete clusterrolebinding kubeadm:cluster-admins'
    : null;
}

const explanations: Readonly<Record<DoorReason, Sentence>> = {
  LetIn: say('the API server let it in'),
  StillKnown: say('the API server knows it; no right of its was seen, which does not prove that it has none'),
  EverybodysRights: say(
    'it was revoked, and may still do what everybody may who has a certificate of this cluster',
  ),
  Expired: say('it has expired'),
  NotAccepted: say('the API server does not accept it'),
  Revoked: say('it was revoked: it may do nothing, and its holder goes by another name since'),
  Removed: say('its permissions were removed, and a restore within 30 days brings it back'),
  Hearsay: say('only a server that the file itself names refuses it, which proves nothing'),
  RevokedInPart: say(
    'it was revoked, and may do nothing where it was asked; what people bound to it elsewhere could not be looked at',
  ),
  CurrentCertificate: say('it is the certificate in force'),
  OlderCertificate: say('a renewal does not end the one before: it holds to its own end'),
  TemporaryCertificate: say('a temporary one that has not ended yet'),
  IdentityUnknown: say('no identity that these credentials can see holds it'),
  NoKey: say('its private key was not found beside it'),
  NotAsked: say('stopped before anybody was asked'),
};

/** The reason in words, for people. */
export function explainDoor(reason: DoorReason): Sentence {
  return explanations[reason];
}
