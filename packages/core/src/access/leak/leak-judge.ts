import type { Judgement } from '../../claims/accepted.js';
import type { KubeconfigState } from '../../cloud/ack/api.js';
import { isTemporary } from '../../words/certificate.js';
import type { ClusterRef } from '../../words/cluster.js';
import type { Identity } from '../../words/identity.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { LeakFinding } from './leak-find.js';

/** `open`: the API server let it in. `presumedOpen`: nothing ended it, and no server could be asked. */
export type Door = 'open' | 'presumedOpen' | 'closed' | 'unknown';

export type DoorReason =
  | 'LetIn'
  | 'StillKnown'
  | 'EverybodysRights'
  | 'Expired'
  | 'NotAccepted'
  | 'Revoked'
  | 'Removed'
  | 'CurrentCertificate'
  | 'OlderCertificate'
  | 'TemporaryCertificate'
  | 'IdentityUnknown'
  | 'NoKey';

/** What a leaked certificate still opens, and what to do about it. */
export interface LeakVerdict {
  readonly finding: LeakFinding;
  readonly door: Door;
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
  readonly callerUid: string | null;
  readonly now: Date;
}

/** What one API server's answers prove about the found certificate. */
export interface DoorAnswer {
  readonly judgement: Judgement;
  /** A kubeconfig pairs certificate and server; an unrelated server knows nobody, and proves nothing. */
  readonly isJoined: boolean;
}

/** Judges one leak. The API server's answer outranks the cloud's lists. */
export function judgeLeak(evidence: LeakEvidence): LeakVerdict {
  const { finding, states, identity } = evidence;
  const state = stateOf(finding, states);
  const [door, reason] = doorOf(evidence, state);
  const cluster = state?.cluster ?? null;
  const verdict = { finding, door, reason, identity, cluster };
  return { ...verdict, remedy: remedyOf(verdict, evidence) };
}

/** By cluster if known, else by the exact end on the cloud's record: certificates do not name their cluster. */
export function stateOf(
  finding: LeakFinding,
  states: readonly KubeconfigState[] | null,
): KubeconfigState | null {
  const byCluster = states?.find(({ cluster }) => cluster.id === finding.clusterId);
  const byEnd = states?.filter(({ notAfter }) => isSameEnd(notAfter, finding)) ?? [];
  return byCluster ?? (byEnd.length === 1 ? (byEnd[0] ?? null) : null);
}

function isSameEnd(notAfter: Date | null, { certificate }: LeakFinding): boolean {
  return notAfter !== null && Math.abs(notAfter.getTime() - certificate.notAfter.getTime()) < 60_000;
}

function doorOf(evidence: LeakEvidence, state: KubeconfigState | null): readonly [Door, DoorReason] {
  const { finding, answers, now } = evidence;
  if (finding.certificate.notAfter < now) return ['closed', 'Expired'];
  const isRemoved = state?.certificateState === 'removed';
  const isInForce = !isRemoved && state !== null && isSameEnd(state.notAfter, finding);
  const told = judgeAnswers(answers, isRemoved);
  // A server that rejects what the cloud says is in force may be another cluster's.
  if (told !== null && !(told[1] === 'NotAccepted' && isInForce)) return told;
  if (isRemoved) return ['closed', 'Removed'];
  if (!finding.hasKey) return ['unknown', 'NoKey'];
  if (isTemporary(finding.certificate)) return ['presumedOpen', 'TemporaryCertificate'];
  if (state === null || state.certificateState === 'unissued') return ['unknown', 'IdentityUnknown'];
  return ['presumedOpen', isInForce ? 'CurrentCertificate' : 'OlderCertificate'];
}

/** One server that lets it in is enough; it is closed only if every server says so. */
function judgeAnswers(
  answers: readonly DoorAnswer[],
  isRemoved: boolean,
): readonly [Door, DoorReason] | null {
  const kinds = answers.map(({ judgement }) => judgement);
  if (kinds.some(isUsable)) return ['open', 'LetIn'];
  if (kinds.some(hasOnlyEverybodysRights)) return ['open', 'EverybodysRights'];
  if (kinds.some(({ kind }) => kind === 'accepted')) return isRemoved ? null : ['open', 'StillKnown'];
  const reasons = answers.map(whyClosed);
  const [first = null] = reasons;
  return first === null || reasons.includes(null) ? null : ['closed', first];
}

function isUsable(judgement: Judgement): boolean {
  return judgement.kind === 'accepted' && judgement.scope.kind !== 'unseen';
}

/** Revoked, but it still has the rights of every certificate of this cluster, whoever holds the key. */
function hasOnlyEverybodysRights(judgement: Judgement): boolean {
  return judgement.kind === 'disowned' && judgement.remains === 'everybodys';
}

function whyClosed({ judgement, isJoined }: DoorAnswer): DoorReason | null {
  switch (judgement.kind) {
    case 'expired':
      return 'Expired';
    case 'disowned':
      return judgement.remains === 'nothing' ? 'Revoked' : null;
    case 'unknownIssuer':
      return isJoined ? 'NotAccepted' : null;
    case 'accepted':
    case 'notYetValid':
    case 'unreachable':
    case 'unknown':
      return null;
  }
}

/** Bindings for everyone: remove them from the groups that all ACK certificates are in. */
const findEverybodysBindings =
  "kubectl get clusterrolebindings,rolebindings --all-namespaces -o wide | grep -E 'system:(authenticated|users)'";

function remedyOf(verdict: Omit<LeakVerdict, 'remedy'>, { callerUid }: LeakEvidence): string | null {
  const { door, reason, finding, cluster, identity } = verdict;
  if (door === 'closed') return null;
  if (reason === 'EverybodysRights') return findEverybodysBindings;
  const uid = finding.certificate.uid;
  const id = cluster?.id ?? finding.clusterId ?? 'CLUSTER';
  if (uid === callerUid && uid !== null) return shell`ackring revoke ${id}`;
  if (identity?.type === 'root' || uid === 'kubernetes-admin') {
    return `As the account root: ${shell`ackring revoke ${id}`}`;
  }
  return shell`ackring clean --user ${identity?.name ?? uid ?? 'USER'} --cluster ${id}`;
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
  Removed: say('its permissions were removed'),
  CurrentCertificate: say('it is the certificate in force'),
  OlderCertificate: say('a renewal does not end the one before: it holds to its own end'),
  TemporaryCertificate: say('a temporary one that has not ended yet'),
  IdentityUnknown: say('no identity that these credentials can see holds it'),
  NoKey: say('its private key was not found beside it'),
};

/** The reason in words, for people. */
export function explainDoor(reason: DoorReason): Sentence {
  return explanations[reason];
}
