import type { ExpiryEntry } from '@ackring/core/expiry/expiry';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { chartHeight } from '../../screen/layout.js';
import { emptyBody, tableBody } from '../../screen/list-body.js';
import { holdersEmptyText } from '../access/holders-empty.js';
import { expiryChart } from './chart.js';
import { expiryTable } from './table.js';

/** The Expiry screen: when everything ends, month by month, and then each of it. */
export function expiryScreen(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.expiry.list.visible.length === 0)
    return emptyBody(holdersEmptyText(state, messages), state);
  const known = {
    isRotated: ({ cluster, identity }: ExpiryEntry) =>
      state.rotation.outcomes.has(`${cluster.id}/${identity.name}`),
    isHere: (uid: string) => holdsHere(state, uid),
  };
  const rows = tableBody(state, { table: expiryTable, known, messages }, (id, drawn) => {
    const entry = state.holders.expiry.get(id);
    return entry === undefined ? null : drawn(entry);
  });
  const height = chartHeight(state);
  return height === 0 ? rows : [...expiryChart(state, messages, height), ...rows];
}

/** Whether it is somebody at this keyboard: by the credentials in use, or by a local kubeconfig of an ACK cluster. */
function holdsHere({ kubeconfigs, access }: AppState, uid: string): boolean {
  if (access.callers.has(uid)) return true;
  for (const { ack, credential } of kubeconfigs.entries.values()) {
    if (ack !== null && credential.kind === 'certificate' && credential.uid === uid) return true;
  }
  return false;
}
