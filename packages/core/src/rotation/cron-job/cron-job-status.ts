import * as v from 'valibot';
import { type FunctionHealth, judgeFunction } from '../function/function-health.js';
import type { KeptRun } from '../report/kept-runs.js';

/** What Kubernetes says about a rotation's CronJob. */
export interface CronJobStatus {
  readonly namespace: string;
  readonly name: string;
  readonly image: string | null;
  /** Cron's five fields. */
  readonly schedule: string;
  /** Null: that of the cluster's controllers, which they do not tell. */
  readonly timeZone: string | null;
  readonly isSuspended: boolean;
  readonly created: Date | null;
  /** When a job was begun last; null if never. */
  readonly lastScheduled: Date | null;
  /** When one ended well last; null if none did, or where Kubernetes does not keep it (before 1.21). */
  readonly lastSucceeded: Date | null;
  /** Jobs under way. */
  readonly active: number;
}

const instant = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((text) => new Date(text)),
    ),
  ),
  null,
);
const container = v.object({ image: v.optional(v.string()) });
const template = v.object({ spec: v.object({ containers: v.array(container) }) });

const cronJobSchema = v.object({
  metadata: v.object({ name: v.string(), namespace: v.string(), creationTimestamp: instant }),
  spec: v.object({
    schedule: v.string(),
    timeZone: v.optional(v.nullable(v.string()), null),
    suspend: v.optional(v.boolean(), false),
    jobTemplate: v.object({ spec: v.object({ template }) }),
  }),
  status: v.optional(
    v.object({
      lastScheduleTime: instant,
      lastSuccessfulTime: instant,
      active: v.optional(v.array(v.unknown()), []),
    }),
    { active: [] },
  ),
});

/** Of the object as an API server answers it; null if it is no CronJob. */
export function cronJobStatus(object: unknown): CronJobStatus | null {
  const parsed = v.safeParse(cronJobSchema, object);
  if (!parsed.success) return null;
  const { metadata, spec, status } = parsed.output;
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    image: spec.jobTemplate.spec.template.spec.containers[0]?.image ?? null,
    schedule: spec.schedule,
    timeZone: spec.timeZone,
    isSuspended: spec.suspend,
    created: metadata.creationTimestamp,
    lastScheduled: status.lastScheduleTime,
    lastSucceeded: status.lastSuccessfulTime,
    active: status.active.length,
  };
}

/** Its schedule as a timer of the function's; null if it cannot be told when it is due. */
export function timerOf({ schedule, timeZone }: Pick<CronJobStatus, 'schedule' | 'timeZone'>): string | null {
  return timeZone === null || schedule.startsWith('@') ? null : `CRON_TZ=${timeZone} 0 ${schedule}`;
}

/**
 * By the same rules as the function: it is not suspended, it ran when last due, not in part, and what consumers hold is
 * not about to end. `runs` is what the sinks remember; null if they could not be read.
 */
export function judgeCronJob(
  status: CronJobStatus,
  { runs, now }: { readonly runs: readonly KeptRun[] | null; readonly now: Date },
): FunctionHealth {
  const timer = { name: status.name, type: 'timer', enabled: !status.isSuspended, payload: null };
  return judgeFunction({
    status: { state: null, modified: status.created, triggers: [{ ...timer, cron: timerOf(status) }] },
    runs,
    records: null,
    recordsSince: now,
    now,
  });
}
