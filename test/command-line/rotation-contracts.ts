import * as v from 'valibot';
import { instant, problem, textOrNull } from './contracts.js';

const failure = v.object({ ...problem.entries, remedy: v.string(), requestId: textOrNull });
const credential = v.nullable(v.object({ notAfter: instant, serial: v.string(), server: v.string() }));
const count = v.pipe(v.number(), v.integer());
const state = v.picklist(['ready', 'pending', 'failing', 'blocked']);
const condition = v.object({
  state,
  reason: v.string(),
  since: instant,
  heldUntil: v.nullable(instant),
  /** Of a life that was shortened. */
  heldFrom: v.optional(instant),
  brokenSince: v.nullable(instant),
  lastProof: v.nullable(instant),
  awaitsProof: textOrNull,
  nextAttempt: v.nullable(instant),
  message: textOrNull,
  remedy: textOrNull,
});
const standing = v.object({
  conditions: v.object({ ready: count, pending: count, failing: count, blocked: count }),
  broken: count,
  firstEnd: v.nullable(instant),
});
/** Region, identity, clusters or others' holdings, by `kind`; or everything. */
const hidden = v.looseObject({ kind: v.picklist(['all', 'region', 'identity', 'clusters', 'holders']) });

/** For `rotate dismiss`. */
export const dismissContract = v.object({
  key: v.string(),
  label: v.string(),
  reason: v.string(),
  places: v.array(v.object({ sink: v.string(), place: textOrNull, until: v.nullable(instant) })),
  /** Null where it was only planned. */
  at: v.nullable(instant),
});

/** For `rotate move`. */
export const moveContract = v.object({
  key: v.string(),
  label: v.string(),
  moves: v.array(v.object({ sink: v.string(), from: v.string(), to: v.string() })),
  applied: v.boolean(),
});

/** For `rotate plan` and `rotate apply`, the function's answer, and the reports that sinks keep. */
export const rotationContract = v.object({
  runId: v.string(),
  mode: v.picklist(['plan', 'apply']),
  now: instant,
  startedAt: instant,
  finishedAt: instant,
  counts: v.object({
    total: count,
    renewed: count,
    delivered: count,
    unchanged: count,
    kept: count,
    skipped: count,
    notified: count,
    deferred: count,
    failed: count,
  }),
  outcomes: v.array(
    v.object({
      cluster: v.object({ id: v.string(), name: v.string() }),
      region: v.string(),
      identity: v.string(),
      holder: textOrNull,
      decision: v.object({
        kind: v.picklist(['skip', 'notify', 'renew', 'deliver', 'keep']),
        reason: v.string(),
      }),
      notAfter: v.nullable(instant),
      daysLeft: v.nullable(count),
      held: v.optional(
        v.nullable(
          v.object({
            state: v.picklist(['whole', 'partly', 'broken', 'none', 'unknown']),
            notAfter: v.nullable(instant),
            /** Of a life that was shortened. */
            notBefore: v.optional(instant),
          }),
        ),
      ),
      /** Each place it was delivered to, as it was seen or left. */
      places: v.optional(
        v.array(
          v.object({
            sink: v.string(),
            place: v.optional(v.string()),
            named: v.optional(v.string()),
            state: v.picklist(['held', 'unusable', 'missing', 'unread']),
            version: v.optional(v.string()),
            notAfter: v.optional(instant),
            notBefore: v.optional(instant),
            proof: v.optional(v.picklist(['accepted', 'refused'])),
            cause: v.optional(v.string()),
            isDelivered: v.optional(v.literal(true)),
            isSettled: v.optional(v.literal(true)),
            recorded: v.optional(v.string()),
          }),
        ),
      ),
      /** The place it is about, if nothing is delivered there any more. */
      left: v.optional(v.string()),
      onRecord: v.optional(v.nullable(v.object({ notAfter: v.nullable(instant), state: v.string() }))),
      due: v.optional(v.nullable(instant)),
      trial: v.optional(
        v.nullable(v.object({ result: v.picklist(['accepted', 'refused', 'unproven']), cause: textOrNull })),
      ),
      condition: v.optional(v.nullable(condition)),
      before: credential,
      after: credential,
      steps: v.array(
        v.object({
          step: v.picklist(['fetch', 'prove newer', 'stage', 'prove works', 'promote', 'read back']),
          result: v.picklist(['done', 'unchanged', 'skipped', 'failed']),
          durationMs: v.number(),
          sink: textOrNull,
        }),
      ),
      deferred: v.nullable(v.picklist(['deadline', 'halted', 'cancelled'])),
      error: v.nullable(failure),
    }),
  ),
  failures: v.array(v.object({ what: v.string(), error: failure, hides: v.optional(hidden) })),
  rights: v.optional(
    v.array(
      v.object({
        id: v.string(),
        identity: v.object({ uid: v.string(), name: v.string() }),
        cluster: v.object({ id: v.string(), name: v.string() }),
        region: v.string(),
        role: v.string(),
        namespace: textOrNull,
        until: instant,
        /** How it is over; null if it is not known to be. */
        how: v.nullable(v.picklist(['takenBack', 'gone', 'changed', 'absent', 'refused', 'givenAgain'])),
      }),
    ),
  ),
  stale: v.optional(
    v.array(
      v.object({
        sink: v.string(),
        place: v.string(),
        cluster: v.string(),
        reason: v.picklist(['ClusterNotListed', 'HolderNotConfigured']),
      }),
    ),
  ),
  truncated: v.optional(v.boolean()),
});

export const simulationContract = v.object({
  from: instant,
  until: instant,
  months: v.array(
    v.object({
      month: v.pipe(v.string(), v.regex(/^\d{4}-\d\d$/)),
      renew: v.number(),
      deliver: v.number(),
      notify: v.number(),
    }),
  ),
  events: v.array(
    v.object({
      at: instant,
      cluster: v.object({ id: v.string(), name: v.string() }),
      region: v.string(),
      identity: v.string(),
      decision: v.object({ kind: v.picklist(['renew', 'deliver', 'notify']), reason: v.string() }),
      notAfter: v.nullable(instant),
    }),
  ),
  failures: v.array(v.looseObject({ what: v.string() })),
});

const texts = v.array(v.string());

export const policyContract = v.array(
  v.object({
    for: v.picklist(['function', 'operator', 'person', 'fleet', 'incident', 'granting']),
    role: v.nullable(v.string()),
    policy: v.object({
      Version: v.literal('1'),
      Statement: v.array(
        v.object({
          Effect: v.literal('Allow'),
          Action: texts,
          Resource: texts,
          /** By operator, then by key. */
          Condition: v.optional(v.record(v.string(), v.record(v.string(), texts))),
        }),
      ),
    }),
    trust: v.nullable(
      v.object({
        Version: v.literal('1'),
        Statement: v.array(
          v.object({
            Effect: v.literal('Allow'),
            Action: v.literal('sts:AssumeRole'),
            Principal: v.object({ Service: v.optional(texts), RAM: v.optional(texts) }),
            Condition: v.optional(v.object({ StringEquals: v.object({ 'sts:ExternalId': texts }) })),
          }),
        ),
      }),
    ),
    unscoped: texts,
  }),
);

export const functionFilesContract = v.object({
  file: textOrNull,
  files: texts,
  functions: v.array(v.object({ name: v.string(), region: v.string(), vpcId: v.string(), clusters: texts })),
  withoutVpc: texts,
});

export const cronJobStatusContract = v.object({
  context: v.string(),
  namespace: v.string(),
  name: v.string(),
  image: textOrNull,
  schedule: v.string(),
  /** Null: that of the cluster's controllers. */
  timeZone: textOrNull,
  isSuspended: v.boolean(),
  created: v.nullable(instant),
  lastScheduled: v.nullable(instant),
  lastSucceeded: v.nullable(instant),
  active: v.number(),
});

export const cronJobFilesContract = v.object({
  file: textOrNull,
  files: texts,
  cluster: v.string(),
  manifests: v.string(),
  policy: v.record(v.string(), v.unknown()),
  trust: v.record(v.string(), v.unknown()),
});

const logPlace = v.nullable(v.object({ project: v.string(), logstore: v.string() }));
const counts = v.record(v.string(), v.number());

export const functionStatusContract = v.object({
  name: v.string(),
  region: v.string(),
  runtime: v.string(),
  handler: v.string(),
  memoryMiB: v.number(),
  timeoutSeconds: v.number(),
  state: textOrNull,
  role: textOrNull,
  modified: v.nullable(instant),
  triggers: v.array(
    v.object({
      name: v.string(),
      type: v.string(),
      cron: textOrNull,
      enabled: v.boolean(),
      payload: textOrNull,
    }),
  ),
  asyncInvoke: v.nullable(v.object({ retries: v.number(), maxAgeSeconds: v.number() })),
  logs: logPlace,
});

export const functionInvokeContract = v.object({
  requestId: textOrNull,
  result: v.picklist(['accepted', 'answered', 'failed']),
  report: v.nullable(rotationContract),
  answer: textOrNull,
  log: textOrNull,
});

export const functionLogsContract = v.object({
  logs: logPlace,
  runs: v.array(
    v.object({
      runId: v.string(),
      mode: v.picklist(['plan', 'apply']),
      startedAt: v.string(),
      finishedAt: v.string(),
      counts,
      failures: v.array(v.string()),
      standing: v.optional(standing),
    }),
  ),
  lines: v.array(v.object({ at: instant, instance: textOrNull, text: v.string() })),
});
