import type { ExpiryEntry } from '@ackring/core/expiry';
import { isOrphaned } from '@ackring/core/words';
import { localDay } from '../../messages/times.js';
import { type Span, span } from '../../screen/drawing/line.js';
import type { Tone } from '../../screen/drawing/skins.js';
import { askedLeft, lifeText, statusText, statusTones } from '../../screen/life.js';
import { packed } from '../../screen/rows.js';
import { defineTable, printedColumn, type Reader, type TableColumn } from '../../screen/table.js';
import { fittingHolder, holderText, kindColumn, leastHolderWidth } from '../holding/columns.js';
import { expiryId } from '../holding/holders.js';
import { brokenMark, type RuleSurroundings } from '../rule/verdicts.js';
import { roomForUse, type UsedSurroundings, usedColumn } from '../usage/column.js';

/** What the screen knows besides the fleet's answers. */
export interface ExpirySurroundings extends RuleSurroundings {
  /** Whether the rotation renews it. */
  isRotated(entry: ExpiryEntry): boolean;
  /** Whether its holder is at this keyboard. */
  isHere(uid: string): boolean;
  /** Whether a file of this machine has one of that holder and cluster: without it there is nothing to renew. */
  isInFile(entry: ExpiryEntry): boolean;
  /** Whether its cluster is being deleted, and renews nothing. */
  isGoing(entry: ExpiryEntry): boolean;
  /** Whether the keys that would renew it do nothing. */
  readonly isReadOnly: boolean;
}

type Column = TableColumn<ExpiryEntry, ExpirySurroundings>;

/** The letter and the word of a status; pages colour the cell by it. */
export const statusColumn: Column = {
  title: ({ columns }) => columns.status,
  sort: { column: 'status', key: 'S', by: ({ status }) => status },
  search: ({ status }) => status,
  text: ({ status }, { messages }) => statusText(status, messages),
  cell: {
    words: ({ statuses }) => Object.values(statuses).map((word) => `X ${word}`),
    ideal: 14,
    sacrifice: 0,
    draw: ({ status, cluster, identity }, _, { brokenBy }, { messages }) => [
      span(statusText(status, messages), statusTones[status]),
      ...brokenMark(brokenBy(cluster.id, identity.uid)),
    ],
  },
};

const renewedByColumn: Column = {
  title: ({ columns }) => columns.renewedBy,
  sort: { column: 'renewedBy', key: 'B', by: renewer },
  search: null,
  besides: (entry, known, { messages }) => {
    const who = renewer(entry, known);
    return packed([who, renewerText(who, known, messages)]);
  },
  text: null,
  cell: {
    min: 14,
    ideal: 20,
    sacrifice: 2,
    draw: (entry, _, known, { messages }) => [renewedBy(entry, known, messages)],
  },
};

/** Every kubeconfig that expires, of every identity in every cluster, and of the local files. */
export const expiryTable = defineTable<ExpiryEntry, ExpirySurroundings>({
  id: expiryId,
  tie: [({ cluster }) => cluster.name, ({ identity }) => identity.name],
  sign: signOf,
  columns: [
    {
      title: ({ columns }) => columns.identity,
      sort: { column: 'identity', key: 'I', by: ({ identity }) => identity.name },
      search: ({ identity }) => identity.state,
      code: ({ identity }) => identity.uid,
      text: holderText,
      cell: {
        min: 16,
        ideal: 26,
        growth: 1,
        wants: (_, messages) => leastHolderWidth(messages),
        sacrifice: 0,
        cut: 'middle',
        draw: (entry, width, _, reader) => [span(fittingHolder(entry, width, reader))],
      },
    },
    kindColumn(),
    {
      title: ({ columns }) => columns.cluster,
      sort: { column: 'cluster', key: 'C', by: ({ cluster }) => cluster.name },
      search: null,
      text: ({ cluster }) => cluster.name,
      cell: { min: 16, ideal: 26, growth: 2, wants: 'longest', sacrifice: 0, cut: 'middle', tone: 'text' },
    },
    {
      title: ({ columns }) => columns.region,
      sort: null,
      search: ({ region }) => region ?? '',
      text: ({ region }) => region ?? '–',
      cell: null,
      sacrifice: 8,
    },
    {
      title: ({ columns }) => columns.end,
      sort: { column: 'end', key: 'E', by: ({ notAfter }) => notAfter.getTime() },
      search: null,
      text: ({ notAfter }, { timeZone }) => localDay(notAfter, timeZone),
      asked: { ends: ({ notAfter }) => notAfter },
      // The time left says it too.
      cell: { min: 10, sacrifice: 3, yields: true, tone: 'dim' },
    },
    {
      title: ({ titles }) => titles.left,
      sort: null,
      search: null,
      align: 'right',
      text: (entry, { now, messages }) => lifeText(entry, entry.status, now, messages),
      asked: askedLeft(({ daysLeft }: ExpiryEntry) => daysLeft),
      cell: { min: 7, sacrifice: 0, follows: 'end', tone: ({ status }) => statusTones[status] },
    },
    statusColumn,
    renewedByColumn,
    {
      title: ({ titles }) => titles.where,
      sort: null,
      search: null,
      text: placeText,
      cell: null,
      sacrifice: 9,
    },
  ],
  fields: {
    cluster: ({ cluster }) => cluster.name,
    clusterId: ({ cluster }) => cluster.id,
    region: ({ region }) => region,
    identity: ({ identity }) => identity.name || identity.uid,
    uid: ({ identity }) => identity.uid,
    accountType: ({ identity }) => identity.type,
    accountState: ({ identity }) => identity.state,
    notBefore: ({ notBefore }) => notBefore,
    notAfter: ({ notAfter }) => notAfter,
    renewableFrom: ({ renewableFrom }) => renewableFrom,
    daysLeft: ({ daysLeft }) => daysLeft,
    status: ({ status }) => status,
    source: ({ source }) => source,
    file: ({ file }) => file,
    context: ({ context }) => context,
    account: ({ account }) => account?.id ?? null,
  },
});

/** The same of several accounts. */
export const accountsExpiryTable = defineTable<ExpiryEntry, ExpirySurroundings>({
  ...expiryTable,
  id: (entry) => `${entry.account?.profile ?? ''}/${expiryId(entry)}`,
  columns: [
    printedColumn(
      ({ titles }) => titles.account,
      ({ account }) => account?.profile ?? '',
    ),
    ...expiryTable.columns,
  ],
});

/** The same with when each was last used, once somebody asked for it. */
export const usedExpiryTable = defineTable<ExpiryEntry, ExpirySurroundings & UsedSurroundings>({
  ...expiryTable,
  columns: expiryTable.columns.flatMap((column) =>
    column === statusColumn
      ? [spared(column, 1), usedColumn<ExpiryEntry, UsedSurroundings>()]
      : [column === renewedByColumn ? spared(column, 2) : roomForUse(column)],
  ),
});

/** Given up before the use, and before a name is cut: the sign and the time left already show the urgency. */
function spared(column: Column, sacrifice: number): Column {
  return column.cell === null ? column : { ...column, cell: { ...column.cell, sacrifice, yields: true } };
}

/** The server, the sinks, or the local context. */
export function placeText(
  { source, context }: ExpiryEntry,
  { messages: { expiry } }: Pick<Reader, 'messages'>,
): string {
  return source === 'file' ? (context ?? expiry.sources.file) : expiry.sources[source];
}

/** `✕` has expired or was revoked, `▲` is critical, `!` is orphaned. */
export function signOf({ status, identity }: ExpiryEntry): Span {
  if (status === 'expired' || status === 'revoked') return span('✕', 'bad');
  if (status === 'critical') return span('▲', 'warn');
  if (isOrphaned(identity)) return span('!', 'bad');
  return status === 'renewable' ? span('◐', 'info') : span('●', 'good');
}

export type Renewer = 'orphan' | 'going' | 'rotation' | 'self' | 'fetch' | 'holder';

/** Only its holder can renew it: the rotation if it has that identity, else the person, or nobody. */
export function renewer(
  entry: ExpiryEntry,
  { isRotated, isHere, isInFile, isGoing }: ExpirySurroundings,
): Renewer {
  if (isGoing(entry)) return 'going';
  if (isOrphaned(entry.identity)) return 'orphan';
  if (isRotated(entry)) return 'rotation';
  if (!isHere(entry.identity.uid)) return 'holder';
  return isInFile(entry) ? 'self' : 'fetch';
}

const renewerTones: Readonly<Partial<Record<Renewer, Tone>>> = { orphan: 'bad', rotation: 'text' };

function renewedBy(entry: ExpiryEntry, known: ExpirySurroundings, messages: Reader['messages']): Span {
  const who = renewer(entry, known);
  return span(renewerText(who, known, messages), renewerTones[who] ?? 'dim');
}

/** In a few letters, with the keys that do it if they do. */
export function renewerText(
  who: Renewer,
  { isReadOnly }: Pick<ExpirySurroundings, 'isReadOnly'>,
  { expiry, screens }: Reader['messages'],
): string {
  if (who === 'rotation') return screens.rotation;
  return isReadOnly && (who === 'self' || who === 'fetch') ? expiry.yours : expiry[who];
}
