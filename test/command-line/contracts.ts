import * as v from 'valibot';

// The JSON contracts that programs rely on: fields may be added, none may be removed or change its type.

export const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/));
export const textOrNull = v.nullable(v.string());
export const status = v.picklist([
  'fresh',
  'renewable',
  'critical',
  'expired',
  'temporary',
  'notYetValid',
  'revoked',
  'unknown',
]);
const access = v.picklist(['public', 'private']);

export const clustersContract = v.array(
  v.object({
    id: v.pipe(v.string(), v.regex(/^c[0-9a-f]{32}$/)),
    name: v.string(),
    region: v.string(),
    type: v.string(),
    profile: v.string(),
    spec: v.string(),
    kind: v.picklist([
      'managed',
      'dedicated',
      'serverless',
      'edge',
      'lingjun',
      'acs',
      'registered',
      'hub',
      'unknown',
    ]),
    edition: textOrNull,
    state: v.string(),
    version: v.string(),
    /** Null if unknown: nobody could be asked. The preferred ones of each kind, and all of them. */
    endpoints: v.nullable(
      v.object({
        public: textOrNull,
        private: textOrNull,
        all: v.object({ public: v.array(v.string()), private: v.array(v.string()) }),
      }),
    ),
    created: v.nullable(instant),
    tags: v.record(v.string(), v.string()),
    vpc: textOrNull,
    /** Of the account's id and the profile, where several are asked. */
    account: textOrNull,
    source: textOrNull,
    /** When it was last seen, where its account or region did not answer now: it may be gone. */
    asOf: v.nullable(instant),
  }),
);

export const accountsContract = v.array(
  v.object({
    profile: v.string(),
    inFleet: v.boolean(),
    /** The one that is used unless another is named. */
    inUse: v.boolean(),
    /** Of a resource directory; null for a profile. */
    member: v.nullable(
      v.object({ name: v.string(), state: v.picklist(['joined', 'leftOut', 'beingDeleted', 'left']) }),
    ),
    /** Null where it does not answer, and then `error` says why. */
    account: textOrNull,
    identity: v.nullable(v.object({ type: v.picklist(['root', 'user', 'role']), uid: v.string() })),
    error: v.nullable(
      v.object({ code: v.string(), message: v.string(), remedy: v.string(), requestId: textOrNull }),
    ),
    /** How many the last complete scan saw, and when. */
    clusters: v.nullable(v.number()),
    seenAt: v.nullable(instant),
  }),
);

/** The profiles of the fleet from now on; `all`: also those to come. */
export const fleetContract = v.object({
  accounts: v.array(v.string()),
  all: v.boolean(),
  /** Whose members are of the fleet too. */
  directory: v.nullable(
    v.object({
      profile: v.string(),
      role: v.string(),
      /** Members that are not asked. */ without: v.array(v.string()),
    }),
  ),
  changed: v.boolean(),
  /** The profiles named for it: whether each could sign in, and as which account. */
  tried: v.array(
    v.object({
      profile: v.string(),
      account: textOrNull,
      error: v.nullable(v.object({ code: v.string(), message: v.string() })),
    }),
  ),
});

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
/** An error inside an answer; `errorContract` is the whole answer. */
export const problem = v.object({ code: v.string(), message: v.string() });

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
    ack: v.nullable(v.object({ clusterId: v.string(), region: textOrNull, access: v.nullable(access) })),
    warnings: v.array(v.string()),
  }),
);

export const getContract = v.object({
  cluster: v.object({ id: v.string(), name: v.string(), region: v.string() }),
  context: v.string(),
  file: textOrNull,
  access,
  /** `token`: does not expire; `notAfter` is null. */
  kind: v.picklist(['temporary', 'long-term', 'token']),
  notAfter: v.nullable(instant),
  changes: v.array(
    v.object({
      path: v.string(),
      change: v.picklist(['add', 'update', 'none', 'unknown']),
      /** Set if it is another file than `file`. */
      file: v.optional(v.string()),
    }),
  ),
  verified: v.nullable(v.boolean()),
  /** What could not be checked; absent if everything was proven. */
  unproven: v.optional(v.array(v.string())),
  /** True for `--dry-run` only. */
  dryRun: v.optional(v.boolean()),
});

/** Of several clusters: each as `get` prints it, or why it was not fetched. */
export const getSeveralContract = v.array(
  v.union([
    getContract,
    v.object({
      cluster: getContract.entries.cluster,
      error: v.object({ code: v.string(), message: v.string(), remedy: v.string() }),
    }),
  ]),
);

export const verifyContract = v.array(
  v.object({
    context: v.string(),
    /** Where it is; null for what was only just fetched. */
    file: textOrNull,
    verdict: v.picklist(['ok', 'failed']),
    cause: textOrNull,
    detail: v.string(),
    remedy: textOrNull,
    identity: v.nullable(v.object({ username: v.string(), groups: v.array(v.string()) })),
    latencyMs: v.nullable(v.number()),
    /** What the answers prove; `unknown` proves nothing. Null if no server was asked. */
    evidence: v.nullable(
      v.picklist([
        'accepted',
        'expired',
        'notYetValid',
        'unknownIssuer',
        'disowned',
        'unreachable',
        'unknown',
      ]),
    ),
    /** The rights that were seen for an accepted one. */
    scope: v.nullable(
      v.object({
        kind: v.picklist(['cluster', 'namespaces', 'paths', 'everybodys', 'unseen']),
        /** For `namespaces` and `everybodys`: where rights were seen. */
        names: v.optional(v.array(v.string())),
        /** For `unseen`: where they were looked for; there may be some elsewhere. */
        asked: v.optional(v.array(v.string())),
      }),
    ),
    /** False if the context does not verify the server's certificate. */
    serverProven: v.nullable(v.boolean()),
    /** The server's own, such as `1.34.1`. */
    serverVersion: textOrNull,
    /** Of which account's cluster ackring fetched it; null if its entries do not say. Absent inside other answers. */
    account: v.optional(textOrNull),
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

export const doctorContract = v.array(
  v.object({
    check: v.string(),
    level: v.picklist(['ok', 'warning', 'failed']),
    detail: v.string(),
    remedy: textOrNull,
    /** The profile of the account that it is about; only where several were asked. */
    profile: v.optional(v.string()),
  }),
);

export const doctorReportContract = v.object({
  /** Null if it was only shown. */
  file: textOrNull,
  report: v.string(),
});
