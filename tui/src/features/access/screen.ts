import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, span } from '../../screen/drawing/line.js';
import { emptyBody } from '../../screen/empty-body.js';
import type { View } from '../../screen/feature.js';
import { tableBody } from '../../screen/list-body.js';
import { failedRegions } from '../../subjects/cluster/fleet.js';
import { fleetOrphans, groupings, learntInUse, notLearnt, pairOf } from '../../subjects/holding/access.js';
import { heldClusterTable, holdingTable } from '../../subjects/holding/grouped-tables.js';
import { askHolders, rescanned } from '../../subjects/holding/holder-tasks.js';
import {
  accessRows,
  accessSurroundings,
  heldCluster,
  holdersAge,
  holdersEmptyText,
  holdersText,
  holdingRow,
} from '../../subjects/holding/rows.js';
import { accessTable, usedAccessTable } from '../../subjects/holding/table.js';
import { usedOrderParts, usedSurroundings } from '../../subjects/usage/column.js';

/** The Access screen: who holds kubeconfigs of what, orphans first. */
export const accessView: View = {
  rows: accessRows,
  madeOf: (state) => [
    state.holders.answers,
    state.holders.identities,
    state.access.grouping,
    usedOrderParts(state.usage, state.lists.access.sort),
    learntInUse(state),
  ],
  body: accessList,
  fieldElsewhere: (_, field, messages) => {
    const grouping = groupings.find((each) => tables[each].shown(messages).includes(field));
    return grouping === undefined ? null : messages.removal.groupings[grouping];
  },
  crumb: (state, messages) => {
    const shown = `${holdersText(state, messages)} · ${messages.removal.groupings[state.access.grouping]}`;
    const unknown = notLearnt(state);
    return unknown === 0 ? shown : `${shown} · ${messages.removal.unlearnt(unknown)}`;
  },
  age: (state) => holdersAge(state, failedRegions(state.fleet)),
  count: orphanCount,
  resting: (_, { removal }) => [span(` · ${removal.listsKubeconfigs('ackring access')}`, 'dim')],
  opens: askHolders,
  reloads: rescanned,
  clusterOf: ({ access }, row) => (access.grouping === 'identity' ? null : (row.split('/')[0] ?? null)),
  subjectOf: ({ access }, row) =>
    access.grouping === 'cluster'
      ? { kind: 'cluster', id: row }
      : { kind: 'identity', id: row.split('/').at(-1) ?? row },
  nameOf: (_, row) => row.split('/')[0] ?? row,
};

const tables = { identity: holdingTable, cluster: heldClusterTable, each: usedAccessTable } as const;

function accessList(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.access.list.visible.length === 0) {
    return emptyBody(holdersEmptyText(state, messages), state);
  }
  switch (state.access.grouping) {
    case 'identity':
      return tableBody(state, { table: holdingTable, known: null, messages }, (id, drawn) => {
        const holding = state.holders.identities.get(id);
        return holding === undefined ? null : drawn(holdingRow(state, holding));
      });
    case 'cluster':
      return tableBody(state, { table: heldClusterTable, known: null, messages }, (id, drawn) =>
        drawn(heldCluster(state, id)),
      );
    case 'each': {
      const known = { ...accessSurroundings(state), ...usedSurroundings(state) };
      return tableBody(
        state,
        { table: state.usage.isOn ? usedAccessTable : accessTable, known, messages },
        (id, drawn) => {
          const row = pairOf(state, id);
          return row === null ? null : drawn(row);
        },
      );
    }
  }
}

function orphanCount(state: AppState, { removal }: Messages): string {
  const { people, kubeconfigs, open } = fleetOrphans(state);
  const isByIdentity = state.access.grouping === 'identity';
  const unread = isByIdentity ? open.filter(({ identity }) => !people.has(identity.uid)) : open;
  if (people.size === 0 && unread.length === 0) return '';
  const isLeast = unread.length > 0 || (accessView.age?.(state).missing ?? 0) > 0;
  const count = isByIdentity
    ? removal.orphans(people.size, isLeast)
    : removal.orphaned(kubeconfigs, people.size, isLeast);
  return unread.length === 0 ? count : `${count} · ${removal.rolesUnread(unread.length)}`;
}
