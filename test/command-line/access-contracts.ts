import * as v from 'valibot';
import { instant, problem, status, textOrNull } from './contracts.js';

const identity = v.object({
  uid: v.string(),
  name: v.string(),
  type: v.picklist(['root', 'user', 'role', 'unknown']),
  state: v.picklist(['active', 'inactive', 'deleted', 'unknown']),
});

const roles = v.nullable(v.array(v.object({ role: v.string(), namespace: textOrNull })));
/** `asAdministered`: there may be more in clusters that the caller does not administer. */
const rolesSeen = v.nullable(v.picklist(['all', 'asAdministered']));

export const accessContract = v.array(
  v.object({
    identity,
    cluster: v.string(),
    clusterId: v.string(),
    region: v.string(),
    status,
    notAfter: v.nullable(instant),
    lastActivity: v.nullable(v.union([instant, v.picklist(['never', 'unreadable'])])),
    roles,
    rolesSeen,
    orphan: v.boolean(),
    cloudService: textOrNull,
    /** Whose cluster it is, where several accounts were asked. */
    account: textOrNull,
    /** With `--tokens`: how the cluster takes RAM tokens of the identity. `unknown` is never taken for unmapped. */
    tokens: v.optional(
      v.object({
        verdict: v.picklist(['noAuthenticator', 'mappingsIgnored', 'mapped', 'unmapped', 'unknown']),
        mappedTo: v.array(v.object({ username: v.string(), groups: v.array(v.string()) })),
        because: v.array(v.object({ code: v.string(), message: v.string() })),
      }),
    ),
  }),
);

export const accessRecordContract = v.object({
  file: v.string(),
  kubeconfigs: v.number(),
  unread: v.array(v.object({ place: v.string(), code: v.string() })),
});

/** Who held what then: by the record of `recordedAt`, and the journal's changes since. */
export const accessAtContract = v.object({
  at: instant,
  recordedAt: instant,
  changes: v.array(
    v.object({
      sequence: v.number(),
      at: instant,
      action: v.string(),
      phase: v.string(),
      summary: v.string(),
    }),
  ),
  unread: v.array(v.object({ place: v.string(), code: v.string() })),
  journal: v.object({ sequence: v.number(), hash: v.string(), intact: v.boolean() }),
  lostRecords: v.array(v.string()),
  holdings: accessContract,
});

/** The last 7 days by the audit log; `unknown`: not seen, but not all of them could be searched. */
const recentUse = v.object({
  verdict: v.picklist(['used', 'unused', 'unknown']),
  lastUsed: v.nullable(instant),
  addresses: v.array(v.string()),
  agents: v.array(v.string()),
});

const cleaned = {
  cluster: v.string(),
  clusterId: v.string(),
  region: v.string(),
  uid: v.string(),
  name: v.string(),
};

/** Who is still let in by the certificate: what the bindings and the API server showed after it was taken away. */
const letInContract = v.nullable(
  v.object({
    verdict: v.picklist(['shutOut', 'letIn', 'unknown']),
    reason: v.string(),
    namespaces: v.array(v.string()),
    bindings: v.array(
      v.object({ kind: v.string(), namespace: textOrNull, name: v.string(), role: v.string() }),
    ),
    problem: v.nullable(problem),
  }),
);

export const cleanContract = v.object({
  plan: v.array(
    v.object({
      ...cleaned,
      verdict: v.picklist(['remove', 'needs-force', 'refused']),
      reason: v.string(),
      lastActivity: textOrNull,
      recentUse,
      roles,
      rolesSeen,
    }),
  ),
  applied: v.array(
    v.object({
      ...cleaned,
      result: v.picklist(['removed', 'alreadyRemoved', 'refused', 'failed', 'unconfirmed', 'unknown']),
      forced: v.boolean(),
      error: v.nullable(v.object({ ...problem.entries, requestId: textOrNull })),
      restorableUntil: v.nullable(instant),
      /** Null where nothing was removed, or nobody looked. */
      letIn: letInContract,
    }),
  ),
  unseen: v.array(v.object({ place: v.string(), ...problem.entries })),
  /** Whose cluster bindings could not all be recorded before their removal, and why. */
  unsaved: v.array(v.object({ ...cleaned, ...problem.entries })),
  /** Who may still come in by a token, which a clean does not end. */
  tokensLeft: v.array(v.object({ ...cleaned, ...problem.entries })),
  report: v.optional(textOrNull),
});

export const removedContract = v.array(
  v.object({
    identity: v.object({ uid: v.string(), name: v.string() }),
    cluster: v.object({ id: v.string(), name: v.string(), region: v.string() }),
    removedAt: instant,
    restorableUntil: instant,
    backup: textOrNull,
    console: v.string(),
  }),
);

export const revokeContract = v.object({
  plan: v.array(
    v.object({
      cluster: v.string(),
      clusterId: v.string(),
      verdict: v.picklist(['remove', 'refused']),
      reason: v.string(),
      lastActivity: v.nullable(instant),
      recentUse,
      contexts: v.array(v.object({ context: v.string(), file: v.string(), serial: textOrNull })),
      /** They name the cluster, and are not led to it: nothing is written. */
      leftAlone: v.array(v.object({ context: v.string(), file: v.string(), error: problem })),
      elsewhere: v.array(v.object({ context: v.string(), file: v.string() })),
      /** Contexts whose plug-in fetches a new one, since its cached one is dead. */
      plugins: v.array(v.object({ context: v.string(), file: v.string() })),
      sinks: v.picklist(['none', 'unreadable', 'searched']),
      places: v.array(
        v.object({
          sink: v.string(),
          holder: v.string(),
          serial: textOrNull,
          error: v.nullable(problem),
        }),
      ),
    }),
  ),
  applied: v.array(
    v.object({
      step: v.picklist(['proveAlive', 'revoke', 'fetch', 'deliver', 'verify', 'forget', 'proveOldDead']),
      subject: textOrNull,
      result: v.picklist(['done', 'failed', 'skipped', 'unknown']),
      error: v.nullable(problem),
    }),
  ),
  revoked: v.picklist(['yes', 'no', 'unknown']),
  letIn: letInContract,
});

export const unbindContract = v.object({
  cluster: v.string(),
  clusterId: v.string(),
  region: v.string(),
  uid: v.string(),
  plan: letInContract,
  applied: v.array(
    v.object({
      kind: v.string(),
      namespace: textOrNull,
      name: v.string(),
      /** `unknown`: it was cut off, and nothing tells what became of it. */
      result: v.picklist(['removed', 'gone', 'changed', 'failed', 'unknown']),
      error: v.nullable(problem),
    }),
  ),
  backup: textOrNull,
  letIn: letInContract,
});

export const sanContract = v.object({
  cluster: v.string(),
  clusterId: v.string(),
  server: textOrNull,
  presented: v.array(v.string()),
  dialled: v.array(v.string()),
  proposal: v.picklist(['fine', 'add', 'pending', 'lastResort', 'byOperator', 'impossible']),
  missing: v.array(v.string()),
  verified: v.nullable(v.boolean()),
});

export const leakContract = v.array(
  v.object({
    finding: v.object({
      line: v.number(),
      certificate: v.nullable(
        v.object({
          subject: v.object({ organizations: v.array(v.string()), commonName: v.string() }),
          uid: textOrNull,
          issuedAt: v.nullable(instant),
          notBefore: instant,
          notAfter: instant,
          serial: v.string(),
          sha256: v.string(),
        }),
      ),
      token: v.optional(
        v.object({
          kind: v.picklist(['serviceAccount', 'ram', 'bearer']),
          subject: textOrNull,
          expiresAt: v.nullable(instant),
          secret: v.nullable(v.object({ namespace: v.string(), name: v.string() })),
        }),
      ),
      hasKey: v.boolean(),
      server: textOrNull,
      clusterId: textOrNull,
    }),
    door: v.picklist(['open', 'presumedOpen', 'closed', 'unknown']),
    reason: v.string(),
    identity: v.nullable(identity),
    cluster: v.nullable(v.object({ id: v.string(), name: v.string(), region: v.string() })),
    remedy: textOrNull,
    /** It is only in files of one's own that nobody else can read: no leak, whatever it opens. */
    own: v.boolean(),
    places: v.array(
      v.object({
        file: v.string(),
        line: v.number(),
        commit: textOrNull,
        owner: v.picklist(['others', 'kubeconfig', 'kept']),
      }),
    ),
  }),
);
