import type { Sight } from '../usage/sight.js';
import type { Using } from '../usage/usage.js';
import type { Cluster } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
import type { AckringError } from '../words/errors.js';

/** A time in which the whole audit log shows no use of a certificate. */
export interface Stretch {
  readonly from: Date;
  readonly until: Date;
}

/** How quiet a certificate is since nothing should use it any more. `unused`: proven until now. */
export type Quiet =
  | { readonly kind: 'quiet'; readonly unused: Stretch }
  /** Used since the last look. */
  | { readonly kind: 'inUse'; readonly last: Date; readonly unused: Stretch }
  /** Unused, but not for long enough. */
  | { readonly kind: 'tooSoon'; readonly until: Date; readonly unused: Stretch }
  /** The log cannot be read: never taken for unused. `error` says why, if there is a reason. */
  | { readonly kind: 'unknown'; readonly error: AckringError | null };

/** Log Service indexes late; what was written meanwhile is looked at again. */
const overlapMs = 3_600_000;

export interface Watched {
  /** Since when nothing should use it any more. */
  readonly since: Date;
  /** What earlier runs saw: a log may keep less than the days asked for. */
  readonly unused: Stretch | null;
  readonly quietDays: number;
  readonly now: Date;
}

/** By the audit log from where the last run stopped. Throws Cancelled only. */
export async function watchCertificate(
  usage: Using['usage'],
  { cluster, uid, ...watched }: Watched & { readonly cluster: Cluster; readonly uid: string },
  signal: AbortSignal | undefined,
): Promise<Quiet> {
  const { since, now } = watched;
  const start = earlierOf(watched)?.until ?? since;
  const spanMs = Math.max(0, now.getTime() - start.getTime()) + overlapMs;
  for await (const event of usage([cluster], { uids: [uid], spanMs, signal })) {
    if (event.kind === 'failed') return { kind: 'unknown', error: event.error };
    const uses = event.rows.flatMap(({ identity, use }) =>
      identity.uid === uid && use !== null ? [use.last] : [],
    );
    return judgeQuiet(watched, { last: latest(uses), sight: event.sight });
  }
  return { kind: 'unknown', error: null };
}

/**
 * Joins what the log shows now to what earlier runs saw: where it has a gap between, or begins later, the time unused
 * begins there. A log that is late says nothing yet of the last hours: what it said before stands.
 */
export function judgeQuiet(
  watched: Watched,
  { last, sight }: { readonly last: Date | null; readonly sight: Pick<Sight, 'from' | 'gaps'> },
): Quiet {
  const { since, quietDays, now } = watched;
  const unused = earlierOf(watched);
  const isLate = ({ to }: { readonly to: Date }): boolean => to >= now;
  const [late] = sight.gaps.filter(isLate).toSorted((a, b) => a.from.getTime() - b.from.getTime());
  const ends = sight.gaps.filter((each) => !isLate(each)).map(({ to }) => to);
  const covered = latest([sight.from, ...ends]) ?? now;
  const isJoined = unused !== null && covered <= unused.until;
  const begin = latest(isJoined ? [unused.from, since] : [covered, since]) ?? since;
  const isUsed = last !== null && last > begin;
  const from = isUsed ? last : begin;
  const stretch = { from, until: late?.from ?? now };
  if (isUsed) return { kind: 'inUse', last, unused: stretch };
  if (late !== undefined) return { kind: 'unknown', error: null };
  const until = new Date(from.getTime() + quietDays * dayMs);
  return now < until ? { kind: 'tooSoon', until, unused: stretch } : { kind: 'quiet', unused: stretch };
}

/** A look by a clock that has gone back since may have claimed hours that nobody has searched. */
function earlierOf({ unused, now }: Watched): Stretch | null {
  return unused !== null && unused.until <= now ? unused : null;
}

/** When a token's user was last seen; null for not seen, or not visible. Throws Cancelled only. */
export async function lastTokenUse(
  usage: Using['usage'],
  asked: { readonly cluster: Cluster; readonly uid: string; readonly user: string; readonly spanMs: number },
  signal: AbortSignal | undefined,
): Promise<Date | null> {
  const { cluster, uid, user, spanMs } = asked;
  const options = { uids: [uid], ofTokens: true, spanMs: Math.max(0, spanMs) + overlapMs, signal };
  for await (const event of usage([cluster], options)) {
    if (event.kind === 'failed') return null;
    return latest(
      event.rows.flatMap(({ use }) => (use !== null && use.commonName === user ? [use.last] : [])),
    );
  }
  return null;
}

function latest(instants: readonly Date[]): Date | null {
  return instants.toSorted((one, other) => one.getTime() - other.getTime()).at(-1) ?? null;
}
