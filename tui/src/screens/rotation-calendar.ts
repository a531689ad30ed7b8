import { type Line, span } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../screen/columns.js';
import type { AppState } from '../state/app-state.js';
import type { MonthView } from '../state/rotation-views.js';
import { listBody } from './list-body.js';
import { emptyView } from './rotation-empty.js';

interface Month extends MonthView {
  readonly month: string;
}

const noMonth: MonthView = { events: [], renew: 0, deliver: 0, notify: 0 };

/** The next three years, a month a row: what daily runs would do if the fleet stayed as it is. */
export function calendarView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  const { calendar } = state.rotation;
  const { empty } = messages.deployed;
  if (list.visible.length === 0) {
    return emptyView(state, calendar, { asking: empty.calendar, nothing: empty.calendar }, messages);
  }
  const months = calendar.value?.months ?? new Map<string, MonthView>();
  const most = Math.max(1, ...[...months.values()].map(({ renew }) => renew));
  const columns = fitColumns(columnsOf(messages, most), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const month = { month: id, ...(months.get(id) ?? noMonth) };
    const sign = month.renew > 0 ? span('▸', 'accent') : span('·', 'faint');
    return { sign, line: rowLine(columns, month) };
  });
}

function columnsOf({ deployed }: Messages, most: number): readonly Column<Month>[] {
  const { columns: titles } = deployed;
  const count = (kind: 'deliver' | 'notify', title: string): Column<Month> => ({
    title,
    min: widestOf([title, '99999']),
    ideal: widestOf([title, '99999']),
    sacrifice: 1,
    align: 'right',
    cell: (month) => numberCell(month[kind]),
  });
  return [
    {
      title: titles.month,
      min: 8,
      ideal: 8,
      sacrifice: 0,
      cell: ({ month, events }) => [span(month, events.length === 0 ? 'faint' : 'text')],
    },
    {
      title: titles.renew,
      min: 14,
      ideal: 36,
      sacrifice: 0,
      cell: ({ renew }, width) => barCell(renew, most, width),
    },
    count('deliver', titles.deliver),
    count('notify', titles.tell),
    {
      title: titles.clusters,
      min: 20,
      ideal: 120,
      sacrifice: 2,
      cell: ({ events }) => [
        span([...new Set(events.map(({ cluster }) => visible(cluster.name)))].join('  '), 'faint'),
      ],
    },
  ];
}

/** The number, and a bar as long as it is beside the greatest month. */
function barCell(count: number, most: number, width: number): Line {
  const number = String(count).padStart(String(most).length);
  if (count === 0) return [span('·'.padStart(number.length), 'faint')];
  const room = Math.max(1, width - number.length - 1);
  return [span(`${number} `), span('▆'.repeat(Math.max(1, Math.round((count / most) * room))), 'accent')];
}

function numberCell(count: number): Line {
  return count === 0 ? [span('·', 'faint')] : [span(String(count))];
}
