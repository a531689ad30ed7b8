import type { ExpiryEntry } from '@ackring/core/expiry';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding } from '../../screen/binding.js';
import type { Line } from '../../screen/drawing/line.js';
import { emptyBody } from '../../screen/empty-body.js';
import type { Feature, View } from '../../screen/feature.js';
import { tableBody } from '../../screen/list-body.js';
import { mark, markAll, markTo, openRow, sortKeysOf } from '../../screen/list-keys.js';
import type { Rows } from '../../screen/rows.js';
import { failedRegions } from '../../subjects/cluster/fleet.js';
import { verifyChosen } from '../../subjects/context/tasks.js';
import { expirySurroundings } from '../../subjects/expiry/surroundings.js';
import { expiryTable, usedExpiryTable } from '../../subjects/expiry/table.js';
import { askHolders, holdersDue, rescan, rescanned } from '../../subjects/holding/holder-tasks.js';
import { expiryEntries, expiryEntry } from '../../subjects/holding/holders.js';
import { holdersAge, holdersEmptyText, holdersText } from '../../subjects/holding/rows.js';
import { rulesReread } from '../../subjects/rule/verdicts.js';
import { usedOrderParts, usedSurroundings } from '../../subjects/usage/column.js';
import { chartHeight, expiryChart } from './chart.js';

/** The Expiry screen: when everything ends, by month, and then the list. */
const expiryView: View = {
  rows: expiryRows,
  madeOf: ({ holders, rotation, kubeconfigs, access, usage, lists }) => [
    holders.answers,
    rotation.outcomes,
    rotation.runs.value,
    kubeconfigs.entries,
    access.callers,
    usedOrderParts(usage, lists.expiry.sort),
  ],
  body: expiryBody,
  linesAbove: chartHeight,
  crumb: holdersText,
  age: (state) => holdersAge(state, failedRegions(state.fleet)),
  count: statusCounts,
  opens: askHolders,
  reloads: (state) => [...rescanned(state), ...rulesReread(state)],
  clusterOf: (_, row) => row.split('/')[0] ?? null,
  subjectOf: (_, row) => ({ kind: 'identity', id: row.split('/')[1] ?? '' }),
  nameOf: (_, row) => row.split('/')[1] ?? row,
};

function expiryBody(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.expiry.list.visible.length === 0)
    return emptyBody(holdersEmptyText(state, messages), state);
  const known = { ...expirySurroundings(state), ...usedSurroundings(state) };
  const rows = tableBody(
    state,
    { table: state.usage.isOn ? usedExpiryTable : expiryTable, known, messages },
    (id, drawn) => {
      const entry = expiryEntry(state.holders, id);
      return entry === undefined ? null : drawn(entry);
    },
  );
  const height = chartHeight(state);
  return height === 0 ? rows : [...expiryChart(state, messages, height), ...rows];
}

function statusCounts(state: AppState, { expiry }: Messages): string {
  const entries = expiryEntries(state.holders);
  if (entries.length === 0) return '';
  const { critical, renewable, expired } = countsOf(entries);
  // Where somebody did not answer, nobody can say that nothing is to be renewed.
  if (critical + renewable + expired === 0 && (expiryView.age?.(state).missing ?? 0) > 0) return '';
  return expiry.counts(critical, renewable, expired);
}

/** By the list that was counted: a frame has no time to count a large fleet's. */
const counted = new WeakMap<object, Readonly<Record<'critical' | 'renewable' | 'expired', number>>>();

function countsOf(entries: readonly ExpiryEntry[]) {
  const known = counted.get(entries);
  if (known !== undefined) return known;
  const counts = { critical: 0, renewable: 0, expired: 0 };
  for (const { status } of entries) if (status in counts) counts[status as keyof typeof counts]++;
  counted.set(entries, counts);
  return counts;
}

const scope = 'expiry';

/** The keys of the Expiry screen; those for fetching and renewing are with the fetch feature. */
const expiryKeys = ({
  fetchChosen,
  renewChosen,
}: Readonly<Record<'fetchChosen' | 'renewChosen', Action>>): readonly Binding[] => [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...fetchChosen, scope, keys: ['f'], isInFooter: 'whenOn' },
  { ...renewChosen, scope, keys: ['r'] },
  { ...verifyChosen, scope, keys: ['v'] },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markTo, scope, keys: ['ctrl-space'] },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...rescan, scope, keys: ['s'], isInFooter: true },
];

/** Every identity's kubeconfig in every cluster, by its end. */
function expiryRows(state: AppState): Rows {
  const { holders, lists, usage } = state;
  const [entries, { sort }] = [expiryEntries(holders), lists.expiry];
  const known = { ...expirySurroundings(state), ...usedSurroundings(state) };
  return usage.isOn && sort.column === 'used'
    ? usedExpiryTable.sorted(entries, sort, known)
    : expiryTable.sorted(entries, sort, known);
}

export const expiry = (actions: Parameters<typeof expiryKeys>[0]) =>
  ({
    views: { expiry: expiryView },
    keys: expiryKeys(actions),
    sortKeys: sortKeysOf('expiry', [expiryTable]),
    due: [holdersDue],
  }) satisfies Feature;
