import {
  emptyCounts,
  type RotationFailure,
  type RotationOutcome,
  type RotationReport,
} from '@ackring/core/internal/rotation/report/report';
import type { PlaceSight } from '@ackring/core/internal/rotation/subject/place-sight';

const dayMs = 86_400_000;

/** For tests: the day on which stories begin. */
export const start = new Date('2027-01-01T00:00:00Z');

export function onDay(count: number): Date {
  return new Date(start.getTime() + count * dayMs);
}

/** For tests: that day's outcome for one credential of ours, held until `endsOn`. */
export function ownOutcome(
  day: number,
  endsOn: number,
  change: Partial<RotationOutcome> = {},
): RotationOutcome {
  const notAfter = onDay(endsOn).toISOString();
  const outcome: RotationOutcome = {
    cluster: { id: 'c1', name: 'prod' },
    region: 'cn-hangzhou',
    identity: 'self',
    holder: null,
    decision: { kind: 'keep', reason: 'OutsideRenewalWindow' },
    notAfter,
    daysLeft: endsOn - day,
    held: { state: 'whole', notAfter },
    onRecord: null,
    trial: null,
    before: { notAfter, serial: 'aa', server: 'https://203.0.113.10:6443' },
    after: null,
    steps: [],
    deferred: null,
    error: null,
    ...change,
  };
  return outcome.held === null ? outcome : { ...outcome, places: change.places ?? placesOf(outcome) };
}

/** One sink's place, as the outcome says that it was seen or left. */
function placesOf({ held, trial, steps, before, after }: RotationOutcome): readonly PlaceSight[] {
  const notAfter = held?.notAfter ?? null;
  const began = held?.notBefore === undefined ? {} : { notBefore: held.notBefore };
  const life = { ...(notAfter === null ? {} : { notAfter }), ...began };
  const sink = 'file:a';
  const has = (step: string) => steps.some((each) => each.step === step && each.result === 'done');
  const letIn = has('prove works') || trial?.result === 'accepted' ? ({ proof: 'accepted' } as const) : {};
  const isRefused = trial?.result === 'refused' && !has('promote') && held?.state !== 'whole';
  const proof = isRefused ? ({ proof: 'refused', cause: trial.cause ?? 'unauthorized' } as const) : letIn;
  const version = after?.serial ?? before?.serial ?? 'aa';
  const whole = { sink, state: 'held', version, ...life, ...proof } as const;
  switch (held?.state) {
    case 'whole':
      return [{ ...whole, ...(has('promote') ? { isDelivered: true } : {}) }];
    case 'partly':
      return [whole, { sink: 'file:b', state: 'unread' }];
    case 'broken':
      return [isRefused ? whole : { sink, state: 'unusable', ...life }];
    case 'none':
      return [{ sink, state: 'missing' }];
    default:
      return [{ sink, state: 'unread' }];
  }
}

/** For tests: what tom holds. */
export function tomsOutcome(day: number, endsOn: number): RotationOutcome {
  const {
    held: _held,
    places: _places,
    trial: _trial,
    onRecord: _record,
    ...outcome
  } = ownOutcome(day, endsOn);
  return {
    ...outcome,
    identity: '20009',
    holder: 'tom',
    before: null,
    decision: { kind: 'notify', reason: 'HeldByAnotherIdentity' },
  };
}

export function reportOn(
  day: number,
  outcomes: readonly RotationOutcome[],
  failures: readonly RotationFailure[] = [],
): RotationReport {
  const at = onDay(day).toISOString();
  const times = { now: at, startedAt: at, finishedAt: at };
  return { runId: `r${day}`, mode: 'apply', ...times, counts: emptyCounts, outcomes, failures };
}

export const forbidden = {
  code: 'Forbidden',
  message: 'not allowed',
  remedy: 'ask',
  requestId: null,
} as const;
