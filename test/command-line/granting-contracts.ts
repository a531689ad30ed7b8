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

const askedBy = v.object({ id: v.string(), by: v.string(), at: instant });

/** The file itself. */
export const accessRequestContract = v.object({
  schema: v.literal('ackring.access-request/v1'),
  id: v.string(),
  accountId: v.string(),
  /** The uid of whoever asks. */
  by: v.string(),
  identity: v.object({ uid: v.string(), name: v.string() }),
  isRamRole: v.boolean(),
  cluster,
  role: v.object({ name: v.string(), isCustom: v.boolean(), namespace: textOrNull }),
  minutes: v.number(),
  reason: v.string(),
  askedAt: instant,
  /** Until when it may be approved. */
  validUntil: instant,
  /** SHA-256 of all that, in hex. */
  digest: v.string(),
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
      /** With `--for`: it ends so long after it was given. */
      ending: v.nullable(v.object({ minutes: v.number(), reason: v.string() })),
      /** The configuration of the rotation that takes it back as well. */
      ledger: textOrNull,
      /** By whom it was asked for, in the request that is approved. */
      request: v.nullable(askedBy),
      /** When the same role ends that was given from this machine for a time. */
      endsAt: v.nullable(instant),
      /** The least that RAM has to allow beside a role that is granted. */
      ramPolicy: v.nullable(ramPolicy),
    }),
  ),
  applied: v.boolean(),
  /** The list of permissions shows it; null where nothing was changed. */
  seen: v.nullable(v.boolean()),
  /** When it is taken back; null if never. */
  until: v.nullable(instant),
});

export const requestsContract = v.array(
  v.object({
    id: v.string(),
    account: v.string(),
    identity: v.object({ uid: v.string(), name: v.string() }),
    cluster: v.string(),
    clusterId: v.string(),
    region: v.string(),
    role: v.string(),
    namespace: textOrNull,
    /** The uid of whoever gave it, or approved it. */
    by: v.string(),
    reason: v.string(),
    /** By whom it was asked for, in the request that `by` approved. */
    request: v.nullable(askedBy),
    /** The configuration of the rotation whose ledger has it too. */
    ledger: textOrNull,
    askedAt: instant,
    until: instant,
    /**
     * By the last observation, of `asOf`. `intended`: no answer was seen. `gone`: the cloud was asked to take it, and did not
     * say that it had. `changed`: it had been seen, and was gone when it was to be taken; `absent`: it was never seen.
     * `refused`: the cloud did not let it be given. `givenAgain`: it was over by the ledger of the rotation, and what is there
     * now was given since.
     */
    state: v.picklist([
      'intended',
      'given',
      'unknown',
      'takenBack',
      'gone',
      'changed',
      'absent',
      'refused',
      'givenAgain',
    ]),
    asOf: instant,
    /** Why the last try to take it back failed. */
    trouble: v.nullable(v.object({ code: v.string(), message: v.string(), at: instant })),
  }),
);

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
