import type { Using } from '../usage/usage.js';
import type { Cluster } from '../words/cluster.js';
import type { AckringError } from '../words/errors.js';

/** How quiet a certificate is since nothing should use it any more. */
export type Quiet =
  /** Not used for the days asked for. */
  | { readonly kind: 'quiet' }
  /** Used after that. */
  | { readonly kind: 'inUse'; readonly last: Date }
  | { readonly kind: 'tooSoon'; readonly until: Date }
  /** The log does not show all of it: never taken for unused. `error` says why, if there is a reason. */
  | { readonly kind: 'unknown'; readonly error: AckringError | null };

const dayMs = 86_400_000;
/** A log's answer for less would be all lag. */
const shortestSpanMs = 3_600_000;

interface Watched {
  readonly cluster: Cluster;
  readonly uid: string;
  readonly since: Date;
  readonly quietDays: number;
  readonly now: Date;
}

/** By the audit log. Throws Cancelled only. */
export async function watchCertificate(
  usage: Using['usage'],
  watched: Watched,
  signal: AbortSignal | undefined,
): Promise<Quiet> {
  const { cluster, uid, since, quietDays, now } = watched;
  const spanMs = quietDays === 0 ? now.getTime() - since.getTime() : quietDays * dayMs;
  const asked = { uids: [uid], spanMs: Math.max(spanMs, shortestSpanMs), signal };
  for await (const event of usage([cluster], asked)) {
    if (event.kind === 'failed') return { kind: 'unknown', error: event.error };
    const uses = event.rows.flatMap(({ identity, use }) =>
      identity.uid === uid && use !== null ? [use.last] : [],
    );
    return judgeQuiet(watched, { last: latest(uses), isWhole: event.sight.isWhole });
  }
  return { kind: 'unknown', error: null };
}

export function judgeQuiet(
  { since, quietDays, now }: Pick<Watched, 'since' | 'quietDays' | 'now'>,
  { last, isWhole }: { readonly last: Date | null; readonly isWhole: boolean },
): Quiet {
  if (last !== null && last > since) return { kind: 'inUse', last };
  const until = new Date(since.getTime() + quietDays * dayMs);
  if (now < until || now < since) return { kind: 'tooSoon', until };
  return isWhole ? { kind: 'quiet' } : { kind: 'unknown', error: null };
}

/** When a token's user was last seen; null for not seen, or not visible. Throws Cancelled only. */
export async function lastTokenUse(
  usage: Using['usage'],
  asked: { readonly cluster: Cluster; readonly uid: string; readonly user: string; readonly spanMs: number },
  signal: AbortSignal | undefined,
): Promise<Date | null> {
  const { cluster, uid, user, spanMs } = asked;
  for await (const event of usage([cluster], {
    uids: [uid],
    ofTokens: true,
    spanMs: Math.max(spanMs, shortestSpanMs),
    signal,
  })) {
    if (event.kind === 'failed') return null;
    return latest(
      event.rows.flatMap(({ use }) => (use !== null && use.commonName === user ? [use.last] : [])),
    );
  }
  return null;
}

function latest(instants: readonly Date[]): Date | null {
  return instants.reduce<Date | null>((last, each) => (last === null || each > last ? each : last), null);
}
