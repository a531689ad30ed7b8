import { createHash, randomBytes } from 'node:crypto';
import type { CallerIdentity } from '../cloud/sts/sts.js';
import type { ClusterRef } from '../words/cluster.js';
import { dayMs, hourMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { Ending, EndingRight } from './ending-right.js';

export const requestFormat = 'ackring.access-request/v1';

/**
 * What one person asks another to give. It is not signed: nothing in it proves who wrote it. Whoever approves it decides
 * by what it says, as themselves.
 */
export interface AccessRequest extends Pick<EndingRight, 'accountId' | 'identity' | 'isRamRole' | 'role'> {
  /** 32 hexadecimal digits, by chance: what was given for it is never given for it again. */
  readonly id: string;
  /** The uid of who asks, as the cloud told the machine that wrote this. */
  readonly by: string;
  readonly cluster: { readonly id: string; readonly name: string; readonly region: string };
  readonly minutes: number;
  readonly reason: string;
  readonly askedAt: Date;
  /** Until when it may be approved. */
  readonly validUntil: Date;
}

/** For how long a request may be approved, in ms. */
const validMs = { min: 5 * 60_000, usual: dayMs, max: 7 * dayMs } as const;

/** Clocks of two machines differ. */
const clocksMs = hourMs;

export interface AskedAccess extends Pick<AccessRequest, 'identity' | 'isRamRole' | 'cluster' | 'role'> {
  readonly ending: Ending;
  /** For how long it may be approved, in ms; null for a day. */
  readonly lastsMs: number | null;
}

/** Throws UsageInvalid for a `lastsMs` that is out of `validMs`. */
export function newRequest(
  { ending, lastsMs: given, identity, isRamRole, cluster, role }: AskedAccess,
  { uid: by, accountId }: CallerIdentity,
  now: Date,
): AccessRequest {
  const lastsMs = given ?? validMs.usual;
  if (!(lastsMs >= validMs.min && lastsMs <= validMs.max)) {
    throw new AckringError(
      'UsageInvalid',
      say('a request is valid for 5 minutes at the least, and 7 days at most'),
      {
        remedy: say('Give a duration such as 30m, 8h or 3d.'),
      },
    );
  }
  return {
    ...{ id: randomBytes(16).toString('hex'), accountId, by },
    identity: { uid: identity.uid, name: identity.name },
    isRamRole,
    cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
    role,
    ...{ minutes: Math.ceil(ending.lengthMs / 60_000), reason: ending.reason, askedAt: now },
    validUntil: new Date(now.getTime() + lastsMs),
  };
}

/** As a file: JSON, with the digest of all of it. */
export function requestText(request: AccessRequest): string {
  return `${JSON.stringify({ schema: requestFormat, ...request, digest: requestDigest(request) }, null, 2)}\n`;
}

/** Twelve hexadecimal digits of that digest, by which two people tell over another way that they see the same. */
export function requestCode(request: AccessRequest): string {
  return requestDigest(request).slice(0, 12);
}

/** Of the members in their order: a file may be formatted anew. */
export function requestDigest(request: AccessRequest): string {
  const { id, accountId, by, identity, isRamRole, cluster, role, minutes, reason, ...when } = request;
  const members = [
    ...[requestFormat, id, accountId, by, identity.uid, identity.name, isRamRole],
    ...[cluster.id, cluster.name, cluster.region, role.name, role.isCustom, role.namespace, minutes, reason],
    ...[when.askedAt.toISOString(), when.validUntil.toISOString()],
  ];
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}

export interface Approving {
  readonly caller: CallerIdentity;
  readonly cluster: ClusterRef & { readonly name: string };
  /** Every record that the approver can see. */
  readonly rights: readonly EndingRight[];
  readonly now: Date;
}

/** Why a request may not be approved so; null if it may. */
export function requestRefusal(
  request: AccessRequest,
  { caller, cluster, rights, now }: Approving,
): AckringError | null {
  const { by, identity, accountId, askedAt, validUntil } = request;
  if (accountId !== caller.accountId) {
    const facts = { accountId, other: caller.accountId };
    return refused(say('the request is for account {accountId}, and you are in {other}', facts));
  }
  // Two sessions of one role are one: the cloud does not tell whose they are.
  if (by === caller.uid || identity.uid === caller.uid) {
    return refused(say('nobody approves what they asked for, or would get, themselves'));
  }
  if (cluster.id !== request.cluster.id || cluster.name !== request.cluster.name) {
    const facts = { asked: request.cluster.name, cluster: cluster.name };
    return refused(say('the request is for the cluster {asked}, and that is {cluster} now', facts));
  }
  const isEarly = askedAt.getTime() > now.getTime() + clocksMs;
  const isLong = validUntil.getTime() - askedAt.getTime() > validMs.max;
  if (validUntil <= now || isEarly || isLong)
    return refused(say('the request is not valid any more, or not yet'));
  if (rights.some((right) => right.request?.id === request.id)) {
    return refused(say('the request was approved already: what it asked for was given once'));
  }
  return null;
}

function refused(what: ReturnType<typeof say>): AckringError {
  return new AckringError('Refused', what, {
    remedy: say('Let them ask anew, `ackring access request`, and somebody else approve it.'),
  });
}
