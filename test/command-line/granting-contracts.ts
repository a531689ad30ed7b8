import * as v from 'valibot';
import { instant, textOrNull } from './contracts.js';

const identity = v.object({
  uid: v.string(),
  name: v.string(),
  type: v.picklist(['root', 'user', 'role', 'unknown']),
  state: v.picklist(['active', 'inactive', 'deleted', 'unknown']),
});
const cluster = v.object({ id: v.string(), name: v.string(), region: v.string() });

export const lifeContract = v.object({
  cluster,
  identity,
  /** What each certificate lives from the next one on. */
  hours: v.number(),
  /** When the one in force ends, which stays; null if none is. */
  notAfter: v.nullable(instant),
  /** How long before its end a certificate of that life is renewed. */
  renewedBeforeHours: v.number(),
  applied: v.boolean(),
});

const texts = v.array(v.string());
const ramPolicy = v.object({
  Version: v.literal('1'),
  Statement: v.array(v.object({ Effect: v.literal('Allow'), Action: texts, Resource: texts })),
});

export const grantContract = v.object({
  plan: v.array(
    v.object({
      cluster: v.string(),
      clusterId: v.string(),
      region: v.string(),
      identity,
      change: v.picklist(['grant', 'withdraw']),
      role: v.string(),
      namespace: textOrNull,
      reason: v.picklist(['toDo', 'alreadyGranted', 'notGranted', 'isRoot', 'isCaller', 'isDeleted']),
      /** What the identity has there now, as far as the caller may see it. */
      present: v.array(v.object({ role: v.string(), namespace: textOrNull })),
      /** The least that RAM has to allow beside a role that is granted. */
      ramPolicy: v.nullable(ramPolicy),
    }),
  ),
  applied: v.boolean(),
  /** The list of permissions shows it; null where nothing was changed. */
  seen: v.nullable(v.boolean()),
});

export const policyCheckContract = v.array(
  v.object({
    /** The rule's place in its file, from 1. */
    rule: v.number(),
    cluster,
    identity,
    /** Whole hours left: the cloud tells when a certificate ends, not when it began. Null if none is in force. */
    life: v.nullable(v.number()),
    verdict: v.picklist(['kept', 'broken']),
  }),
);
