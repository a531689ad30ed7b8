import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { emptyBody, tableBody } from '../../screen/list-body.js';
import { pairOf } from './access.js';
import { heldClusterTable, holdingTable } from './grouped-tables.js';
import { holdersEmptyText } from './holders-empty.js';
import { accessSurroundings, heldCluster } from './rows.js';
import { accessTable } from './table.js';

/** The Access screen: who holds kubeconfigs of what, those that nobody can answer for in front. */
export function accessList(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.access.list.visible.length === 0) {
    return emptyBody(holdersEmptyText(state, messages), state);
  }
  switch (state.access.grouping) {
    case 'identity':
      return tableBody(state, { table: holdingTable, known: null, messages }, (id, drawn) => {
        const holding = state.holders.identities.get(id);
        return holding === undefined ? null : drawn(holding);
      });
    case 'cluster':
      return tableBody(state, { table: heldClusterTable, known: null, messages }, (id, drawn) =>
        drawn(heldCluster(state, id)),
      );
    case 'each': {
      const known = accessSurroundings(state);
      return tableBody(state, { table: accessTable, known, messages }, (id, drawn) => {
        const row = pairOf(state, id);
        return row === null ? null : drawn(row);
      });
    }
  }
}
