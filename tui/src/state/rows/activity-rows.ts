import type { HistoryEntry } from '@ackring/core/contexts/local-contexts';
import type { JournalLine } from '@ackring/core/journal/journal';
import { sortItems } from '../../screen/sorting.js';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import type { Notice } from '../notice.js';

/** One line of Activity: a message of this session, a write that can be looked up, a change that the journal keeps. */
export type ActivityItem =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'write'; readonly write: HistoryEntry }
  | { readonly kind: 'change'; readonly change: JournalLine };

export function activityItem({ notices, journal, changes }: AppState, id: string): ActivityItem | null {
  const change = changes.find(({ sequence }) => `change:${sequence}` === id);
  if (change !== undefined) return { kind: 'change', change };
  const write = journal.find((entry) => `write:${entry.id}` === id);
  if (write !== undefined) return { kind: 'write', write };
  const notice = notices.find(({ serial }) => `notice:${serial}` === id);
  return notice === undefined ? null : { kind: 'notice', notice };
}

/** What was said in this session and what was written to files, together by time. */
export function activityRows(state: AppState): readonly Searchable[] {
  const items = [
    ...state.notices.map(({ serial, at, text }) => ({ id: `notice:${serial}`, at, text })),
    ...state.changes.map(({ sequence, at, action, summary }) => ({
      id: `change:${sequence}`,
      at,
      text: `${action} ${summary}`,
    })),
    ...state.journal.map(({ id, at, summary, file }) => ({
      id: `write:${id}`,
      at,
      text: `${summary} ${file}`,
    })),
  ];
  return sortItems(items, state.lists.activity.sort, {
    columns: { time: ({ at }) => at.getTime() },
    tie: ({ id }) => id,
  });
}
