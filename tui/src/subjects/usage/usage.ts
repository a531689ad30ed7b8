import type { UsageEvent, UsageRow } from '@ackring/core/usage';
import type { AckringError } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { listHeight } from '../../screen/empty-body.js';
import { currentScreen } from '../../screen/list-screen.js';

/** What one cluster's audit log says, or the error. */
export type UsageAnswer =
  | { readonly kind: 'rows'; readonly byUid: ReadonlyMap<string, UsageRow> }
  | { readonly kind: 'failed'; readonly error: AckringError };

export interface UsageState {
  /** Audit logs are read only on request: every cluster costs some calls. */
  readonly isOn: boolean;
  /** Clusters asked for, answered or not: none is asked twice. */
  readonly asked: ReadonlySet<string>;
  readonly answers: ReadonlyMap<string, UsageAnswer>;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly usage: UsageState;
  }
}

export const noUsage: UsageState = { isOn: false, asked: new Set(), answers: new Map() };

export function withAskedUsage(usage: UsageState, clusterIds: readonly string[]): UsageState {
  return { ...usage, asked: new Set([...usage.asked, ...clusterIds]) };
}

export function withUsage(usage: UsageState, events: readonly UsageEvent[]): UsageState {
  const answers = new Map(usage.answers);
  for (const event of events) answers.set(event.cluster.id, answerOf(event));
  return { ...usage, answers };
}

function answerOf(event: UsageEvent): UsageAnswer {
  if (event.kind === 'failed') return { kind: 'failed', error: event.error };
  const byUid = new Map<string, UsageRow>();
  for (const row of event.rows) {
    const { uid } = row.identity;
    // Rows come with the latest use first: an identity may have had several names.
    if (!byUid.has(uid)) byUid.set(uid, row);
    // Local contexts of the account root know no other uid.
    if (row.use?.commonName.startsWith('kubernetes-admin-')) byUid.set('kubernetes-admin', row);
  }
  return { kind: 'rows', byUid };
}

/** Read at once. */
const most = 8;

/** Clusters of the rows on the screen that were not asked for yet; to sort by their answers, of all rows. */
export function unreadUsage(state: AppState): readonly string[] {
  const { usage, screen, access, overlay, fleet, holders } = state;
  const isShown = screen === 'expiry' || (screen === 'access' && access.grouping === 'each');
  if (!usage.isOn || !isShown || overlay !== null) return [];
  const { list, sort } = currentScreen(state);
  const rows = list.visible.slice(list.top, list.top + listHeight(state));
  const isUnread = (id: string): boolean => fleet.clusters.has(id) && !usage.asked.has(id);
  const shown = [...new Set(rows.map((row) => row.split('/')[0] ?? ''))].filter(isUnread);
  if (shown.length > 0 || sort.column !== 'used') return shown.slice(0, most);
  const isBusy = usage.asked.size - usage.answers.size >= most;
  return isBusy ? [] : [...holders.answers.keys().filter(isUnread).take(most)];
}
