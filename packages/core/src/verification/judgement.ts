import type { ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import type { CertificateFacts } from '../words/certificate.js';

/**
 * What an API server's answers prove of a credential; the one judgement that `verify`, `get`, `leak`, `revoke` and
 * the rotation share. A 403 alone proves nothing: whoever may not list namespaces may own one, and before 1.27, or
 * without `system:basic-user`, the question who one is is refused too.
 */
export type Judgement =
  /** A review names us, or it serves us. */
  | { readonly kind: 'accepted'; readonly as: string | null; readonly scope: Scope }
  /** 401, and the certificate is past its end. */
  | { readonly kind: 'expired' }
  /** 401, and the certificate has not begun. */
  | { readonly kind: 'notYetValid' }
  /** 401 within the certificate’s life: another authority’s, or a token that nobody knows. */
  | { readonly kind: 'unknownIssuer' }
  /** 403 for all but what everybody may, and the holder has another common name by now. */
  | { readonly kind: 'disowned'; readonly successor: string; readonly remains: 'nothing' | 'everybodys' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unknown'; readonly why: Uncertainty; readonly as: string | null };

/** How far an accepted credential’s rights were seen. */
export type Scope =
  | { readonly kind: 'cluster' }
  /** The list of namespaces is refused; rights were seen in these. */
  | { readonly kind: 'namespaces'; readonly names: readonly string[] }
  /** It is served, and by nothing but what everybody may who has a certificate of this cluster: here, or everywhere. */
  | { readonly kind: 'everybodys'; readonly names: readonly string[] }
  /** No right was seen where it was asked for; there may be some elsewhere. */
  | { readonly kind: 'unseen'; readonly asked: readonly string[] };

/**
 * `refused`: 403 for everything, with nothing that shows why. `anonymous`: the server saw no credential. `another`: it
 * takes us for somebody whom the certificate does not name, so what it saw was another credential. `foreign`: what answered is no Kubernetes API server. `busy`: it would not answer now. `insecure`: no secure
 * connection came about. `unloadable`: the credential itself.
 */
type Uncertainty = 'refused' | 'anonymous' | 'another' | 'foreign' | 'busy' | 'insecure' | 'unloadable';

export interface JudgementInput {
  readonly observation: ApiServerObservation;
  /** Null for what is no certificate. */
  readonly certificate: Pick<CertificateFacts, 'subject' | 'notBefore' | 'notAfter'> | null;
  /** The common name that the certificate’s holder has now, as far as the cloud or a later certificate tells. */
  readonly currentCommonName?: string | null;
  readonly now: Date;
}

/** Judges one look at an API server. Pure. */
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

/** Whether it is let in, and a right was seen that is not everybody's: what a revoke would take from it. */
export function hasOwnRights(judgement: Judgement): boolean {
  if (judgement.kind !== 'accepted') return false;
  return judgement.scope.kind === 'cluster' || judgement.scope.kind === 'namespaces';
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
  const names = whereSeen('some', answered);
  if (names.length > 0) {
    return { kind: 'accepted', as, scope: isListed ? { kind: 'cluster' } : { kind: 'namespaces', names } };
  }
  const shared = whereSeen('everybodys', answered);
  const isShared = isListed || shared.length > 0;
  const successor = successorOf(input, answered);
  if (successor !== null)
    return { kind: 'disowned', successor, remains: isShared ? 'everybodys' : 'nothing' };
  if (isShared) return { kind: 'accepted', as, scope: { kind: 'everybodys', names: shared } };
  if (isNamed(answered)) {
    const asked = answered.rights.map(({ namespace }) => namespace);
    return { kind: 'accepted', as, scope: { kind: 'unseen', asked } };
  }
  return unknown(whyUnknown(answered), as);
}

/** A certificate names its subject, whatever that may do: who is taken for another was not asked for by it. */
function isAnother({ certificate }: JudgementInput, { shown }: Answered, as: string | null): boolean {
  if (shown !== 'certificate' || certificate === null || as === null) return false;
  return as !== certificate.subject.commonName;
}

/** 401: the certificate tells why, at an instant that both sides agree on as far as possible. */
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

function whereSeen(what: NamespaceRights['seen'], { rights }: Answered): readonly string[] {
  return rights.filter(({ seen }) => seen === what).map(({ namespace }) => namespace);
}

/**
 * Whether a review was answered: who we are, or, where the server has no such review, what we may; neither is
 * answered to strangers.
 */
function isNamed({ identity, rights }: Answered): boolean {
  return identity !== null || rights.some(({ seen }) => seen === 'none');
}

/**
 * Everything was asked, everything refused but what everybody may, and the holder goes by another name now. What an
 * authorizer allows that lists nothing is not known to be refused.
 */
function successorOf({ certificate, currentCommonName }: JudgementInput, answered: Answered): string | null {
  const { namespaces, rights } = answered;
  const isHeard = rights.length > 0 && rights.every(({ seen, isUntold }) => seen !== 'unknown' && !isUntold);
  // By a right of its own it would be let in above.
  const isRefused = (namespaces.kind === 'refused' || namespaces.kind === 'served') && isHeard;
  if (!isRefused || certificate === null || currentCommonName == null) return null;
  return currentCommonName === certificate.subject.commonName ? null : currentCommonName;
}

function whyUnknown({ review, namespaces }: Answered): Uncertainty {
  if (namespaces.kind === 'refused') return 'refused';
  if (namespaces.kind === 'foreign' || namespaces.kind === 'absent') return 'foreign';
  if (namespaces.kind === 'busy' || review.kind === 'busy') return 'busy';
  return review.kind === 'refused' ? 'refused' : 'busy';
}

function unknown(why: Uncertainty, as: string | null = null): Judgement {
  return { kind: 'unknown', why, as };
}

/** `alive`: it is served as before. `unknown`: nothing that was seen decides it. */
export type Death = 'dead' | 'alive' | 'unknown';

/** One credential before and after a revoke, looked at in the same namespaces. */
interface BeforeAndAfter {
  readonly before: ApiServerObservation;
  readonly after: ApiServerObservation;
  readonly certificate: JudgementInput['certificate'];
  readonly now: Date;
}

/** Whether a credential did something at its API server, which is what its death is told by. */
export function canProve({ before, certificate, now }: Omit<BeforeAndAfter, 'after'>): boolean {
  return hasOwnRights(judgeAnswers({ observation: before, certificate, now }));
}

/**
 * Dead is only what was served before and is not now: refused as a credential while its own dates still hold, or
 * known and without the rights it had. What everybody has stays with it, and is no sign of life. A server that
 * cannot be reached, is busy or is none of Kubernetes says nothing.
 */
export function judgeDeath({ before, after, certificate, now }: BeforeAndAfter): Death {
  if (!canProve({ before, certificate, now }) || before.kind !== 'answered') return 'unknown';
  const judgement = judgeAnswers({ observation: after, certificate, now });
  if (judgement.kind === 'unknownIssuer') return 'dead';
  // A refusal of somebody else, or of nobody, is none of this credential's.
  const isSeen = judgement.kind !== 'unknown' || judgement.why === 'refused';
  if (after.kind !== 'answered' || !isSeen) return 'unknown';
  if (hasOwnRights(judgement)) return hasLostRights(before, after) ? 'dead' : 'alive';
  return isRefusedAll(after) ? 'dead' : 'unknown';
}

/** All but what everybody may. */
function isRefusedAll({ namespaces, isListEverybodys, rights }: Answered): boolean {
  if ((namespaces.kind !== 'refused' && !isListEverybodys) || rights.length === 0) return false;
  return rights.every(({ seen }) => seen === 'none' || seen === 'refused' || seen === 'everybodys');
}

/** The server told all rules both times, and some are gone while none came. */
function hasLostRights(before: Answered, after: Answered): boolean {
  return after.rights.some(({ namespace, seen, isUntold, rules }) => {
    const had = before.rights.find((each) => each.namespace === namespace);
    if (
      had === undefined ||
      had.isUntold ||
      isUntold ||
      had.rules.length === 0 ||
      (rules.length === 0 && seen !== 'none')
    )
      return false;
    return rules.length < had.rules.length && rules.every((rule) => had.rules.includes(rule));
  });
}
