import * as v from 'valibot';

// The JSON contracts as programs rely on them: fields may be added, none may go or change its kind.

const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/));
const textOrNull = v.nullable(v.string());
const status = v.picklist(['fresh', 'renewable', 'critical', 'expired', 'temporary', 'revoked', 'unknown']);
const access = v.picklist(['public', 'private']);

export const clustersContract = v.array(
  v.object({
    id: v.pipe(v.string(), v.regex(/^c[0-9a-f]{32}$/)),
    name: v.string(),
    region: v.string(),
    type: v.string(),
    profile: v.string(),
    spec: v.string(),
    state: v.string(),
    version: v.string(),
    endpoints: v.object({ public: textOrNull, private: textOrNull }),
    created: v.nullable(instant),
    tags: v.record(v.string(), v.string()),
  }),
);

const certificate = v.object({
  kind: v.literal('certificate'),
  subject: v.object({ organizations: v.array(v.string()), commonName: v.string() }),
  uid: textOrNull,
  issuedAt: v.nullable(instant),
  notBefore: instant,
  notAfter: instant,
  serial: v.pipe(v.string(), v.regex(/^[0-9a-f]+$/)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
const otherCredential = v.looseObject({
  kind: v.picklist(['exec', 'token', 'basic', 'none', 'authProvider', 'unreadable']),
});

export const contextsContract = v.array(
  v.object({
    file: v.string(),
    context: v.string(),
    cluster: textOrNull,
    server: textOrNull,
    namespace: textOrNull,
    current: v.boolean(),
    credential: v.union([certificate, otherCredential]),
    status,
    daysLeft: v.nullable(v.pipe(v.number(), v.integer())),
    renewableFrom: v.nullable(instant),
    ack: v.nullable(v.object({ clusterId: v.string(), region: textOrNull })),
  }),
);

export const getContract = v.object({
  cluster: v.object({ id: v.string(), name: v.string(), region: v.string() }),
  context: v.string(),
  file: textOrNull,
  access,
  kind: v.picklist(['temporary', 'long-term']),
  notAfter: v.nullable(instant),
  changes: v.array(v.object({ path: v.string(), change: v.picklist(['add', 'update', 'none']) })),
  verified: v.nullable(v.boolean()),
});

export const verifyContract = v.array(
  v.object({
    context: v.string(),
    verdict: v.picklist(['ok', 'failed']),
    cause: textOrNull,
    remedy: textOrNull,
    identity: v.nullable(v.object({ username: v.string(), groups: v.array(v.string()) })),
    latencyMs: v.nullable(v.number()),
  }),
);

export const errorContract = v.strictObject({
  error: v.strictObject({
    code: v.string(),
    message: v.string(),
    remedy: v.pipe(v.string(), v.minLength(1)),
    requestId: textOrNull,
  }),
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
    role: v.string(),
    policy: v.object({
      Version: v.literal('1'),
      Statement: v.array(v.object({ Effect: v.literal('Allow'), Action: texts, Resource: texts })),
    }),
    trust: v.object({
      Version: v.literal('1'),
      Statement: v.array(
        v.object({
          Effect: v.literal('Allow'),
          Action: v.literal('sts:AssumeRole'),
          Principal: v.object({ Service: v.optional(texts), RAM: v.optional(texts) }),
        }),
      ),
    }),
  }),
);

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
  report: v.nullable(v.looseObject({ runId: v.string(), mode: v.picklist(['plan', 'apply']), counts })),
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
    }),
  ),
  lines: v.array(v.object({ at: instant, instance: textOrNull, text: v.string() })),
});

export const doctorContract = v.array(
  v.object({
    check: v.string(),
    level: v.picklist(['ok', 'warning', 'failed']),
    detail: v.string(),
    remedy: textOrNull,
  }),
);
