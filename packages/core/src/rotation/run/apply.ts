import { concurrently } from '../../cloud/concurrently.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import { type Deadline, watchDeadline } from '../inventory/deadline.js';
import type { IdentityAccess } from '../inventory/fleet-slice.js';
import type { KnownCredentials } from '../ledger/standing.js';
import { createHalt, type Halt, orderWork } from '../plan/halt.js';
import { type PlannedCredential, plannedOutcome, type RotationPlan } from '../plan/plan.js';
import { isWork } from '../policy/decision.js';
import {
  countOutcomes,
  outcomeError,
  type RotationFailure,
  type RotationListener,
  type RotationOutcome,
  type RotationReport,
} from '../report/report.js';
import { createStepLog } from '../report/step-log.js';
import type { Sink } from '../sinks/sink.js';
import { type ManagedItem, rotateCredential } from './rotate-credential.js';

export interface ApplyContext {
  readonly runId: string;
  readonly startedAt: Date;
  readonly configuration: RotationConfiguration;
  readonly identities: readonly IdentityAccess[];
  readonly sinks: readonly Sink[];
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** Each credential's condition after the run before. */
  readonly known: KnownCredentials;
  /** Another part of the run failed: only urgent work is started. */
  readonly isHalted?: boolean | undefined;
  /** When the host stops us; null if it does not. */
  readonly deadline: Date | null;
  readonly onEvent?: RotationListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries out a plan: the urgent ones, a few canaries, then the others in order of urgency, concurrently and
 * independently. Starts nothing that the deadline leaves no time for; the rest is `deferred`, and the next run
 * continues. Never throws for one credential's failure, and never revokes.
 */
export async function applyRotation(plan: RotationPlan, context: ApplyContext): Promise<RotationReport> {
  const { clock, configuration } = context;
  const deadline = watchDeadline(context.deadline, clock, context.signal);
  const { canary, concurrency } = configuration;
  const { known, isHalted = false } = context;
  const work = plan.items.filter(isManagedWork);
  context.onEvent?.({ kind: 'planned', total: plan.items.length, work: work.length });
  const outcomes = plan.items
    .filter((item) => !isManagedWork(item))
    .map((item) => plannedOutcome(item, plan.now));
  const { pressing, canaries, rest } = orderWork(work, { canary, known, now: plan.now });
  const { haltAbovePercent } = canary;
  const halt = createHalt({ canaries: canaries.length, haltAbovePercent, known, isHalted });
  const never: Halt = { record: () => undefined, isHalted: () => false };
  for (const { batch, watch } of [
    { batch: pressing, watch: never },
    { batch: canaries, watch: halt },
    { batch: rest, watch: halt },
  ]) {
    const apply = (item: ManagedItem) => applyOne(item, plan, context, { deadline, halt: watch });
    for await (const outcome of concurrently(batch, concurrency, apply)) {
      outcomes.push(outcome);
      context.onEvent?.({ kind: 'outcome', outcome });
    }
  }
  deadline.end();
  const tried = outcomes.some(({ steps }) => steps.length > 0);
  const isOutOfTime = !tried && outcomes.some(({ deferred }) => deferred === 'deadline');
  return report(isOutOfTime ? { ...plan, failures: [...plan.failures, noTime()] } : plan, context, outcomes);
}

/** Reading alone took all the time: every run would end like this one. */
function noTime(): RotationFailure {
  const error = new AckringError('TimedOut', say('listing and looking left no time for any work'), {
    remedy: say(
      'Raise the timeout of the function, or `concurrency`, or lower `shardSize` in rotation.yaml.',
    ),
  });
  return { what: 'time', error: outcomeError(error) };
}

async function applyOne(
  item: ManagedItem,
  plan: RotationPlan,
  context: ApplyContext,
  { deadline, halt }: { readonly deadline: Deadline; readonly halt: Halt },
): Promise<RotationOutcome> {
  const identity = context.identities.find(({ key }) => key === item.subject.identity.key);
  const planned = plannedOutcome(item, plan.now);
  if (halt.isHalted()) return { ...planned, deferred: 'halted' };
  if (!deadline.hasTime() || identity === undefined) return { ...planned, deferred: 'deadline' };
  const outcome = await rotateCredential(item, {
    identity,
    sinks: context.sinks,
    apiServer: context.apiServer,
    clock: context.clock,
    verify: context.configuration.verify,
    renewBeforeDays: context.configuration.renewBeforeDays,
    now: plan.now,
    signal: deadline.signal,
    log: createStepLog(context.clock, (record) =>
      context.onEvent?.({
        kind: 'step',
        cluster: item.subject.cluster.id,
        identity: identity.name,
        record,
      }),
    ),
  });
  halt.record(outcome);
  return outcome;
}

function isManagedWork(item: PlannedCredential): item is ManagedItem {
  return item.subject.kind === 'managed' && isWork(item.decision);
}

function report(
  plan: RotationPlan,
  { runId, startedAt, clock }: ApplyContext,
  outcomes: readonly RotationOutcome[],
): RotationReport {
  const sorted = outcomes.toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
  return {
    runId,
    mode: 'apply',
    now: plan.now.toISOString(),
    startedAt: startedAt.toISOString(),
    finishedAt: clock.now().toISOString(),
    counts: countOutcomes('apply', sorted),
    outcomes: sorted,
    failures: plan.failures,
  };
}

function nameOf({ cluster, identity }: RotationOutcome): string {
  return `${cluster.id}/${identity}`;
}
