import {
  type AccessRow,
  accessRow,
  completeRow,
  type Orphans,
  orphansAmong,
  type Restorable,
} from '@ackring/core/access';
import { hourMs, isOrphaned } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { listHeight } from '../../screen/empty-body.js';
import { asksFor } from '../../screen/query.js';
import { many } from '../../screen/tasks.js';
import type { HoldersAnswer } from './holders.js';

/** The kind of a row on the Access screen: an identity, a cluster, or an identity's access to a cluster. */
export const groupings = ['identity', 'cluster', 'each'] as const;
export type Grouping = (typeof groupings)[number];

/** Facts that cost a call each: when an identity was last seen, and its account state. */
export type Learnt = Pick<AccessRow, 'lastActivity' | 'roles' | 'areRolesWhole'>;

export interface AccessState {
  readonly grouping: Grouping;
  /** By `<cluster>/<uid>`. */
  readonly learnt: ReadonlyMap<string, Learnt>;
  /** Those requested, answered or not: none is requested twice. */
  readonly asked: ReadonlySet<string>;
  /** The identities of the credentials in use, one per watched profile. */
  readonly callers: ReadonlySet<string>;
  readonly removals: readonly Restorable[];
  /** Counts the dialogs that remove access: an answer for an earlier one is not shown. */
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

declare module '../../screen/overlays.js' {
  interface Subjects {
    readonly identity: { readonly kind: 'identity'; readonly id: string };
  }
}

export function pairId({ cluster, identity }: Pick<AccessRow, 'cluster' | 'identity'>): string {
  return `${cluster.id}/${identity.uid}`;
}

/** One identity's access to one cluster, with what was learnt about it; null if unknown. */
export function pairOf(state: AppState, id: string): AccessRow | null {
  const [clusterId = '', uid = ''] = id.split('/');
  return pairsOfCluster(state, clusterId).find(({ identity }) => identity.uid === uid) ?? null;
}

export function pairsOfCluster(state: AppState, clusterId: string): readonly AccessRow[] {
  const rows = listedRows(state.holders.answers.get(clusterId), state.now);
  return rows.map((row) => withWhatWasLearnt(row, state));
}

export function pairsOfIdentity(state: AppState, uid: string): readonly AccessRow[] {
  const rows: AccessRow[] = [];
  for (const answer of state.holders.answers.values()) {
    for (const row of listedRows(answer, state.now)) {
      if (row.identity.uid === uid) rows.push(withWhatWasLearnt(row, state));
    }
  }
  return rows;
}

/** Every pair, listed once as long as nothing more is known: a key has no time to list a large fleet's. */
export function allPairs(state: AppState): readonly AccessRow[] {
  const {
    holders: { answers },
    access,
    now,
  } = state;
  const hour = Math.floor(now.getTime() / hourMs);
  const known = pairs.get(answers);
  if (known?.hour === hour && known.learnt === access.learnt) return known.rows;
  const rows: AccessRow[] = [];
  for (const answer of answers.values()) {
    for (const row of listedRows(answer, now)) rows.push(withWhatWasLearnt(row, state));
  }
  pairs.set(answers, { hour, learnt: access.learnt, rows });
  return rows;
}

const pairs = new WeakMap<
  AppState['holders']['answers'],
  {
    readonly hour: number;
    readonly learnt: AccessState['learnt'];
    readonly rows: readonly AccessRow[];
  }
>();

/** The orphans of the fleet, by what was read so far. Few are gone: nothing is listed of all the others. */
export function fleetOrphans({ holders: { answers }, access: { learnt }, now }: AppState): Orphans {
  const hour = Math.floor(now.getTime() / hourMs);
  const known = orphans.get(answers);
  if (known?.hour === hour && known.learnt === learnt) return known.orphans;
  const rows = answers.values().flatMap((answer) => goneRows(answer, hour, now));
  const counted = orphansAmong([...rows.map((row) => learntRow(row, learnt.get(pairId(row)), now))]);
  orphans.set(answers, { hour, learnt, orphans: counted });
  return counted;
}

const orphans = new WeakMap<
  AppState['holders']['answers'],
  { readonly hour: number; readonly learnt: AccessState['learnt']; readonly orphans: Orphans }
>();

const gone = new WeakMap<HoldersAnswer, { readonly hour: number; readonly rows: readonly AccessRow[] }>();

function goneRows(answer: HoldersAnswer, hour: number, now: Date): readonly AccessRow[] {
  const known = gone.get(answer);
  if (known?.hour === hour) return known.rows;
  const rows = answer.states
    .filter(({ identity }) => isOrphaned(identity))
    .map((held) => accessRow(held, now));
  gone.set(answer, { hour, rows });
  return rows;
}

/** The rows of answers, cached for an hour: what lists and filters derive from the same row stays valid. */
const listed = new WeakMap<HoldersAnswer, { readonly hour: number; readonly rows: readonly AccessRow[] }>();

function listedRows(answer: HoldersAnswer | undefined, now: Date): readonly AccessRow[] {
  if (answer === undefined) return [];
  const hour = Math.floor(now.getTime() / hourMs);
  const known = listed.get(answer);
  if (known?.hour === hour) return known.rows;
  const rows = answer.states.map((held) => accessRow(held, now));
  listed.set(answer, { hour, rows });
  return rows;
}

const completed = new WeakMap<Learnt, { readonly row: AccessRow; readonly whole: AccessRow }>();

function withWhatWasLearnt(row: AccessRow, { access: { learnt }, now }: AppState): AccessRow {
  const more = learnt.size === 0 ? undefined : learnt.get(pairId(row));
  if (more === undefined) return row;
  const known = completed.get(more);
  if (known?.row === row) return known.whole;
  const whole = learntRow(row, more, now);
  completed.set(more, { row, whole });
  return whole;
}

function learntRow(row: AccessRow, more: Learnt | undefined, now: Date): AccessRow {
  if (more === undefined) return row;
  const { lastActivity, roles, areRolesWhole } = more;
  return completeRow(row, { lastActivity, permissions: roles, isWhole: areRolesWhole }, now);
}

/** What the rows are made of besides the answers, as in `detailsInUse`: what was learnt of each, in small fleets. */
export function learntInUse(state: AppState): AccessState['learnt'] | null {
  const { lists, prompt, access } = state;
  if (access.grouping !== 'each') return null;
  const isSought = lists.access.filter !== '' || prompt?.kind === 'filter';
  const isFew = (): boolean => allPairs(state).length < many;
  return isOfLearnt(state) || (isSought && isFew()) ? access.learnt : null;
}

/** Whether rows that are not in sight need it too: a filter or the order asks for it. */
function isOfLearnt({ lists: { access }, access: { grouping }, language }: AppState): boolean {
  if (grouping !== 'each') return false;
  const { columns } = messagesIn(language);
  const titles = [columns.roles, columns.seen].map((title) => title.replaceAll(' ', ''));
  const isOrder = access.sort.column === 'roles' || access.sort.column === 'seen';
  return isOrder || asksFor(access.filter, ['roles', 'lastUsed', 'seen', 'lastActivity', ...titles]);
}

/** Of how many rows it is not known, where the list is by it. */
export function notLearnt(state: AppState): number {
  if (!isOfLearnt(state)) return 0;
  const { learnt } = state.access;
  return allPairs(state).filter((row) => row.cloudService === null && !learnt.has(pairId(row))).length;
}

/** A call each: of more than this, only those in sight are asked. */
const mostOutOfSight = 500;

/** How many are requested at once: what is on the screen, and no more. */
const maxRequestsAtOnce = 60;

/** On the screen, and never requested. */
export function unlearnt(state: AppState): readonly AccessRow[] {
  return pairsInSight(state)
    .filter((row) => row.cloudService === null && !state.access.asked.has(pairId(row)))
    .slice(0, maxRequestsAtOnce);
}

/** With those that a role would make orphans, if they are few: what is counted should be what the command line counts. */
function pairsInSight(state: AppState): readonly AccessRow[] {
  const { overlay, screen } = state;
  if (overlay?.kind === 'details') {
    const { kind, id } = overlay.subject;
    if (kind === 'identity') return pairsOfIdentity(state, id);
    return kind === 'cluster' && overlay.tab === 'identities' ? pairsOfCluster(state, id) : [];
  }
  if (overlay !== null || screen !== 'access') return [];
  const { open } = fleetOrphans(state);
  const doubtful = open.length > maxRequestsAtOnce ? [] : open;
  if (state.access.grouping !== 'each') return doubtful;
  const { list } = state.lists.access;
  const window = list.visible.slice(list.top, list.top + listHeight(state));
  const all = isOfLearnt(state) ? allPairs(state) : [];
  const others = all.length > mostOutOfSight ? [] : all;
  return [...new Set([...window.flatMap((id) => pairOf(state, id) ?? []), ...doubtful, ...others])];
}

export function withRequested(access: AccessState, rows: readonly AccessRow[]): AccessState {
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

/** After access was removed there, what was learnt is outdated. */
export function forgetCluster(access: AccessState, clusterIds: ReadonlySet<string>): AccessState {
  const isOther = (id: string): boolean => !clusterIds.has(id.split('/')[0] ?? '');
  return {
    ...access,
    learnt: new Map([...access.learnt].filter(([id]) => isOther(id))),
    asked: new Set([...access.asked].filter(isOther)),
  };
}
