import { dayMs, minuteMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { withoutSecretLooks } from '../words/secret-looks.js';
import { visible } from '../words/visible.js';
import type { RoleChange } from './change-role.js';

/** For how long a role is given, and why. */
export interface Ending {
  readonly lengthMs: number;
  readonly reason: string;
}

/** In ms: work of an incident takes some minutes; what lasts longer than a month is no exception any more. */
export const endingMs = { min: 5 * minuteMs, max: 30 * dayMs } as const;

const longestReason = 200;

/** Throws UsageInvalid for a length out of bounds, and without a reason. */
export function endingAfter(lengthMs: number, reason: string): Ending {
  if (!(lengthMs >= endingMs.min && lengthMs <= endingMs.max)) {
    throw new AckringError(
      'UsageInvalid',
      say('a right ends after 5 minutes at the least, and 30 days at most'),
      {
        remedy: say('Give a duration such as 30m, 8h or 3d.'),
      },
    );
  }
  const told = withoutSecretLooks(visible(reason.trim()));
  if (told === '' || told.length > longestReason) {
    throw new AckringError(
      'UsageInvalid',
      told === ''
        ? say('a right that ends needs a reason')
        : say('a reason has {count} characters at most', { count: longestReason }),
      { remedy: say('Say in a few words why, such as a ticket: it is kept with the right.') },
    );
  }
  return { lengthMs, reason: told };
}

/**
 * How a right is over. `takenBack`: the cloud said so, and showed it. `gone`: since it was asked, whoever took it.
 * `changed`: it had been seen, and was gone before anything was asked; `absent`: nobody ever saw it. `refused`: the cloud
 * did not let it be given. `givenAgain`: it was over by the ledger, and what is there now was given since.
 */
export const rightEnds = ['takenBack', 'gone', 'changed', 'absent', 'refused', 'givenAgain'] as const;

export type RightEnd = (typeof rightEnds)[number];

/** The role exactly as it was given from here, until when, and what was observed of it since. */
export interface EndingRight extends Omit<RoleChange, 'direction'> {
  /** Eight hexadecimal digits. */
  readonly id: string;
  readonly accountId: string;
  /** The uid of whoever gave it. */
  readonly by: string;
  readonly reason: string;
  /** Who had asked for it, by the request that `by` approved; null where nobody had to. */
  readonly request: { readonly id: string; readonly by: string; readonly at: Date } | null;
  /** The configuration file of the rotation whose ledger has it too; null for none, and in that ledger. */
  readonly ledger: string | null;
  readonly until: Date;
  /** When it was recorded, before the cloud was asked. */
  readonly askedAt: Date;
  /** When the cloud had answered, whatever it said; null if nobody waited for that to the end. */
  readonly answeredAt: Date | null;
  /** When the list of permissions showed it last. */
  readonly seenAt: Date | null;
  /** Since when the cloud is asked to take it. */
  readonly takingAt: Date | null;
  readonly over: { readonly how: RightEnd; readonly at: Date } | null;
  /** Why the last try to take it back failed. */
  readonly trouble: { readonly code: string; readonly message: string; readonly at: Date } | null;
}

export type RightState = 'intended' | 'given' | 'unknown' | RightEnd;

/** What is known of it, and since when. */
export function rightState(right: EndingRight): { readonly state: RightState; readonly asOf: Date } {
  const { over, takingAt, seenAt, answeredAt, askedAt } = right;
  if (over !== null) return { state: over.how, asOf: over.at };
  if (takingAt !== null) return { state: 'unknown', asOf: takingAt };
  if (seenAt !== null) return { state: 'given', asOf: seenAt };
  return answeredAt === null ? { state: 'intended', asOf: askedAt } : { state: 'unknown', asOf: answeredAt };
}

/** With what its other keeper observed: what is gone since that asked the cloud to take it is nobody else's doing. */
export function withObserved(right: EndingRight, elsewhere: EndingRight | null): EndingRight {
  if (elsewhere === null) return right;
  return {
    ...right,
    answeredAt: right.answeredAt ?? elsewhere.answeredAt,
    seenAt: right.seenAt ?? elsewhere.seenAt,
    takingAt: right.takingAt ?? elsewhere.takingAt ?? elsewhere.over?.at ?? null,
  };
}

/** What the journal keeps of it for good, beside the role. */
export function endingFacts({ id, until, reason, by, request }: EndingRight) {
  const asked = request === null ? {} : { request: request.id, askedBy: request.by };
  return { right: id, until: until.toISOString(), reason, by, ...asked };
}

/** ACK keeps one entry for each of these, and not who gave it: what is given again in the same words is the same. */
export function isSameRight(
  right: EndingRight,
  other: Pick<RoleChange, 'identity' | 'cluster' | 'role'>,
): boolean {
  return (
    right.identity.uid === other.identity.uid &&
    right.cluster.id === other.cluster.id &&
    right.role.name === other.role.name &&
    right.role.namespace === other.role.namespace
  );
}
