import type { JournalEntry } from '../../services.js';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import type { Notice } from '../notice.js';
import { sortItems } from '../sorting.js';

/** One line of Activity: a message of this session, or a write that the journal keeps. */
export type ActivityItem =
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'write'; readonly write: JournalEntry };

export function activityItem({ notices, journal }: AppState, id: string): ActivityItem | null {
  const write = journal.find((entry) => `write:${entry.id}` === id);
  if (write !== undefined) return { kind: 'write', write };
  const notice = notices.find(({ serial }) => `notice:${serial}` === id);
  return notice === undefined ? null : { kind: 'notice', notice };
}

/** What was said in this session and what was written to files, together by time. */
export function activityRows(state: AppState): readonly Searchable[] {
  const items = [
    ...state.notices.map(({ serial, at, text }) => ({ id: `notice:${serial}`, at, text })),
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
