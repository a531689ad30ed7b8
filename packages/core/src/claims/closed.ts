import { say } from '../words/say.js';
import { hasOwnRights, type Judgement } from './accepted.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';
import type { ShutOut } from './shut-out.js';

/**
 * That a key which others may have opens nothing any more. Only the cluster speaks for the cluster: its API server at
 * an endpoint that the cloud names. A server that only a file names may answer whatever it likes: that it lets the key
 * in is told as it was seen, that it refuses it proves nothing.
 */
export type Closed = Claim<
  'Expired' | 'NotAccepted' | 'Revoked',
  'LetIn' | 'EverybodysRights',
  /** Removed, and restorable for 30 days. */
  | 'Removed'
  /** Refused by a server that only the file names. */
  | 'Hearsay'
  /** Where it was asked it may do nothing; not everything could be looked at. */
  | 'RevokedInPart'
  | 'StillKnown'
  | 'CurrentCertificate'
  | 'OlderCertificate'
  | 'TemporaryCertificate'
  | 'IdentityUnknown'
  | 'NoKey'
  /** Stopped before anybody was asked. */
  | 'NotAsked'
>;

export interface ClosedSight {
  readonly notAfter: Date;
  readonly isTemporary: boolean;
  readonly hasKey: boolean;
  /** The cloud or an API server was asked; whoever was stopped before knows by the certificate alone. */
  readonly isAsked: boolean;
  /** The cloud’s record of the holder’s kubeconfig there; null if it could not be read, or has none. */
  readonly record: {
    readonly state: 'removed' | 'unissued' | 'issued';
    /** By its end it is the one in force. */
    readonly isInForce: boolean;
  } | null;
  /** Whether the certificate's issuer names that cluster. Another cluster's is rejected by it, open as it may be. */
  readonly isNamedByIssuer: boolean;
  /** What the cluster itself shows; null if it could not be asked. */
  readonly cluster: {
    readonly shutOut: ShutOut;
    /** Whether the holder has another name by now; null if that is not known. */
    readonly isRenamed: boolean | null;
  } | null;
  readonly answers: readonly DoorAnswer[];
  readonly now: Date;
}

/** What one API server’s answers prove about the key. */
export interface DoorAnswer {
  readonly judgement: Judgement;
  /** `cluster`: at an endpoint that the cloud names. `file`: only the file names it. */
  readonly speaker: 'cluster' | 'file';
  /** A kubeconfig pairs certificate and server; an unrelated server knows nobody. */
  readonly isJoined: boolean;
  /** The authority that the server proved itself by has signed the certificate, or its issuer names the cluster. */
  readonly isIssuedThere: boolean;
}

type ClosedRule = Rule<ClosedSight, Closed>;

const expired: ClosedRule = ({ notAfter, now }) => (notAfter < now ? proven('Expired') : null);

const unasked: ClosedRule = ({ isAsked }) => (isAsked ? null : unknown('NotAsked', askAgain));

const letIn: ClosedRule = ({ cluster }) => {
  if (cluster?.shutOut.kind !== 'refuted') return null;
  return refuted(cluster.shutOut.reason === 'GroupRights' ? 'EverybodysRights' : 'LetIn');
};

const shutOut: ClosedRule = ({ cluster, record, isNamedByIssuer }) => {
  if (cluster?.shutOut.kind !== 'proven') return null;
  switch (cluster.shutOut.reason) {
    case 'AsAnyStranger':
      return refuted('EverybodysRights');
    case 'NotAuthenticated':
      return isNamedByIssuer ? proven('NotAccepted') : null;
    case 'NothingLeft':
      if (record?.state === 'removed') return unknown('Removed', seeRemoved);
      return cluster.isRenamed === true ? proven('Revoked') : unknown('StillKnown', seeBindings);
  }
};

/** The cluster’s own word outranks a file’s server; where it says nothing, what was seen there is told. */
const seenOpen: ClosedRule = ({ answers }) => {
  if (answers.some(({ judgement }) => hasOwnRights(judgement))) return refuted('LetIn');
  return answers.some(({ judgement }) => hasOnlyEverybodysRights(judgement))
    ? refuted('EverybodysRights')
    : null;
};

const removed: ClosedRule = ({ record }) =>
  record?.state === 'removed' ? unknown('Removed', seeRemoved) : null;

const refusedByCluster: ClosedRule = ({ answers, record }) => {
  const own = answers.filter(({ speaker }) => speaker === 'cluster');
  const kinds = own.map(({ judgement }) => judgement.kind);
  // A server that rejects what the cloud says is in force may be another cluster's by now.
  const isRejected = ({ judgement, isIssuedThere }: DoorAnswer) =>
    judgement.kind === 'unknownIssuer' && isIssuedThere;
  if (own.length > 0 && own.every(isRejected) && record?.isInForce !== true) return proven('NotAccepted');
  return kinds.includes('disowned') ? unknown('RevokedInPart', seeBindings) : null;
};

const known: ClosedRule = ({ answers }) =>
  answers.some(({ judgement }) => judgement.kind === 'accepted') ? unknown('StillKnown', seeBindings) : null;

const hearsay: ClosedRule = ({ answers, record }) => {
  const isRefused = answers.some(
    ({ judgement: { kind }, isJoined }) => kind === 'disowned' || (kind === 'unknownIssuer' && isJoined),
  );
  return record === null && isRefused ? unknown('Hearsay', whichCluster) : null;
};

const keyless: ClosedRule = ({ hasKey }) => (hasKey ? null : unknown('NoKey', whichCluster));

const temporary: ClosedRule = ({ isTemporary }) =>
  isTemporary ? unknown('TemporaryCertificate', seeBindings) : null;

const ofNobody: ClosedRule = ({ record }) =>
  record === null || record.state === 'unissued' ? unknown('IdentityUnknown', whichCluster) : null;

/** Whether a key opens nothing any more. Pure. */
export const claimClosed: (sight: ClosedSight) => Closed = firstOf<ClosedSight, Closed>(
  [
    expired,
    unasked,
    letIn,
    shutOut,
    seenOpen,
    removed,
    refusedByCluster,
    known,
    hearsay,
    keyless,
    temporary,
    ofNobody,
  ],
  ({ record }) =>
    unknown(record?.isInForce === true ? 'CurrentCertificate' : 'OlderCertificate', seeBindings),
);

const askAgain = say('Let it come to its end: `{command}`.', { command: 'ackring leak FILE' });

const seeRemoved = say('See until when: `{command}`.', { command: 'ackring removed' });

const seeBindings = say('An administrator sees what names it: `{command}`.', {
  command: 'kubectl get clusterrolebindings,rolebindings --all-namespaces --output wide',
});

const whichCluster = say('Search with credentials that can see its cluster: `{command}`.', {
  command: 'ackring leak FILE',
});

function hasOnlyEverybodysRights(judgement: Judgement): boolean {
  if (judgement.kind === 'accepted') return judgement.scope.kind === 'everybodys';
  return judgement.kind === 'disowned' && judgement.remains === 'everybodys';
}
