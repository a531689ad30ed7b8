import { type AccessRow, accessRow, type Restorable } from '@ackring/core/access';
import type { KubeconfigState } from '@ackring/core/cloud';
import type { AppState } from '../../screen/app-state.js';
import { listHeight } from '../../screen/layout.js';

/** What one row of the Access screen is: somebody, a cluster, or what somebody holds in a cluster. */
export const groupings = ['identity', 'cluster', 'each'] as const;
export type Grouping = (typeof groupings)[number];

/** What only a call for each tells: when somebody was last seen, and as what. */
export type Learnt = Pick<AccessRow, 'lastActivity' | 'roles' | 'areRolesWhole'>;

export interface AccessState {
  readonly grouping: Grouping;
  /** By `<cluster>/<uid>`. */
  readonly learnt: ReadonlyMap<string, Learnt>;
  /** Those asked for, answered or not: none is asked twice. */
  readonly asked: ReadonlySet<string>;
  /** Whose credentials are in use, one a watched profile. */
  readonly callers: ReadonlySet<string>;
  readonly removals: readonly Restorable[];
  /** Counts the dialogs that take access away: an answer for an older one is not shown. */
  readonly serial: number;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly access: AccessState;
  }
}

export const noAccess: AccessState = {
  grouping: 'identity',
  learnt: new Map(),
  asked: new Set(),
  callers: new Set(),
  removals: [],
  serial: 0,
};

declare module '../../screen/overlay.js' {
  interface Subjects {
    readonly identity: { readonly kind: 'identity'; readonly id: string };
  }
}

export function pairId({ cluster, identity }: Pick<AccessRow, 'cluster' | 'identity'>): string {
  return `${cluster.id}/${identity.uid}`;
}

/** What one identity holds in one cluster, with what was learnt of it; null when that is not known. */
export function pairOf(state: AppState, id: string): AccessRow | null {
  const [clusterId = '', uid = ''] = id.split('/');
  const held = statesOf(state, clusterId).find(({ identity }) => identity.uid === uid);
  return held === undefined ? null : rowOf(state, held);
}

export function pairsOfCluster(state: AppState, clusterId: string): readonly AccessRow[] {
  return statesOf(state, clusterId).map((held) => rowOf(state, held));
}

export function pairsOfIdentity(state: AppState, uid: string): readonly AccessRow[] {
  // Of a large fleet's holders few are this one: rows are made of those alone.
  return [...state.holders.answers.keys()].flatMap((id) =>
    statesOf(state, id)
      .filter(({ identity }) => identity.uid === uid)
      .map((held) => rowOf(state, held)),
  );
}

function statesOf({ holders }: AppState, clusterId: string): readonly KubeconfigState[] {
  const answer = holders.answers.get(clusterId);
  return answer?.kind === 'states' ? answer.states : [];
}

function rowOf({ now, access }: AppState, held: KubeconfigState): AccessRow {
  return { ...accessRow(held, now), ...access.learnt.get(pairId(held)) };
}

export function allPairs(state: AppState): readonly AccessRow[] {
  return [...state.holders.answers.keys()].flatMap((id) => pairsOfCluster(state, id));
}

/** So many are asked for at once: what is on the screen, and no more. */
const askedAtOnce = 60;

/** What is on the screen, and was never asked for. */
export function unlearnt(state: AppState): readonly AccessRow[] {
  return pairsInSight(state)
    .filter((row) => row.cloudService === null && !state.access.asked.has(pairId(row)))
    .slice(0, askedAtOnce);
}

function pairsInSight(state: AppState): readonly AccessRow[] {
  const { overlay, screen } = state;
  if (overlay?.kind === 'details') {
    const { kind, id } = overlay.subject;
    if (kind === 'identity') return pairsOfIdentity(state, id);
    return kind === 'cluster' && overlay.tab === 'identities' ? pairsOfCluster(state, id) : [];
  }
  if (overlay !== null || screen !== 'access' || state.access.grouping !== 'each') return [];
  const { list } = state.lists.access;
  const window = list.visible.slice(list.top, list.top + listHeight(state));
  return window.flatMap((id) => pairOf(state, id) ?? []);
}

export function withAsked(access: AccessState, rows: readonly AccessRow[]): AccessState {
  return { ...access, asked: new Set([...access.asked, ...rows.map(pairId)]) };
}

export function withLearnt(access: AccessState, rows: readonly AccessRow[]): AccessState {
  const learnt = new Map(access.learnt);
  for (const row of rows) {
    const { lastActivity, roles, areRolesWhole } = row;
    learnt.set(pairId(row), { lastActivity, roles, areRolesWhole });
  }
  return { ...access, learnt };
}

/** After something was taken away there, what was learnt is no longer so. */
export function forgetCluster(access: AccessState, clusterIds: ReadonlySet<string>): AccessState {
  const isOther = (id: string): boolean => !clusterIds.has(id.split('/')[0] ?? '');
  return {
    ...access,
    learnt: new Map([...access.learnt].filter(([id]) => isOther(id))),
    asked: new Set([...access.asked].filter(isOther)),
  };
}
