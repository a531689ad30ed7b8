import type { HistoryEntry } from '@ackring/core/contexts';
import type { JournalCheck, JournalLine } from '@ackring/core/journal';
import { messagesIn, wordOf } from '../../messages/messages.js';
import { translateRecord } from '../../messages/problems/translate.js';
import { fittedTime, localTimeToSecond } from '../../messages/times.js';
import { type Span, span } from '../../screen/drawing/line.js';
import type { Notice } from '../../screen/notice.js';
import { noticeSigns } from '../../screen/notice-line.js';
import { homePath } from '../../screen/reader.js';
import { defineTable, type Reader } from '../../screen/table.js';

/** What happened: a message of this session, a write, a change in the journal. */
export type ActivityItem =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'write'; readonly write: HistoryEntry }
  | { readonly kind: 'change'; readonly change: JournalLine };

const changeSigns: Readonly<Record<JournalLine['phase'], Span>> = {
  started: span('!', 'warn'),
  done: span('✓', 'good'),
  failed: span('✕', 'bad'),
  refused: span('–', 'dim'),
};

/** This session's messages, writes to files that can be undone, changes in the cloud. */
export const activityTable = defineTable<ActivityItem>({
  id: idOf,
  tie: idOf,
  sign: signOf,
  columns: [
    {
      title: ({ columns }) => columns.time,
      sort: { column: 'time', key: 'T', by: (item) => timeOf(item).getTime() },
      search: null,
      text: (item, { timeZone }) => localTimeToSecond(timeOf(item), timeZone),
      asked: { time: timeOf },
      cell: {
        min: 16,
        ideal: 22,
        growsAtOnce: true,
        sacrifice: 0,
        draw: (item, width, _, { timeZone }) => [span(fittedTime(timeOf(item), timeZone, width), 'dim')],
      },
    },
    {
      title: ({ columns }) => columns.what,
      sort: { column: 'what', key: 'W', by: summaryOf },
      search: soughtText,
      text: whatText,
      cell: { min: 24, ideal: 300, growth: 1, wants: 'longest', sacrifice: 0 },
    },
    {
      title: ({ columns }) => columns.file,
      sort: { column: 'file', key: 'F', by: fileOf },
      search: (item) => fileOf(item) ?? '',
      text: (item, { home }) => homePath(fileOf(item) ?? '', home),
      cell: { min: 14, ideal: 30, sacrifice: 1, tone: 'faint' },
    },
  ],
  fields: {
    at: timeOf,
    action: actionOf,
    summary: summaryOf,
    file: fileOf,
    undoable: (item) => item.kind === 'write' && item.write.undoable,
  },
});

/** The same without files, where no row has one: the room is for what happened. */
export const filelessTable: typeof activityTable = {
  ...activityTable,
  columns: activityTable.columns.filter(({ sort }) => sort?.column !== 'file'),
};

/** This session's messages, the changes in the cloud and the writes to files. */
export function activityItems({
  notices,
  changes,
  journal,
}: {
  readonly notices: readonly Notice[];
  readonly changes: readonly JournalLine[];
  readonly journal: readonly HistoryEntry[];
}): readonly ActivityItem[] {
  return [
    ...notices.map((notice) => ({ kind: 'notice' as const, notice })),
    ...changes.map((change) => ({ kind: 'change' as const, change })),
    ...journal.map((write) => ({ kind: 'write' as const, write })),
  ];
}

/** The journal's entries; a write has its own record, and a start counts only without its end. */
export function changesOf(
  { lines, unfinished }: Pick<JournalCheck, 'lines' | 'unfinished'>,
  writes: readonly HistoryEntry[],
): readonly JournalLine[] {
  const open = new Set(unfinished);
  return withoutRecorded(lines, writes).filter((line) => line.phase !== 'started' || open.has(line));
}

/** Without the writes that have their own records. Of each file the last ones have: those before are the journal's alone. */
export function withoutRecorded(
  lines: readonly JournalLine[],
  writes: readonly HistoryEntry[],
): readonly JournalLine[] {
  const first = new Map<string, number>();
  const firstIn = (file: string): number => first.get(file) ?? Number.POSITIVE_INFINITY;
  for (const { file, at } of writes) first.set(file, Math.min(at.getTime(), firstIn(file)));
  const isBefore = ({ at, details }: JournalLine): boolean => {
    const file = details?.['file'];
    return typeof file === 'string' && at.getTime() < firstIn(file);
  };
  return lines.filter((line) => line.action !== 'write' || isBefore(line));
}

function idOf(item: ActivityItem): string {
  switch (item.kind) {
    case 'write':
      return `write:${item.write.id}`;
    case 'change':
      return `change:${item.change.sequence}`;
    case 'notice':
      return `notice:${item.notice.serial}`;
  }
}

/** `✎` is a write, brighter if it can be undone; the others are the signs of messages. */
function signOf(item: ActivityItem): Span {
  switch (item.kind) {
    case 'write':
      return span('✎', item.write.undoable ? 'accent' : 'dim');
    case 'change':
      return item.change.action === 'write' ? span('✎', 'dim') : changeSigns[item.change.phase];
    case 'notice':
      return noticeSigns[item.notice.mood];
  }
}

export function timeOf(item: ActivityItem): Date {
  switch (item.kind) {
    case 'write':
      return item.write.at;
    case 'change':
      return item.change.at;
    case 'notice':
      return item.notice.at;
  }
}

function summaryOf(item: ActivityItem): string {
  switch (item.kind) {
    case 'write':
      return item.write.summary;
    case 'change':
      return item.change.summary;
    // What orders and files hold is the same in every language.
    case 'notice':
      return item.notice.told(messagesIn('en')).text;
  }
}

function soughtText(item: ActivityItem): string {
  return item.kind === 'change' ? `${item.change.action} ${item.change.summary}` : summaryOf(item);
}

/** The file that was written, or in which a write was taken back. */
export function fileOf(item: ActivityItem): string | null {
  if (item.kind === 'write') return item.write.file;
  const file = item.kind === 'change' ? item.change.details?.['file'] : null;
  return typeof file === 'string' ? file : null;
}

function actionOf(item: ActivityItem): string {
  if (item.kind !== 'change') return item.kind;
  const { action, phase } = item.change;
  return action === 'write' ? action : `${action} ${phase}`;
}

/** An undertaking that never ended was killed half-way, or still runs. */
export function whatText(item: ActivityItem, { messages }: Pick<Reader, 'messages'>): string {
  const { removal, notices } = messages;
  switch (item.kind) {
    case 'write': {
      const said = translateRecord(messages, item.write);
      return item.write.undoneAt === null ? said : notices.takenBack(said);
    }
    case 'notice':
      return item.notice.told(messages).text;
    case 'change': {
      const { action, phase, summary } = item.change;
      const said = translateRecord(messages, item.change);
      if (action === 'write') return said;
      if (phase === 'started') return removal.journal.unfinished(said);
      // Some say it themselves: "revoke your kubeconfig of prod".
      return summary.startsWith(action)
        ? said
        : messages.labelled(wordOf(removal.journal.actions, action), said);
    }
  }
}
