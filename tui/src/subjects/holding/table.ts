import {
  type AccessRow,
  isOpenOrphan,
  isPerhapsOrphan,
  type LastActivity,
  rolesSeen,
} from '@ackring/core/access';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { durationText } from '../../messages/times.js';
import { type FittedColumn, fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { cutText, type Line, type Span, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import { lifeText, statusText } from '../../screen/life.js';
import { defineTable, printedColumn, type Reader, type TableColumn } from '../../screen/table.js';
import { type TokenSurroundings, tokenColumn } from '../token/readiness.js';
import { roomForUse, type UsedSurroundings, usedColumn } from '../usage/column.js';
import { pairId } from './access.js';
import { endColumn, identityColumn, kindColumn, nameCell, signOf, stateColumn } from './columns.js';

/** What the screen knows besides the answers. */
export interface AccessSurroundings {
  /** When a role of it is taken back; null if it stays, as far as is known here. */
  endsAt(row: AccessRow, role: Role): Date | null;
}

type Role = NonNullable<AccessRow['roles']>[number];

type Column = TableColumn<AccessRow, AccessSurroundings>;

const identity: Column = identityColumn();
const cluster: Column = {
  title: ({ columns }) => columns.cluster,
  sort: { column: 'cluster', key: 'C', by: ({ cluster: { name } }) => name },
  search: ({ cluster: { region } }) => region,
  code: ({ cluster: { id } }) => id,
  text: ({ cluster: { name } }) => name,
  // Clusters have the longer names.
  cell: { ...nameCell, growth: 0 },
};
const kind: Column = kindColumn();
const state: Column = stateColumn({
  isOrphan: ({ orphan }) => orphan,
  sacrifice: 3,
  // Printed, the day of the end says what LEFT and STATUS say, and nothing else says who is gone.
  printed: 1,
});
const ends: readonly Column[] = [
  endColumn((row) => row),
  {
    title: ({ titles }) => titles.left,
    sort: null,
    search: null,
    align: 'right',
    text: ({ notAfter, status }, { now, messages }) =>
      notAfter === null ? '–' : lifeText({ notAfter }, status, now, messages),
    cell: null,
    sacrifice: 3,
  },
  {
    title: ({ columns }) => columns.status,
    sort: null,
    search: ({ status }) => status,
    text: ({ status }, { messages }) => statusText(status, messages),
    cell: null,
    sacrifice: 2.5,
  },
];
const seen: Column = {
  title: ({ columns }) => columns.seen,
  sort: { column: 'seen', key: 'L', by: ({ lastActivity }) => seenOrder(lastActivity) },
  search: null,
  text: ({ lastActivity }, reader) => lastSeenText(lastActivity, reader),
  asked: { lastUsed: ({ lastActivity }) => seenField(lastActivity) },
  cell: {
    words: seenWords,
    ideal: 12,
    sacrifice: 1,
    draw: (row, _, _known, reader) => [seenSpan(row, isAwaited(row), reader)],
  },
};
const roles: Column = {
  title: ({ columns }) => columns.roles,
  sort: { column: 'roles', key: 'A', by: rolesOrder },
  search: null,
  text: rolesText,
  cell: {
    min: 12,
    ideal: 40,
    // What somebody may do tells more than what kind of somebody it is.
    sacrifice: 2,
    draw: (row, width, { endsAt }, reader) => [
      isAwaited(row)
        ? span(reader.messages.removal.seen.asking, 'faint')
        : span(fittingRoles(endingRoles(row, endsAt, reader), width), 'faint'),
    ],
  },
};
const facts: readonly Column[] = [...ends, seen, roles];

/** A list's longest name has its room: what is left belongs to the roles, each with its end. */
function lastToGrow(column: Column): Column {
  return { ...column, cell: column.cell && { ...column.cell, growth: 10 } };
}

/** Each identity's access to each cluster; orphans first, the cloud's own services last. */
export const accessTable = defineTable<AccessRow, AccessSurroundings>({
  id: pairId,
  tie: [({ identity: { name } }) => name, ({ cluster: { name } }) => name],
  rank:
    () =>
    ({ orphan, cloudService }) =>
      cloudService === null ? (orphan ? 0 : 1) : 2,
  sign: pairSign,
  columns: [lastToGrow(identity), lastToGrow(cluster), kind, state, ...facts],
  fields: {
    identity: {
      uid: ({ identity: { uid } }) => uid,
      name: ({ identity: { name } }) => name,
      type: ({ identity: { type } }) => type,
      state: ({ identity: { state: lives } }) => lives,
    },
    cluster: ({ cluster: { name } }) => name,
    clusterId: ({ cluster: { id } }) => id,
    region: ({ cluster: { region } }) => region,
    status: ({ status }) => status,
    notAfter: ({ notAfter }) => notAfter,
    lastActivity: ({ lastActivity }) => seenField(lastActivity),
    roles: ({ roles }) => roles?.map(({ role, namespace }) => ({ role, namespace })) ?? null,
    orphan: ({ orphan }) => orphan,
    cloudService: ({ cloudService }) => cloudService,
    rolesSeen: (row) => rolesSeen(row),
    account: ({ account }) => account?.id ?? null,
  },
});

/** The same of several accounts. */
export const accountsAccessTable = defineTable<AccessRow, AccessSurroundings>({
  ...accessTable,
  id: accessRowId,
  columns: [
    printedColumn(
      ({ titles }) => titles.account,
      ({ account }) => account?.profile ?? '',
    ),
    ...accessTable.columns,
  ],
});

/** Tells rows of several accounts apart. */
export function accessRowId(row: AccessRow): string {
  return `${row.account?.profile ?? ''}/${pairId(row)}`;
}

/** The same with what the audit logs say of the last use, once somebody asked: more than the cloud tells without. */
export const usedAccessTable = defineTable<AccessRow, AccessSurroundings & UsedSurroundings>({
  ...accessTable,
  columns: [roomForUse(identity), roomForUse(cluster), kind, state, usedColumn(seenAt), ...ends, roles],
});

const tokens: TableColumn<AccessRow, AccessSurroundings & TokenSurroundings> = tokenColumn();

const shownOf = {
  identity: [cluster, ...facts, tokens],
  cluster: [identity, kind, state, ...facts, tokens],
} as const;

/** The same stacked, for details: an identity's clusters, or a cluster's identities. */
export function pairLines(
  rows: readonly AccessRow[],
  {
    of,
    width,
    known,
    reader,
  }: {
    readonly of: keyof typeof shownOf;
    readonly width: number;
    readonly known: AccessSurroundings & TokenSurroundings;
    readonly reader: Reader;
  },
): readonly Line[] {
  const view = { sort: null, width: width - 2, known, reader };
  const columns = fitTable({ columns: shownOf[of] }, view);
  return [
    [span('  '), ...titleLine(columns)],
    ...rows.flatMap((row): readonly Line[] => [
      [accessTable.sign(row, reader), span(' '), ...rowLine(columns, row)],
      ...restOfRoles(row, { columns, width, known, reader }),
    ]),
  ];
}

/** All roles below a row whose column has no room for them, or that has no such column. */
function restOfRoles(
  row: AccessRow,
  {
    columns,
    width,
    known: { endsAt },
    reader,
  }: {
    readonly columns: readonly FittedColumn<AccessRow>[];
    readonly width: number;
    readonly known: AccessSurroundings;
    readonly reader: Reader;
  },
): readonly Line[] {
  if (row.roles === null || row.roles.length === 0) return [];
  const text = endingRoles(row, endsAt, reader);
  const column = columns.find(({ column: { sortedBy } }) => sortedBy === 'roles');
  if (widthOf(text) <= (column?.width ?? 0)) return [];
  return wrapText(text, width - indent.length).map((part): Line => [span(indent), span(part, 'faint')]);
}

const indent = '    ';

/** Every value of LAST USED, as the cloud tells it. */
export function seenWords({ removal, header }: Messages): readonly string[] {
  return [...Object.values(removal.seen), header.fresh('99 min')];
}

/** Never seen first, then by time; unknown last. */
function seenOrder(activity: LastActivity): number | null {
  if (activity.kind === 'seen') return activity.at.getTime();
  return activity.kind === 'never' ? 0 : null;
}

function rolesOrder({ roles, cloudService }: AccessRow): string | null {
  if (cloudService !== null || roles === null) return null;
  return roles.map(({ role }) => role).join(' ') || null;
}

/** `2 d ago`, or why it is unknown. */
export function lastSeenText(activity: LastActivity, { now, messages }: Reader): string {
  if (activity.kind !== 'seen') return messages.removal.seen[activity.kind];
  return messages.header.fresh(durationText(now.getTime() - activity.at.getTime(), messages));
}

/** What is in sight is asked for. */
function isAwaited({ lastActivity, cloudService }: AccessRow): boolean {
  return lastActivity.kind === 'notAsked' && cloudService === null;
}

/** When it was last used, if known. */
export function seenSpan({ lastActivity }: AccessRow, isAwaited: boolean, reader: Reader): Span {
  const text = lastSeenText(lastActivity, reader);
  switch (lastActivity.kind) {
    case 'seen':
      return span(text, lastActivity.isActive ? 'warn' : 'dim');
    case 'never':
      return span(text, 'dim');
    case 'unreadable':
      return span(text, 'warn');
    case 'notAsked':
      return span(isAwaited ? reader.messages.removal.seen.asking : text, 'faint');
  }
}

function seenAt({ lastActivity }: AccessRow): Date | null {
  return lastActivity.kind === 'seen' ? lastActivity.at : null;
}

function seenField(activity: LastActivity): Date | string | null {
  if (activity.kind === 'seen') return activity.at;
  return activity.kind === 'notAsked' ? null : activity.kind;
}

/** How long a role is left that was given for a time. */
function leftText(end: Date | null, { now, messages }: Reader): string {
  return end === null
    ? ''
    : ` (${messages.granting.left(durationText(end.getTime() - now.getTime(), messages))})`;
}

/** All roles, each with how long it is left; what ends comes first, and is not what a narrow column leaves out. */
function endingRoles(row: AccessRow, endsAt: AccessSurroundings['endsAt'], reader: Reader): string {
  const endOf = (role: Role) => endsAt(row, role);
  const roles = row.roles?.toSorted((a, b) => Number(endOf(b) !== null) - Number(endOf(a) !== null));
  return visible(
    rolesText({ ...row, roles: roles ?? null }, reader, (role) => leftText(endOf(role), reader)),
  );
}

/** The first roles, and how many more there are: `admin +2`. */
function fittingRoles(text: string, width: number): string {
  const roles = text.split(separator);
  const shownBeside = (shown: number): readonly [names: string, more: string] => [
    roles.slice(0, shown).join(separator),
    shown === roles.length ? '' : ` +${roles.length - shown}`,
  ];
  let shown = roles.length;
  while (shown > 1 && widthOf(shownBeside(shown).join('')) > width) shown -= 1;
  const [names, more] = shownBeside(shown);
  return cutText(names, width - widthOf(more)) + more;
}

const separator = ', ';

/** Roles inside the cluster, each with what `more` says of it, or the cloud's service that it is. */
export function rolesText(
  row: AccessRow,
  { messages }: Pick<Reader, 'messages'>,
  more: (role: Role) => string = () => '',
): string {
  const { roles, cloudService } = row;
  if (cloudService !== null) return messages.removal.service;
  if (roles === null) return '–';
  // If the cloud lists administered clusters only, an empty list proves nothing.
  if (roles.length === 0 && rolesSeen(row) === 'asAdministered') return '?';
  const names = roles.map((each) => {
    const { role, namespace } = each;
    return `${namespace === null ? role : `${role}@${namespace}`}${more(each)}`;
  });
  return names.join(separator) || '–';
}

/** A note for readers of roles: the cloud lists all of them to the account root only. None if the list is complete. */
export function rolesNote(rows: readonly AccessRow[], width: number, { removal }: Messages): readonly Line[] {
  if (!rows.some((row) => rolesSeen(row) === 'asAdministered')) return [];
  return wrapText(removal.rolesInPart, width).map((text): Line => [span(text, 'dim')]);
}

function pairSign(row: AccessRow): Span {
  if (row.cloudService !== null) return span('·', 'dim');
  const isDoubtful = isOpenOrphan(row) || isPerhapsOrphan(row);
  return isDoubtful ? span('?', 'warn') : signOf({ isOrphan: row.orphan });
}
