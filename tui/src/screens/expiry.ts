import type { ExpiryEntry } from '@ackring/core/expiry/expiry';
import { isOrphaned } from '@ackring/core/words/identity';
import { durationText } from '../components/duration-text.js';
import { statusTones } from '../components/life-cell.js';
import { cutMiddle, type Line, span } from '../components/line.js';
import { localDay } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { statusLetters } from '../present/status.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titled, titleLine, widestOf } from '../screen/columns.js';
import type { ColumnId } from '../screen/sorting.js';
import type { AppState } from '../state/app-state.js';
import { chartHeight } from '../state/layout.js';
import { expiryChart } from './expiry-chart.js';
import { holdersEmptyText } from './holders-empty.js';
import { emptyBody, listBody } from './list-body.js';

/** The Expiry screen: when everything ends, month by month, and then each of it. */
export function expiryScreen(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.expiry;
  if (list.visible.length === 0) return emptyBody(holdersEmptyText(state, messages), state);
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  const rows = listBody(state, list, titleLine(columns), (id) => {
    const entry = state.holders.expiry.get(id);
    if (entry === undefined) return { sign: span(' '), line: [] };
    return { sign: signOf(entry), line: rowLine(columns, entry) };
  });
  const height = chartHeight(state);
  return height === 0 ? rows : [...expiryChart(state, messages, height), ...rows];
}

/** `✕` has ended, `▲` is critical, `!` is nobody's any more. */
function signOf({ status, identity }: ExpiryEntry): Line[number] {
  if (status === 'expired') return span('✕', 'bad');
  if (status === 'critical') return span('▲', 'warn');
  if (isOrphaned(identity)) return span('!', 'bad');
  return span(status === 'renewable' ? '◐' : '●', status === 'renewable' ? 'info' : 'good');
}

function columnsOf(state: AppState, messages: Messages): readonly Column<ExpiryEntry>[] {
  const { columns, titles, identityTypes, statuses } = messages;
  const title = (column: ColumnId): string => titled(columns[column], state.lists.expiry.sort, column);
  const typeWidth = widestOf([columns.kind, ...Object.values(identityTypes)]);
  return [
    {
      title: title('identity'),
      min: 16,
      ideal: 26,
      growth: 1,
      sacrifice: 0,
      cell: ({ identity }, width) => [span(cutMiddle(visible(identity.name || identity.uid), width))],
    },
    {
      title: columns.kind,
      min: typeWidth,
      ideal: typeWidth,
      sacrifice: 3,
      cell: ({ identity }) => [span(identityTypes[identity.type], 'dim')],
    },
    {
      title: title('cluster'),
      min: 16,
      ideal: 26,
      growth: 2,
      sacrifice: 0,
      cell: ({ cluster }, width) => [span(cutMiddle(visible(cluster.name), width), 'text')],
    },
    {
      title: title('end'),
      min: 10,
      ideal: 10,
      sacrifice: 2,
      cell: ({ notAfter }) => [span(localDay(notAfter, state.timeZone), 'dim')],
    },
    {
      title: titles.left,
      min: 7,
      ideal: 7,
      sacrifice: 0,
      align: 'right',
      cell: ({ notAfter, status }) => [
        span(durationText(notAfter.getTime() - state.now.getTime(), messages), statusTones[status]),
      ],
    },
    {
      title: title('status'),
      min: widestOf([title('status'), ...Object.values(statuses).map((word) => `X ${word}`)]),
      ideal: 14,
      sacrifice: 0,
      cell: ({ status }) => [span(`${statusLetters[status]} ${statuses[status]}`, statusTones[status])],
    },
    {
      title: titles.renewedBy,
      min: 14,
      ideal: 20,
      sacrifice: 1,
      cell: (entry) => renewedBy(state, entry, messages),
    },
  ];
}

/** Only its holder can renew it: the rotation where it plays the holder, else the person, or nobody. */
function renewedBy(state: AppState, entry: ExpiryEntry, { expiry, screens }: Messages): Line {
  if (isOrphaned(entry.identity)) return [span(expiry.orphan, 'bad')];
  const isRotated = state.rotation.outcomes.has(`${entry.cluster.id}/${entry.identity.name}`);
  if (isRotated) return [span(screens.rotation, 'text')];
  return [span(holdsHere(state, entry.identity.uid) ? expiry.self : expiry.holder, 'dim')];
}

/** Whether it is somebody at this keyboard: by the credentials in use, or by a local kubeconfig of an ACK cluster. */
function holdsHere({ kubeconfigs, access }: AppState, uid: string): boolean {
  if (access.callers.has(uid)) return true;
  for (const { ack, credential } of kubeconfigs.entries.values()) {
    if (ack !== null && credential.kind === 'certificate' && credential.uid === uid) return true;
  }
  return false;
}
