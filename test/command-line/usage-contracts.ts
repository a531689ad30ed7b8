import * as v from 'valibot';
import { instant, textOrNull } from './contracts.js';

const span = v.object({ from: instant, to: instant });

export const usageContract = v.array(
  v.object({
    cluster: v.string(),
    clusterId: v.string(),
    region: v.string(),
    identity: v.string(),
    uid: v.string(),
    accountType: v.picklist(['root', 'user', 'role', 'unknown']),
    accountState: v.picklist(['active', 'inactive', 'deleted', 'unknown']),
    /** Null if it was not seen. */
    commonName: textOrNull,
    /** `unknown`: not seen, but not all of the requested period could be searched. */
    verdict: v.picklist(['used', 'unused', 'unknown']),
    firstUsed: v.nullable(instant),
    lastUsed: v.nullable(instant),
    count: v.number(),
    refused: v.number(),
    /** As the API server saw them, newest first; `new` for the first time on an old certificate, null where the log does not tell. */
    addresses: v.array(
      v.object({
        address: v.string(),
        first: instant,
        last: instant,
        count: v.number(),
        agents: v.array(v.string()),
        new: v.nullable(v.boolean()),
      }),
    ),
    certificates: v.array(v.object({ sha256: v.string(), last: instant, count: v.number() })),
    agents: v.array(v.string()),
    verbs: v.array(v.string()),
    namespaces: v.array(v.string()),
    /** A null namespace is the cluster as a whole. */
    leastRoles: v.array(
      v.object({
        namespace: textOrNull,
        rules: v.array(
          v.object({
            apiGroups: v.array(v.string()),
            resources: v.array(v.string()),
            resourceNames: v.optional(v.array(v.string())),
            nonResourceURLs: v.optional(v.array(v.string())),
            verbs: v.array(v.string()),
          }),
        ),
      }),
    ),
    isCut: v.boolean(),
    seen: v.object({ from: instant, to: instant, whole: v.boolean(), gaps: v.array(span) }),
    /** Of the cluster's account, where several were asked. */
    account: textOrNull,
  }),
);
