import * as v from 'valibot';
import { instant, textOrNull } from './contracts.js';

const problem = v.nullable(v.object({ code: v.string(), message: v.string() }));
const texts = v.array(v.string());

export const migrateContract = v.array(
  v.object({
    cluster: v.string(),
    clusterId: v.string(),
    region: v.string(),
    identity: v.object({
      uid: v.string(),
      name: v.string(),
      type: v.picklist(['root', 'user', 'role', 'unknown']),
      state: v.picklist(['active', 'inactive', 'deleted', 'unknown']),
    }),
    /** Where it stands, after what was done: `watching` uses tokens, `cleaned` has no certificate any more. */
    stage: v.picklist(['certificate', 'begun', 'proven', 'watching', 'cleaned']),
    verdict: v.picklist(['migrate', 'resume', 'wait', 'clean', 'done', 'undo', 'blocked']),
    reason: v.string(),
    /** The name of what is in the way. */
    obstacle: textOrNull,
    /** Why something could not be read. */
    error: problem,
    /** Of the certificate, by the bindings; null if they do not tell. */
    commonName: textOrNull,
    notAfter: v.nullable(instant),
    /** SHA-256 of the certificates in local contexts, lower-case hex; empty if they are not known here. */
    fingerprints: texts,
    /** The RAMIdentityMapping that the token needs; null if that is not clear. */
    mapping: v.nullable(v.object({ name: v.string(), arn: v.string(), username: v.string(), groups: texts })),
    /** A null namespace is the cluster as a whole. */
    bindings: v.array(
      v.object({
        kind: v.picklist(['ClusterRoleBinding', 'RoleBinding']),
        name: v.string(),
        namespace: textOrNull,
        role: v.object({ kind: v.string(), name: v.string() }),
      }),
    ),
    /** Null if it was not read. */
    isMapped: v.nullable(v.boolean()),
    /** Of the certificate in the last 7 days; `unknown` must not be taken for unused. */
    usage: v.object({
      verdict: v.picklist(['used', 'unused', 'unknown']),
      lastUsed: v.nullable(instant),
      addresses: texts,
      agents: texts,
    }),
    contexts: v.array(
      v.object({
        file: v.string(),
        context: v.string(),
        change: v.picklist(['switch', 'handOver', 'shared', 'elsewhere']),
      }),
    ),
    /** Kinds of the rotation's sinks that still deliver the certificate. */
    sinks: texts,
    /** The same by name, and each one's place for this certificate; null if the configuration cannot be read. */
    sinkPlaces: v.nullable(v.array(v.object({ sink: v.string(), place: textOrNull }))),
    watchedSince: v.nullable(instant),
    /** How long the whole audit log shows no use of it, over all runs. */
    unusedSince: v.nullable(instant),
    quietDays: v.number(),
    /** Null while nothing was done. */
    applied: v.nullable(
      v.object({
        /** `unknown`: a write was cut off, and nothing tells what became of it. */
        result: v.picklist(['migrated', 'cleaned', 'undone', 'left', 'refused', 'failed', 'unknown']),
        error: problem,
      }),
    ),
  }),
);
