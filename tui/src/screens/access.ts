import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../components/columns.js';
import { durationText } from '../components/duration-text.js';
import { statusTones } from '../components/life-cell.js';
import { cutMiddle, type Line, span } from '../components/line.js';
import { localDay } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState } from '../state/app-state.js';
import type { Holding } from '../state/holders.js';
import type { ColumnId } from '../state/sorting.js';
import { holdersEmptyText } from './holders-empty.js';
import { emptyBody, listBody, titled } from './list-body.js';

/** The Access screen: who holds kubeconfigs, in how many clusters, and who is gone. */
export function accessList(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.access;
  if (list.visible.length === 0) return emptyBody(holdersEmptyText(state, messages), state);
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const holding = state.holders.identities.get(id);
    if (holding === undefined) return { sign: span(' '), line: [] };
    const sign = holding.isOrphan ? span('!', 'bad') : span('●', 'good');
    return { sign, line: rowLine(columns, holding) };
  });
}

function columnsOf(state: AppState, messages: Messages): readonly Column<Holding>[] {
  const { columns, titles, identityTypes, identityStates } = messages;
  const title = (column: ColumnId): string => titled(columns[column], state.lists.access.sort, column);
  const typeWidth = widestOf([title('kind'), ...Object.values(identityTypes)]);
  const stateWidth = widestOf([title('state'), ...Object.values(identityStates)]);
  return [
    {
      title: title('identity'),
      min: 18,
      ideal: 28,
      growth: 1,
      sacrifice: 0,
      cell: ({ identity }, width) => [span(cutMiddle(visible(identity.name || identity.uid), width))],
    },
    {
      title: title('kind'),
      min: typeWidth,
      ideal: typeWidth,
      sacrifice: 2,
      cell: ({ identity }) => [span(identityTypes[identity.type], 'dim')],
    },
    {
      title: title('state'),
      min: stateWidth,
      ideal: stateWidth,
      sacrifice: 0,
      cell: ({ identity, isOrphan }) => [span(identityStates[identity.state], isOrphan ? 'bad' : 'dim')],
    },
    {
      title: title('count'),
      min: widestOf([title('count'), '99999']),
      ideal: 9,
      sacrifice: 0,
      align: 'right',
      cell: ({ entries }) => [span(String(entries.length), 'text')],
    },
    {
      title: title('end'),
      min: 22,
      ideal: 22,
      sacrifice: 1,
      cell: (holding) => soonestCell(state, holding, messages),
    },
    {
      title: titles.which,
      min: 20,
      ideal: 60,
      sacrifice: 3,
      cell: ({ entries }) => [span(entries.map(({ cluster }) => visible(cluster.name)).join('  '), 'faint')],
    },
  ];
}

function soonestCell(state: AppState, { soonest, entries }: Holding, messages: Messages): Line {
  const [first] = entries;
  if (soonest === null || first === undefined) return [span('–', 'faint')];
  const left = durationText(soonest.getTime() - state.now.getTime(), messages);
  return [span(`${localDay(soonest, state.timeZone)}  `, 'dim'), span(left, statusTones[first.status])];
}
