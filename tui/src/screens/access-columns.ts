import { type AccessRow, rolesSeen } from '@ackring/core/access/access-row';
import { durationText } from '../components/duration-text.js';
import { statusTones } from '../components/life-cell.js';
import { cutMiddle, type Line, span, wrapText } from '../components/line.js';
import { localDay } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { statusLetters } from '../present/status.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titled, titleLine, widestOf } from '../screen/columns.js';
import type { ColumnId } from '../screen/sorting.js';
import { pairId } from '../state/access.js';
import type { AppState } from '../state/app-state.js';
import { lastSeenText } from './last-seen.js';

/** What one identity holds in one cluster; `title` says how the list is sorted, where it is. */
export function pairColumns(
  state: AppState,
  messages: Messages,
  title: (column: ColumnId) => string,
): readonly Column<AccessRow>[] {
  const { seen, roles } = messages.removal.columns;
  const seenWords = Object.values(messages.removal.seen);
  return [
    nameColumn(title('identity'), ({ identity }) => identity.name || identity.uid),
    nameColumn(title('cluster'), ({ cluster }) => cluster.name),
    ...identityFacts<AccessRow>(title, messages, {
      isOrphan: ({ orphan }) => orphan,
      stateSacrifice: 3,
    }),
    {
      title: title('end'),
      min: 22,
      ideal: 22,
      sacrifice: 1,
      cell: ({ notAfter, status }) => endCell(state, notAfter, status, messages),
    },
    {
      title: seen,
      min: widestOf([seen, ...seenWords, messages.header.fresh('99 min')]),
      ideal: 12,
      sacrifice: 2,
      cell: (row) => [seenSpan(state, row, messages)],
    },
    {
      title: roles,
      min: 12,
      ideal: 40,
      sacrifice: 4,
      cell: (row) => [span(rolesText(row, messages), 'faint')],
    },
  ];
}

/** The same under one another, for details: of one identity its clusters, of one cluster its identities. */
export function pairLines(
  state: AppState,
  rows: readonly AccessRow[],
  {
    of,
    width,
    messages,
  }: { readonly of: 'identity' | 'cluster'; readonly width: number; readonly messages: Messages },
): readonly Line[] {
  const title = (column: ColumnId): string => messages.columns[column];
  const [identity, cluster, type, ...others] = pairColumns(state, messages, title);
  const names = of === 'identity' ? [cluster] : [identity, type];
  const shown = [...names, ...(of === 'identity' ? others.slice(1) : others)];
  const columns = fitColumns(
    shown.filter((column) => column !== undefined),
    width - 2,
  );
  return [
    [span('  '), ...titleLine(columns)],
    ...rows.map((row): Line => [pairSign(row), span(' '), ...rowLine(columns, row)]),
  ];
}

export function signOf({ isOrphan }: { readonly isOrphan: boolean }): Line[number] {
  return isOrphan ? span('!', 'bad') : span('●', 'good');
}

/** The cloud's own services are nobody's to clean. */
export function pairSign({ orphan, cloudService }: AccessRow): Line[number] {
  return cloudService === null ? signOf({ isOrphan: orphan }) : span('·', 'dim');
}

export function titlesOf(state: AppState, { columns }: Messages): (column: ColumnId) => string {
  return (column) => titled(columns[column], state.lists.access.sort, column);
}

export function nameColumn<Row>(title: string, nameOf: (row: Row) => string): Column<Row> {
  return {
    title,
    min: 16,
    ideal: 28,
    growth: 1,
    sacrifice: 0,
    cell: (row, width) => [span(cutMiddle(visible(nameOf(row)), width))],
  };
}

export function identityFacts<Row extends Pick<AccessRow, 'identity'>>(
  title: (column: ColumnId) => string,
  { identityTypes, identityStates }: Messages,
  look: { readonly isOrphan: (row: Row) => boolean; readonly stateSacrifice: number },
): readonly Column<Row>[] {
  const typeWidth = widestOf([title('kind'), ...Object.values(identityTypes)]);
  const stateWidth = widestOf([title('state'), ...Object.values(identityStates)]);
  return [
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
      sacrifice: look.stateSacrifice,
      cell: (row) => [span(identityStates[row.identity.state], look.isOrphan(row) ? 'bad' : 'dim')],
    },
  ];
}

export function endCell(
  state: AppState,
  notAfter: Date | null,
  status: AccessRow['status'],
  messages: Messages,
): Line {
  if (notAfter === null) return [span('–', 'faint')];
  const left = durationText(notAfter.getTime() - state.now.getTime(), messages);
  return [
    span(`${localDay(notAfter, state.timeZone)}  `, 'dim'),
    span(`${left} ${statusLetters[status]}`, statusTones[status]),
  ];
}

/** When it was last used, as far as anybody can tell. */
export function seenSpan(state: AppState, row: AccessRow, messages: Messages): Line[number] {
  const { lastActivity } = row;
  const text = lastSeenText(state, lastActivity, messages);
  switch (lastActivity.kind) {
    case 'seen':
      return span(text, lastActivity.isActive ? 'warn' : 'dim');
    case 'never':
      return span(text, 'dim');
    case 'unreadable':
      return span(text, 'warn');
    case 'notAsked':
      return span(state.access.asked.has(pairId(row)) ? messages.removal.seen.asking : text, 'faint');
  }
}

/** Roles inside the cluster, or the cloud's service that it is. */
export function rolesText(row: AccessRow, { removal }: Messages): string {
  const { roles, cloudService } = row;
  if (cloudService !== null) return removal.service;
  if (roles === null) return '–';
  if (roles.length === 0 && rolesSeen(row) === 'asAdministered') return '?';
  const names = roles.map(({ role, namespace }) => (namespace === null ? role : `${role}@${namespace}`));
  return visible(names.join(', ')) || '–';
}

/** Said where somebody reads of roles and the account root did not ask; no line where all are told. */
export function rolesNote(rows: readonly AccessRow[], width: number, { removal }: Messages): readonly Line[] {
  if (!rows.some((row) => rolesSeen(row) === 'asAdministered')) return [];
  return wrapText(removal.rolesInPart, width).map((text): Line => [span(text, 'dim')]);
}
