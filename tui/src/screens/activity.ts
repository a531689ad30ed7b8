import { homePath } from '../components/home-path.js';
import { type Line, span } from '../components/line.js';
import { localTime } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titled, titleLine } from '../screen/columns.js';
import type { AppState } from '../state/app-state.js';
import { type ActivityItem, activityItem } from '../state/rows/activity-rows.js';
import { emptyBody, listBody } from './list-body.js';
import { noticeLooks } from './notice-line.js';

/** The Activity screen: what was said, and what was written to files and can be taken back. */
export function activityList(state: AppState, messages: Messages): readonly Line[] {
  const { list, filter } = state.lists.activity;
  const { empty } = messages;
  if (list.visible.length === 0) return emptyBody([filter === '' ? empty.noActivity : empty.noMatch], state);
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const item = activityItem(state, id);
    return item === null
      ? { sign: span(' '), line: [] }
      : { sign: signOf(item), line: rowLine(columns, item) };
  });
}

const changeLooks = {
  started: ['!', 'warn'],
  done: ['✓', 'good'],
  failed: ['✕', 'bad'],
  refused: ['–', 'dim'],
} as const;

/** `✎` is a write, with `z` where it can be taken back; the others are the signs of messages. */
function signOf(item: ActivityItem): Line[number] {
  if (item.kind === 'write') return span('✎', item.write.undoable ? 'accent' : 'dim');
  if (item.kind === 'change') {
    const [sign, tone] = changeLooks[item.change.phase];
    return span(sign, tone);
  }
  return span(...noticeLooks[item.notice.mood]);
}

function columnsOf(state: AppState, messages: Messages): readonly Column<ActivityItem>[] {
  const { columns, titles } = messages;
  return [
    {
      title: titled(columns.time, state.lists.activity.sort, 'time'),
      min: 16,
      ideal: 16,
      sacrifice: 0,
      cell: (item) => [span(timeText(state, item), 'dim')],
    },
    {
      title: titles.what,
      min: 24,
      ideal: 80,
      growth: 1,
      sacrifice: 0,
      cell: (item) => [span(visible(whatText(item, messages)))],
    },
    {
      title: columns.file,
      min: 14,
      ideal: 30,
      sacrifice: 1,
      cell: (item) => [
        span(item.kind === 'write' ? visible(homePath(item.write.file, state.home)) : '', 'faint'),
      ],
    },
  ];
}

function timeText({ timeZone }: AppState, item: ActivityItem): string {
  return localTime(timeOf(item), timeZone).slice(0, 16);
}

function timeOf(item: ActivityItem): Date {
  switch (item.kind) {
    case 'write':
      return item.write.at;
    case 'change':
      return item.change.at;
    case 'notice':
      return item.notice.at;
  }
}

/** What was begun and never ended was killed half-way, or still runs. */
export function whatText(item: ActivityItem, { removal, notices }: Messages): string {
  switch (item.kind) {
    case 'write':
      return item.write.undoneAt === null ? item.write.summary : notices.takenBack(item.write.summary);
    case 'notice':
      return item.notice.text;
    case 'change': {
      const { action, summary, phase } = item.change;
      return phase === 'started' ? removal.journal.unfinished(summary) : `${action}: ${summary}`;
    }
  }
}
