import type { VerdictCause } from '../../verification/verdict.js';
import type { Condition } from '../credential/condition.js';
import { isDue, type RotationOutcome } from './report.js';

interface Verdict extends Pick<Condition, 'state' | 'reason' | 'message' | 'remedy'> {}

/**
 * The condition after a run, from the previous one and the run's results; null if the configuration excludes the
 * credential. What was merely not tried stays as bad as it was: only a proof makes it ready again.
 */
export function conditionOf(
  outcome: RotationOutcome,
  previous: Condition | null,
  now: Date,
): Condition | null {
  if (outcome.decision.reason === 'ClusterExcluded') return null;
  const proven = provenIn(outcome);
  const verdict = lasting(verdictOf(outcome, now), previous, proven);
  const awaitsProof = proven ? null : awaited(verdict, previous);
  const heldUntil = heldUntilOf(outcome, previous);
  const heldFrom = heldFromOf(outcome, heldUntil, previous);
  const isBroken = isOfNoUse(outcome, previous) || (!proven && wasLeftBroken(awaitsProof, previous));
  return {
    ...verdict,
    awaitsProof,
    since: previous?.state === verdict.state ? previous.since : now.toISOString(),
    heldUntil,
    ...(heldFrom === undefined ? {} : { heldFrom }),
    brokenSince: isBroken ? (previous?.brokenSince ?? now.toISOString()) : null,
    lastProof: proven ? now.toISOString() : (previous?.lastProof ?? null),
    nextAttempt: verdict.state === 'ready' || isByPlan(verdict) ? (outcome.due ?? null) : null,
  };
}

/** The condition of what this run could not see: whatever it was before, it cannot be called healthy. */
export function unseenCondition(previous: Condition, why: string, now: Date): Condition {
  if (previous.state === 'failing' || previous.reason === 'NotSeen') return previous;
  const remedy = 'See the failure of this run that hides it.';
  const verdict = { state: 'blocked', reason: 'NotSeen', message: `not looked at: ${why}`, remedy } as const;
  const since = previous.state === 'blocked' ? previous.since : now.toISOString();
  return { ...previous, ...verdict, since, nextAttempt: null };
}

/** Held back by the configuration, not for lack of time. */
export function isByPlan({ reason }: Pick<Condition, 'reason'>): boolean {
  return reason === 'HeldBackBySpread' || reason === 'HeldBackByBlackout';
}

/** Why the API server refused what consumers held when this run tried it; null if it did not. */
export function refusalIn({ trial }: RotationOutcome): VerdictCause | null {
  return trial?.result === 'refused' ? trial.cause : null;
}

function verdictOf(outcome: RotationOutcome, now: Date): Verdict {
  const { error, deferred, decision, cluster } = outcome;
  const nothing = { message: null, remedy: null };
  if (error !== null) {
    return { state: 'failing', reason: error.code, message: error.message, remedy: error.remedy };
  }
  if (deferred !== null) return { state: 'pending', reason: deferred, ...deferralTexts[deferred] };
  switch (decision.kind) {
    case 'skip':
      return { state: 'blocked', reason: decision.reason, ...blockTexts[decision.reason] };
    case 'notify':
      return { state: isDue(outcome, now) ? 'pending' : 'ready', reason: decision.reason, ...nothing };
    case 'keep':
      return {
        state: decision.reason === 'OutsideRenewalWindow' ? 'ready' : 'pending',
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

/**
 * A renewal that returned nothing new, at the very opening of the window, is not done yet. Neither is it if the
 * record shows a later one, and the cloud returned what consumers hold.
 */
function isSettled({ decision, before, after, steps }: RotationOutcome): boolean {
  if (before === null || after === null || before.serial !== after.serial) return true;
  if (decision.reason === 'OlderThanServer') return steps.some(({ step }) => step === 'promote');
  return decision.kind !== 'renew';
}

/** A failure at the API server is over when the API server says so, not when nobody asked it. */
function lasting(verdict: Verdict, previous: Condition | null, isProven: boolean): Verdict {
  if (previous === null) return verdict;
  if (previous.state === 'failing' && verdict.state === 'pending') return previous;
  if (verdict.state !== 'ready' || previous.awaitsProof === null || isProven) return verdict;
  return previous.state === 'failing' ? previous : unprovenSince(previous.awaitsProof);
}

/** It could not be tried for a while, and now that it could be, nobody has asked. */
function unprovenSince(reason: string): Verdict {
  return {
    state: 'failing',
    reason,
    message: 'its API server has not accepted it since it was last tried',
    remedy: 'Nothing needs doing yet: the next run asks its API server.',
  };
}

/** What the API server's answer is awaited for: kept while nobody could ask. */
function awaited({ state, reason }: Verdict, previous: Condition | null): string | null {
  const isOfApiServer = reason === 'VerificationFailed' || reason === 'Unreachable';
  return state === 'failing' && isOfApiServer ? reason : (previous?.awaitsProof ?? null);
}

function provenIn({ trial, steps }: RotationOutcome): boolean {
  const isProven = steps.some(({ step, result }) => step === 'prove works' && result === 'done');
  return isProven || trial?.result === 'accepted';
}

/** Refused by its API server, and not accepted since: failing to try it this time improves nothing. */
function wasLeftBroken(awaitsProof: string | null, previous: Condition | null): boolean {
  return previous !== null && previous.brokenSince !== null && awaitsProof !== null;
}

/** A stored copy that is missing now is unusable too. */
function isOfNoUse({ held }: RotationOutcome, previous: Condition | null): boolean {
  if (held === null || held === undefined) return false;
  if (held.state === 'broken') return true;
  const isUnknown = held.state === 'unknown' || held.state === 'partly';
  if (isUnknown) return previous?.brokenSince != null;
  return held.state === 'none' && previous?.heldUntil != null;
}

/** An unreadable copy counts as last read. */
function heldUntilOf(outcome: RotationOutcome, previous: Condition | null): string | null {
  const { held } = outcome;
  const known = previous?.heldUntil ?? null;
  if (held === undefined || held === null) return outcome.notAfter;
  if (held.state === 'unknown' || held.state === 'none') return known;
  if (held.state === 'partly' && known !== null && held.notAfter !== null) {
    return [known, held.notAfter].toSorted()[0] ?? known;
  }
  return held.notAfter ?? known;
}

function heldFromOf(
  { held }: RotationOutcome,
  heldUntil: string | null,
  previous: Condition | null,
): string | undefined {
  if (held?.notBefore !== undefined && held.notAfter === heldUntil) return held.notBefore;
  return previous !== null && previous.heldUntil === heldUntil ? previous.heldFrom : undefined;
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
  ClusterExcluded: { message: null, remedy: null },
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
