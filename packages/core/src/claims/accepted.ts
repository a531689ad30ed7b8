import type { ApiServerObservation } from '../machine/api-server/api.js';
import type { CertificateFacts } from '../words/certificate.js';

/**
 * What an API server's answers prove about a credential; the one judgement that `verify`, `get`, `leak`, `revoke` and
 * the rotation share. A 403 alone proves nothing: a user who may not list namespaces may own one, and before 1.27, or
 * without `system:basic-user`, the review of oneself is refused too.
 */
export type Judgement =
  /** A review names us, or it serves us. */
  | { readonly kind: 'accepted'; readonly as: string | null; readonly scope: Scope }
  /** 401, and the certificate has expired. */
  | { readonly kind: 'expired' }
  /** 401, and the certificate is not valid yet. */
  | { readonly kind: 'notYetValid' }
  /** 401 within the certificate’s life: another authority’s, or an unknown token. */
  | { readonly kind: 'unknownIssuer' }
  /**
   * The holder has another common name by now, and where it was asked about this one may do nothing of its own. What
   * people bound to it by hand elsewhere is not seen: that it is shut out is a claim of its own.
   */
  | {
      readonly kind: 'disowned';
      readonly successor: string;
      readonly remains: 'nothing' | 'everybodys';
      readonly asked: readonly string[];
    }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unknown'; readonly why: Uncertainty; readonly as: string | null };

/** The rights that were seen for an accepted credential. */
export type Scope =
  | { readonly kind: 'cluster' }
  /** The list of namespaces is refused; rights were seen in these. */
  | { readonly kind: 'namespaces'; readonly names: readonly string[] }
  /** So is it, and no right was seen but to paths that belong to no namespace, such as `/metrics`. */
  | { readonly kind: 'paths' }
  /** It is served only by rights that everybody with a certificate of this cluster has: here, or everywhere. */
  | { readonly kind: 'everybodys'; readonly names: readonly string[] }
  /** No right was seen where it was looked for; there may be some elsewhere. */
  | { readonly kind: 'unseen'; readonly asked: readonly string[] };

/**
 * `refused`: 403 for everything, with nothing that shows why. `anonymous`: the server saw no credential. `another`:
 * it names a user that is not in the certificate, so it saw another credential. `foreign`: the answer is not a
 * Kubernetes API server's. `busy`: it would not answer now. `insecure`: no secure connection. `unloadable`: the
 * credential itself.
 */
type Uncertainty = 'refused' | 'anonymous' | 'another' | 'foreign' | 'busy' | 'insecure' | 'unloadable';

export interface JudgementInput {
  readonly observation: ApiServerObservation;
  /** Null if it is not a certificate. */
  readonly certificate: Pick<CertificateFacts, 'subject' | 'notBefore' | 'notAfter'> | null;
  /** The current common name of the certificate’s holder, as far as the cloud or a later certificate says. */
  readonly currentCommonName?: string | null;
  readonly now: Date;
}

/** Judges one observation of an API server. Pure. */
export function judgeAnswers(input: JudgementInput): Judgement {
  const { observation } = input;
  switch (observation.kind) {
    case 'answered':
      return judgeAnswered(input, observation);
    case 'network':
      return { kind: 'unreachable' };
    case 'tls':
      return unknown('insecure');
    case 'credential':
      return unknown('unloadable');
  }
}

/** Whether it is accepted with a right that not everybody has: what a revoke would remove. */
export function hasOwnRights(judgement: Judgement): boolean {
  if (judgement.kind !== 'accepted') return false;
  return ['cluster', 'namespaces', 'paths'].includes(judgement.scope.kind);
}

type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

const anonymous = 'system:anonymous';

function judgeAnswered(input: JudgementInput, answered: Answered): Judgement {
  const { shown, review, namespaces } = answered;
  if (review.kind === 'foreign') return unknown('foreign');
  if (shown === 'withheld') return unknown('anonymous');
  if (review.kind === 'unauthorized' || namespaces.kind === 'unauthorized') return rejected(input, answered);
  const as = whoIsNamed(answered);
  if (as === anonymous) return unknown('anonymous', as);
  if (isAnother(input, answered, as)) return unknown('another', as);
  const isListed = namespaces.kind === 'served';
  if (isListed && !answered.isListEverybodys) return { kind: 'accepted', as, scope: { kind: 'cluster' } };
  const own = answered.rights.filter(({ seen }) => seen === 'some');
  if (own.length > 0) {
    const names = own.filter(({ isOnPaths = false }) => !isOnPaths).map(({ namespace }) => namespace);
    const narrow: Scope = names.length > 0 ? { kind: 'namespaces', names } : { kind: 'paths' };
    return { kind: 'accepted', as, scope: isListed ? { kind: 'cluster' } : narrow };
  }
  const shared = answered.rights
    .filter(({ seen }) => seen === 'everybodys')
    .map(({ namespace }) => namespace);
  const isShared = isListed || shared.length > 0;
  const successor = successorOf(input, answered);
  const asked = answered.rights.map(({ namespace }) => namespace);
  if (successor !== null)
    return { kind: 'disowned', successor, remains: isShared ? 'everybodys' : 'nothing', asked };
  if (isShared) return { kind: 'accepted', as, scope: { kind: 'everybodys', names: shared } };
  if (isNamed(answered)) return { kind: 'accepted', as, scope: { kind: 'unseen', asked } };
  return unknown(whyUnknown(answered), as);
}

/** A certificate names its subject, whatever its rights: if the server names another user, it did not see this one. */
function isAnother({ certificate }: JudgementInput, { shown }: Answered, as: string | null): boolean {
  if (shown !== 'certificate' || certificate === null || as === null) return false;
  return as !== certificate.subject.commonName;
}

/** 401: the certificate shows why, at an instant that both sides agree on as far as possible. */
function rejected({ certificate, now }: JudgementInput, { serverTime }: Answered): Judgement {
  const at = serverTime ?? now;
  if (certificate !== null && at > certificate.notAfter) return { kind: 'expired' };
  if (certificate !== null && at < certificate.notBefore) return { kind: 'notYetValid' };
  return { kind: 'unknownIssuer' };
}

/** By the review, else by the text of a refusal. */
function whoIsNamed({ identity, review, namespaces }: Answered): string | null {
  if (identity !== null) return identity.username;
  if (review.kind === 'refused') return review.as;
  return namespaces.kind === 'refused' ? namespaces.as : null;
}

/**
 * Whether a review was answered: who we are, or, if the server has no such review, what we may; strangers get
 * neither.
 */
function isNamed({ identity, rights }: Answered): boolean {
  return identity !== null || rights.some(({ seen }) => seen === 'none');
}

/**
 * Everything was asked, everything beyond everybody's rights was refused, and the holder has another name now. What
 * an authorizer allows without listing it is not known to be refused.
 */
function successorOf({ certificate, currentCommonName }: JudgementInput, answered: Answered): string | null {
  const { namespaces, rights } = answered;
  const isHeard =
    rights.length > 0 && rights.every(({ seen, isIncomplete }) => seen !== 'unknown' && !isIncomplete);
  // With a right of its own it would be accepted above.
  const isRefused = (namespaces.kind === 'refused' || namespaces.kind === 'served') && isHeard;
  if (!isRefused || certificate === null || currentCommonName == null) return null;
  return currentCommonName === certificate.subject.commonName ? null : currentCommonName;
}

function whyUnknown({ review, namespaces }: Answered): Uncertainty {
  if (namespaces.kind === 'refused') return 'refused';
  if (namespaces.kind === 'foreign' || namespaces.kind === 'absent') return 'foreign';
  return namespaces.kind !== 'busy' && review.kind === 'refused' ? 'refused' : 'busy';
}

function unknown(why: Uncertainty, as: string | null = null): Judgement {
  return { kind: 'unknown', why, as };
}
