import type { VerdictCause } from '../../verification/verdict.js';
import { shell } from '../../words/shell-word.js';
import type { Condition } from '../credential/condition.js';
import { isWork } from '../policy/decision.js';
import { isDue, type RotationOutcome } from '../report/report.js';
import { credentialKey } from '../subject/subject.js';
import { isProvable, type Obligation, placeKey, provenAt } from './place.js';

interface Verdict extends Pick<Condition, 'state' | 'reason' | 'message' | 'remedy'> {}

/** What a condition follows from: the run's outcome, what is owed after it, and the condition before. */
interface Known {
  readonly outcome: RotationOutcome;
  readonly places: readonly Obligation[];
  readonly before: Condition | null;
  readonly now: Date;
}

/**
 * The condition after a run; null for what nobody renews and nobody was ever given. What was not looked
 * at stays as bad as it was: only the proof that exactly what is held is let in makes it ready again.
 */
export function conditionOf(
  outcome: RotationOutcome,
  before: Condition | null,
  places: readonly Obligation[],
  now: Date,
): Condition | null {
  if (isOnlyWatched(outcome.decision) && places.length === 0) return null;
  const known = { outcome, places, before, now };
  const verdict = lasting(verdictOf(outcome, now), known);
  return {
    ...verdict,
    awaitsProof: awaited(verdict, known),
    since: before?.state === verdict.state ? before.since : now.toISOString(),
    ...heldIn(known),
    brokenSince: firstBroken(known),
    lastProof: lastProof(known),
    nextAttempt: verdict.state === 'ready' || isByPlan(verdict) ? (outcome.due ?? null) : null,
  };
}

/** The condition of what this run could not see: whatever it was before, it cannot be called healthy. */
export function unseenCondition(previous: Condition, why: string, now: Date): Condition {
  const { state, reason } = previous;
  const isAskedOfOther = state === 'pending' && belongsToOther(previous);
  if (state === 'failing' || reason === 'NotSeen' || isAskedOfOther || isOnlyWatched(previous))
    return previous;
  const remedy = 'See the failure of this run that hides it.';
  const verdict = { state: 'blocked', reason: 'NotSeen', message: `not looked at: ${why}`, remedy } as const;
  const since = state === 'blocked' ? previous.since : now.toISOString();
  return { ...previous, ...verdict, since, nextAttempt: null };
}

/** Held back by the configuration, not for lack of time. */
export function isByPlan({ reason }: Pick<Condition, 'reason'>): boolean {
  return reason === 'HeldBackBySpread' || reason === 'HeldBackByBlackout';
}

/** Somebody else has to act, or nobody can log in as its holder any more. */
export function belongsToOther({ reason }: Pick<Condition, 'reason'>): boolean {
  return reason === 'OrphanedIdentity' || reason === 'HeldByAnotherIdentity';
}

/** Nobody renews it any more: it is watched until it ends, or is proven to be over. */
export function isOnlyWatched({ reason }: { readonly reason: string }): boolean {
  return watched.has(reason);
}

const watched: ReadonlySet<string> = new Set([
  'ClusterExcluded',
  'ClusterNotListed',
  'HolderNotConfigured',
  'PlaceLeft',
]);

/** Why the API server refused what consumers held when this run tried it; null if it did not. */
export function refusalIn({ trial }: RotationOutcome): VerdictCause | null {
  return trial?.result === 'refused' ? trial.cause : null;
}

function verdictOf(outcome: RotationOutcome, now: Date): Verdict {
  const { error, deferred, decision, cluster } = outcome;
  const nothing = { message: null, remedy: null };
  if (decision.kind === 'skip' && watched.has(decision.reason)) return blocked(decision.reason, outcome);
  if (error !== null) {
    return { state: 'failing', reason: error.code, message: error.message, remedy: error.remedy };
  }
  if (deferred !== null) return { state: 'pending', reason: deferred, ...deferralTexts[deferred] };
  switch (decision.kind) {
    case 'skip':
      return blocked(decision.reason, outcome);
    case 'notify':
      return { state: isDue(outcome, now) ? 'pending' : 'ready', reason: decision.reason, ...nothing };
    case 'keep':
      return {
        state: isByPlan(decision) ? 'pending' : 'ready',
        reason: decision.reason,
        ...nothing,
      };
    case 'renew':
    case 'deliver':
      return isSettled(outcome)
        ? { state: 'ready', reason: decision.reason, ...nothing }
        : {
            state: 'pending',
            reason: 'NotIssuedYet',
            message: `the cloud still gives the same certificate for ${cluster.name}`,
            remedy: 'Nothing needs doing yet: the next run asks again.',
          };
  }
}

function blocked(reason: SkipReason, outcome: RotationOutcome): Verdict {
  const { message, remedy } = blockTexts[reason];
  const end = `, or end it for good, with the reason: ${dismissalOf(credentialKey(outcome))}`;
  return { state: 'blocked', reason, message, remedy: watched.has(reason) ? `${remedy}${end}` : remedy };
}

/** The command by which a person ends what nobody renews. */
export function dismissalOf(key: string): string {
  return shell`ackring rotate dismiss ${key} --reason TEXT`;
}

/**
 * A renewal that returned nothing new, at the very opening of the window, is not done yet. Neither is it if the
 * record shows a later one, and the cloud returned what consumers hold.
 */
function isSettled({ decision, before, after, steps }: RotationOutcome): boolean {
  if (before === null || after === null || before.serial !== after.serial) return true;
  if (decision.reason === 'OlderThanServer') return steps.some(({ step }) => step === 'promote');
  return decision.kind !== 'renew';
}

/** Trouble is over when what is held is proven to be let in, not when nobody looked. */
function lasting(verdict: Verdict, known: Known): Verdict {
  const { before } = known;
  if (before?.state === 'failing' && verdict.state === 'pending') return before;
  if (verdict.state !== 'ready') return verdict;
  const isBroken = firstBroken(known) !== null;
  if (before?.state === 'failing' && isBroken) return before;
  if (isBroken) return ofNoUse;
  if (before === null || isProven(known) || !isAnswerDue(known)) return verdict;
  if (before.awaitsProof === null) return isUnanswered(known) ? unprovenSince('AwaitsProof') : verdict;
  // What was delivered since is no failure any more, and not proven yet.
  if (before.state === 'failing' && !isWork(known.outcome.decision)) return before;
  return unprovenSince(before.awaitsProof);
}

/** It could not be tried for a while, and now that it could be, its API server has not let it in yet. */
function unprovenSince(reason: string): Verdict {
  const texts = {
    message: 'its API server has not accepted it since it was last tried',
    remedy: 'Nothing needs doing yet: the next run asks its API server.',
  };
  return isOfApiServer(reason)
    ? { state: 'failing', reason, ...texts }
    : { state: 'pending', reason: 'AwaitsProof', ...texts };
}

function isOfApiServer(reason: string): boolean {
  return reason === 'VerificationFailed' || reason === 'Unreachable';
}

const ofNoUse: Verdict = {
  state: 'failing',
  reason: 'VerificationFailed',
  message: 'what is held somewhere does not work, and nothing shows that it was mended',
  remedy: 'Nothing needs doing yet: the next run tries it, and delivers anew.',
};

/** What a proof is awaited after: kept while nobody could ask. */
function awaited(verdict: Verdict, known: Known): string | null {
  const before = known.before?.awaitsProof ?? null;
  if (verdict.state === 'failing' && isOfApiServer(verdict.reason)) return verdict.reason;
  if (verdict.state === 'failing') return before ?? verdict.reason;
  if (verdict.state === 'blocked') return before ?? verdict.reason;
  if (verdict.state === 'ready' || isProven(known)) return null;
  return verdict.reason === 'AwaitsProof' ? (before ?? verdict.reason) : before;
}

/** Asked in this run, and it said nothing: what it said before is from before. */
function isUnanswered({ outcome }: Known): boolean {
  return outcome.trial?.result === 'unproven';
}

/** Exactly what each place holds was let in, in this run; nobody knows of what could not be read and was not known. */
function isProven(known: Known): boolean {
  const { places, outcome, now } = known;
  if (isBlind(known)) return false;
  if (places.length === 0) return outcome.steps.some(isProof) || outcome.trial?.result === 'accepted';
  return places.every((place) => provenAt(place) === now.toISOString());
}

function isProof({ step, result }: RotationOutcome['steps'][number]): boolean {
  return step === 'prove works' && result === 'done';
}

/** An API server that never answered cannot be waited for; whose never was asked has answered nobody. */
function isAnswerDue({ places, before }: Known): boolean {
  return isOfApiServer(before?.awaitsProof ?? '') || places.some(isProvable);
}

function firstBroken(known: Known): string | null {
  const { places, before } = known;
  const first = places.flatMap(({ brokenSince }) => brokenSince ?? []).toSorted()[0] ?? null;
  return first ?? (isBlind(known) ? (before?.brokenSince ?? null) : null);
}

/**
 * A place was not read that no obligation remembers: the memory was lost, or is by conditions alone, as older versions
 * kept it.
 */
function isBlind({ outcome, places }: Known): boolean {
  const known = new Set(places.map(placeKey));
  return (outcome.places ?? []).some((sight) => sight.state === 'unread' && !known.has(placeKey(sight)));
}

/** The oldest of the proofs of what is held; null if one was never let in. */
function lastProof(known: Known): string | null {
  const { places, before, now } = known;
  if (isBlind(known)) return before?.lastProof ?? null;
  if (places.length === 0) return isProven(known) ? now.toISOString() : (before?.lastProof ?? null);
  const proofs = places.map(provenAt);
  return proofs.every((at) => at !== null) ? (proofs.toSorted()[0] ?? null) : null;
}

/** What ends first of all that is held; what was never given to anybody ends as the outcome says. */
function heldIn(known: Known): Pick<Condition, 'heldUntil' | 'heldFrom'> {
  const { places, outcome, before } = known;
  const [first] = places
    .flatMap(endIn)
    .toSorted((left, right) => (left.heldUntil < right.heldUntil ? -1 : 1));
  const remembered = isBlind(known) ? (before?.heldUntil ?? null) : null;
  if (first === undefined) {
    const isNowhere = places.length === 0 && !isBlind(known);
    return { heldUntil: isNowhere ? outcome.notAfter : (remembered ?? before?.heldUntil ?? null) };
  }
  return remembered !== null && remembered < first.heldUntil ? { heldUntil: remembered } : first;
}

function endIn({ until, from }: Obligation) {
  return until === null ? [] : [{ heldUntil: until, ...(from === null ? {} : { heldFrom: from }) }];
}

type Texts = Pick<Condition, 'message' | 'remedy'>;

const deferralTexts: Record<NonNullable<RotationOutcome['deferred']>, Texts> = {
  deadline: {
    message: 'there was no time left for it',
    remedy: 'Raise the timeout of the function, or `concurrency` in rotation.yaml.',
  },
  halted: {
    message: 'it was held back: too many others went wrong',
    remedy: 'Look at what failed, and mend its cause.',
  },
  cancelled: { message: 'the run was cancelled', remedy: 'Run it again.' },
};

type SkipReason = Extract<RotationOutcome['decision'], { kind: 'skip' }>['reason'];

const blockTexts: Record<SkipReason, Texts> = {
  ClusterExcluded: {
    message: 'the configuration does not select its cluster: nobody renews what was delivered',
    remedy: 'Select it again in rotation.yaml',
  },
  ClusterNotListed: {
    message: 'no list has its cluster any more, and the cloud does not say that it is gone',
    remedy: 'Look for it: ackring clusters; see `regions` in rotation.yaml',
  },
  ClusterGone: { message: 'the cloud says that its cluster is gone', remedy: null },
  HolderNotConfigured: {
    message: 'the configuration does not name its identity: nobody renews what was delivered',
    remedy: 'Name it again under `identities` in rotation.yaml',
  },
  PlaceLeft: {
    message: 'nothing is delivered to this place any more',
    remedy: 'Lead its consumers to the new place',
  },
  ClusterNotServing: {
    message: 'its cluster is not serving',
    remedy: 'Start the cluster, or leave it out: `select: {exclude: […]}` in rotation.yaml.',
  },
  ClusterNotOurs: {
    message: 'its cluster stands in the list and refuses to be looked at, as one that another account shares',
    remedy:
      'Leave it out: `select: {exclude: […]}` in rotation.yaml. If it is yours, see what is missing: ackring doctor',
  },
  NoEndpointForAccess: {
    message: 'its cluster has no endpoint of the access asked for',
    remedy: 'Bind an EIP to its API server again, or set `access: auto` or `access: private`.',
  },
  PermissionsRemoved: {
    message: 'its permissions were removed: the cloud issues nothing any more',
    remedy: 'Give the identity its role in the cluster again, or leave the cluster out.',
  },
};
