import type { RecentUse } from '@ackring/core/usage';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Span, span } from '../../screen/drawing/line.js';
import type { Sort } from '../../screen/sorting.js';
import type { Reader, TableColumn } from '../../screen/table.js';
import type { UsageAnswer } from './usage.js';

/** What the screen knows about uses. */
export interface UsedSurroundings {
  /** Null until its audit log has answered. */
  usageOf(clusterId: string): UsageAnswer | null;
}

export function usedSurroundings({ usage }: Pick<AppState, 'usage'>): UsedSurroundings {
  return { usageOf: (clusterId) => usage.answers.get(clusterId) ?? null };
}

/** What a list sorted by use depends on besides its rows: nothing if it is sorted by something else. */
export function usedOrderParts({ answers }: AppState['usage'], { column }: Sort): unknown {
  return column === 'used' ? answers : null;
}

interface Used {
  readonly cluster: { readonly id: string };
  readonly identity: { readonly uid: string };
}

/** The key that sorts by it. */
export const usedKey = 'U';

/**
 * When it was last used, by the audit log: on the screen only, where it is read on request. Where it cannot be read,
 * when the cloud last saw it.
 */
export function usedColumn<Row extends Used, Known extends UsedSurroundings>(
  seenAt: (row: Row) => Date | null = () => null,
): TableColumn<Row, Known> {
  return {
    title: ({ columns }) => columns.used,
    sort: {
      column: 'used',
      key: usedKey,
      by: ({ cluster, identity }, { usageOf }) => usedOrder(usageOf(cluster.id), identity.uid),
    },
    search: null,
    text: null,
    besides: (row, { usageOf }, reader) => {
      const answer = usageOf(row.cluster.id);
      const seen = answer?.kind === 'failed' ? seenAt(row) : null;
      return (seen === null ? usedSpan(answer, row.identity.uid, reader) : seenSpan(seen, reader)).text;
    },
    asked: { lastUsed: null },
    cell: {
      words: usedWords,
      ideal: 18,
      sacrifice: 0,
      draw: (row, _, { usageOf }, reader) => {
        const answer = usageOf(row.cluster.id);
        const seen = answer?.kind === 'failed' ? seenAt(row) : null;
        return [seen === null ? usedSpan(answer, row.identity.uid, reader) : seenSpan(seen, reader)];
      },
    },
  };
}

/** Somebody asked for when it was used: on a narrow screen names are shortened for it, after all that yields. */
export function roomForUse<Row, Known>(column: TableColumn<Row, Known>): TableColumn<Row, Known> {
  const { cell } = column;
  return cell?.cut === 'middle' ? { ...column, cell: { ...cell, min: 8, wants: 'longest' } } : column;
}

/** Unused in all of the asked time first, then by last use; null, and so last, where nobody can tell. */
export function usedOrder(answer: UsageAnswer | null, uid: string): number | null {
  const row = answer?.kind === 'rows' ? answer.byUid.get(uid) : undefined;
  if (row === undefined) return null;
  if (row.use !== null) return row.use.last.getTime();
  return row.verdict === 'unused' ? 0 : null;
}

function usedWords({ usage, units, header }: Messages): readonly string[] {
  const long = units.days(999);
  return [
    ...Object.values(usage.cells),
    usage.unusedFor(long),
    usage.unseenFor(long),
    usage.seen(header.fresh(long)),
  ];
}

/** `seen 2 d ago`: not by the audit log. */
function seenSpan(at: Date, { now, messages }: Reader): Span {
  const ago = messages.header.fresh(durationText(now.getTime() - at.getTime(), messages));
  return span(messages.usage.seen(ago), 'dim');
}

/** Seen this lately is in use. */
const recentMs = 7 * 86_400_000;

/** `unused for 94 d`, `3 min ago`, or why nobody can tell; `!` before what comes from a new address. */
export function usedSpan(answer: UsageAnswer | null, uid: string, { now, messages }: Reader): Span {
  const { usage, header } = messages;
  if (answer === null) return span(usage.cells.asking, 'faint');
  if (answer.kind === 'failed') {
    return span(answer.error.code === 'AuditOff' ? usage.cells.off : usage.cells.unreadable, 'warn');
  }
  const row = answer.byUid.get(uid);
  if (row === undefined) return span('–', 'faint');
  const { use, verdict, sight, newAddresses } = row;
  const since = (at: Date) => durationText(now.getTime() - at.getTime(), messages);
  if (use === null) {
    return verdict === 'unused'
      ? span(usage.unusedFor(since(sight.asked.from)), 'dim')
      : span(usage.unseenFor(since(sight.from)), 'warn');
  }
  if (now.getTime() - use.last.getTime() >= recentMs) return span(usage.unusedFor(since(use.last)), 'dim');
  const text = header.fresh(since(use.last));
  return newAddresses.length > 0 ? span(`! ${text}`, 'bad') : span(text, 'text');
}

/** No line has room for more programs. */
const shownAgents = 5;

/** `4 addresses in the last 7 days, the last 3 min ago: argocd`, before something is removed. */
export function recentUseText(use: RecentUse, { now, messages }: Reader): string {
  const { recently } = messages.usage;
  switch (use.kind) {
    case 'used': {
      const ago = messages.header.fresh(durationText(now.getTime() - use.last.getTime(), messages));
      const agents = use.agents.slice(0, shownAgents).map((agent) => visible(agent));
      return recently.used(use.addresses.length, ago, agents.join(', '));
    }
    case 'unused':
      return recently.unused;
    case 'unknown':
      return use.error === null
        ? recently.unknown
        : messages.labelled(recently.unknown, visible(translateProblem(use.error, messages).message));
  }
}
