import { type Line, span } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../screen/columns.js';
import { pairOf } from '../state/access.js';
import type { AppState } from '../state/app-state.js';
import type { Holding } from '../state/holders.js';
import { type HeldCluster, heldCluster } from '../state/rows/access-rows.js';
import {
  endCell,
  identityFacts,
  nameColumn,
  pairColumns,
  pairSign,
  signOf,
  titlesOf,
} from './access-columns.js';
import { holdersEmptyText } from './holders-empty.js';
import { emptyBody, type ListRow, listBody } from './list-body.js';

/** The Access screen: who holds kubeconfigs of what, those that nobody can answer for in front. */
export function accessList(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.access.list.visible.length === 0) {
    return emptyBody(holdersEmptyText(state, messages), state);
  }
  switch (state.access.grouping) {
    case 'identity':
      return rowsIn(state, identityColumns(state, messages), identityOf(state), signOf);
    case 'cluster':
      return rowsIn(state, clusterColumns(state, messages), (id) => heldCluster(state, id), clusterSign);
    case 'each':
      return rowsIn(
        state,
        pairColumns(state, messages, titlesOf(state, messages)),
        (id) => pairOf(state, id),
        pairSign,
      );
  }
}

function rowsIn<Row>(
  state: AppState,
  columns: readonly Column<Row>[],
  rowOf: (id: string) => Row | null,
  sign: (row: Row) => ListRow['sign'],
): readonly Line[] {
  const fitted = fitColumns(columns, state.size.columns - 4);
  return listBody(state, state.lists.access.list, titleLine(fitted), (id) => {
    const row = rowOf(id);
    return row === null ? { sign: span(' '), line: [] } : { sign: sign(row), line: rowLine(fitted, row) };
  });
}

function identityOf(state: AppState): (id: string) => Holding | null {
  return (id) => state.holders.identities.get(id) ?? null;
}

function clusterSign({ orphans }: HeldCluster): ListRow['sign'] {
  return signOf({ isOrphan: orphans > 0 });
}

function identityColumns(state: AppState, messages: Messages): readonly Column<Holding>[] {
  const title = titlesOf(state, messages);
  const countWidth = widestOf([title('count'), '999999999']);
  return [
    nameColumn(title('identity'), ({ identity }) => identity.name || identity.uid),
    ...identityFacts<Holding>(title, messages, { isOrphan: ({ isOrphan }) => isOrphan, stateSacrifice: 0 }),
    {
      title: title('count'),
      min: countWidth,
      ideal: countWidth,
      sacrifice: 0,
      align: 'right',
      cell: ({ entries }) => [span(String(entries.length), 'text')],
    },
    {
      title: title('end'),
      min: 22,
      ideal: 22,
      sacrifice: 1,
      cell: ({ soonest, entries }) => endCell(state, soonest, entries[0]?.status ?? 'unknown', messages),
    },
    {
      title: messages.titles.which,
      min: 20,
      ideal: 60,
      sacrifice: 3,
      cell: ({ entries }) => [span(entries.map(({ cluster }) => visible(cluster.name)).join('  '), 'faint')],
    },
  ];
}

function clusterColumns(state: AppState, messages: Messages): readonly Column<HeldCluster>[] {
  const title = titlesOf(state, messages);
  const { holders, orphans } = messages.removal.columns;
  return [
    nameColumn(title('cluster'), ({ name }) => name),
    {
      title: title('region'),
      min: 14,
      ideal: 15,
      sacrifice: 2,
      cell: ({ region }) => [span(visible(region), 'dim')],
    },
    {
      title: holders,
      min: widestOf([holders, '99999999']),
      ideal: widestOf([holders, '99999999']),
      sacrifice: 0,
      align: 'right',
      cell: ({ rows }) => [span(String(rows.length), 'text')],
    },
    {
      title: orphans,
      min: widestOf([orphans, '99999999']),
      ideal: widestOf([orphans, '99999999']),
      sacrifice: 0,
      align: 'right',
      cell: (row) => [
        span(row.orphans === 0 ? '–' : String(row.orphans), row.orphans === 0 ? 'faint' : 'bad'),
      ],
    },
    {
      title: title('end'),
      min: 22,
      ideal: 22,
      sacrifice: 1,
      cell: ({ soonest }) =>
        endCell(state, soonest?.notAfter ?? null, soonest?.status ?? 'unknown', messages),
    },
    {
      title: messages.removal.columns.who,
      min: 20,
      ideal: 60,
      sacrifice: 3,
      cell: ({ rows }) => [
        span(rows.map(({ identity }) => visible(identity.name || identity.uid)).join('  '), 'faint'),
      ],
    },
  ];
}
