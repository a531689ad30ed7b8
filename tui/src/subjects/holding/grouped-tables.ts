import type { AccessRow } from '@ackring/core/access';
import { packed } from '../../screen/rows.js';
import { defineTable } from '../../screen/table.js';
import {
  countColumn,
  endColumn,
  identityColumn,
  identityName,
  kindColumn,
  nameCell,
  signOf,
  stateColumn,
} from './columns.js';
import type { Holding } from './holders.js';

/** No screen has room for more. */
const shownNames = 60;

/** An identity with all that it holds; an orphan is gone, while something of it lives on. */
export interface HoldingRow extends Holding {
  readonly isOrphan: boolean;
}

/** One identity per row, with everything it holds. */
export const holdingTable = defineTable<HoldingRow>({
  id: ({ identity }) => identity.uid,
  tie: ({ identity }) => identity.name,
  rank:
    () =>
    ({ isOrphan }) =>
      isOrphan ? 0 : 1,
  sign: signOf,
  columns: [
    identityColumn(),
    kindColumn(),
    stateColumn({ isOrphan: ({ isOrphan }) => isOrphan, sacrifice: 0 }),
    countColumn({
      title: ({ columns }) => columns.count,
      sort: { column: 'count', key: 'H', by: ({ entries }) => entries.length },
      count: ({ entries }) => entries.length,
    }),
    endColumn(({ soonest, entries: [first] }) => ({
      notAfter: soonest,
      status: first?.status ?? 'unknown',
    })),
    {
      title: ({ titles }) => titles.which,
      sort: { column: 'who', key: 'W', by: ({ entries: [first] }) => first?.cluster.name ?? null },
      search: ({ entries }) => packed(entries.map(({ cluster }) => cluster.name)),
      text: ({ entries }) =>
        entries
          .slice(0, shownNames)
          .map(({ cluster }) => cluster.name)
          .join('  '),
      cell: { min: 20, ideal: 60, sacrifice: 5, tone: 'faint' },
    },
  ],
  fields: {
    identity: {
      uid: ({ identity: { uid } }) => uid,
      name: ({ identity: { name } }) => name,
      type: ({ identity: { type } }) => type,
      state: ({ identity: { state } }) => state,
    },
    cluster: ({ entries }) => entries.map(({ cluster }) => cluster.name),
    status: ({ entries: [first] }) => first?.status ?? null,
    notAfter: ({ soonest }) => soonest,
    orphan: ({ isOrphan }) => isOrphan,
  },
});

/** A cluster with its holders, as far as it has answered. */
export interface HeldCluster {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly all: readonly AccessRow[];
  /** Without the cloud's own services. */
  readonly rows: readonly AccessRow[];
  readonly orphans: number;
  readonly soonest: AccessRow | null;
}

/** How those stand who are not there any more: a word that finds them in one grouping finds their clusters in this one. */
function goneIn(rows: readonly AccessRow[], orphans: number): readonly string[] {
  const states = new Set(rows.map(({ identity }) => identity.state));
  for (const usual of ['active', 'unknown'] as const) states.delete(usual);
  return orphans > 0 ? [...states, 'orphan'] : [...states];
}

/** One cluster per row, with everyone who has access to it. */
export const heldClusterTable = defineTable<HeldCluster>({
  id: ({ id }) => id,
  tie: ({ name }) => name,
  rank:
    () =>
    ({ orphans }) =>
      orphans > 0 ? 0 : 1,
  sign: ({ orphans }) => signOf({ isOrphan: orphans > 0 }),
  columns: [
    {
      title: ({ columns }) => columns.cluster,
      sort: { column: 'cluster', key: 'C', by: ({ name }) => name },
      search: null,
      code: ({ id }) => id,
      text: ({ name }) => name,
      cell: nameCell,
    },
    {
      title: ({ columns }) => columns.region,
      sort: { column: 'region', key: 'P', by: ({ region }) => region },
      search: null,
      text: ({ region }) => region,
      cell: { min: 14, ideal: 15, sacrifice: 2, yields: true, tone: 'dim' },
    },
    countColumn({
      title: ({ removal }) => removal.columns.holders,
      sort: { column: 'count', key: 'H', by: ({ rows }) => rows.length },
      count: ({ rows }) => rows.length,
    }),
    countColumn({
      title: ({ columns }) => columns.orphans,
      sort: { column: 'orphans', key: 'O', by: ({ orphans }) => orphans },
      count: ({ orphans }) => orphans,
      tone: 'bad',
    }),
    endColumn(({ soonest }) => ({
      notAfter: soonest?.notAfter ?? null,
      status: soonest?.status ?? 'unknown',
    })),
    {
      title: ({ columns }) => columns.who,
      sort: {
        column: 'who',
        key: 'W',
        by: ({ rows: [first] }) => (first === undefined ? null : identityName(first)),
      },
      search: ({ rows, orphans }) => packed([...rows.map(identityName), ...goneIn(rows, orphans)]),
      text: ({ rows }) => rows.slice(0, shownNames).map(identityName).join('  '),
      cell: { min: 20, ideal: 60, sacrifice: 5, tone: 'faint' },
    },
  ],
  fields: {
    cluster: ({ name }) => name,
    clusterId: ({ id }) => id,
    region: ({ region }) => region,
    identity: ({ rows }) => rows.map(identityName),
    status: ({ soonest }) => soonest?.status ?? null,
    notAfter: ({ soonest }) => soonest?.notAfter ?? null,
    orphan: ({ orphans }) => orphans > 0,
  },
});
