import type { UsageEvent } from '@ackring/core/usage';
import { clustersByPlace } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { goTo } from '../../screen/commands.js';
import { keyOf } from '../../screen/dispatch.js';
import type { Command } from '../../screen/feature.js';
import { sortKey } from '../../screen/list-keys.js';
import { currentScreen, setFilter, setSort } from '../../screen/list-screen.js';
import type { Ask } from '../../screen/step.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { gather } from '../../screen/tasks.js';
import type { Slot } from '../../screen/world.js';
import { usedKey } from './column.js';
import { unreadUsage, withAskedUsage, withUsage } from './usage.js';

const usageReads: Slot = { name: 'usage', stopsOn: ['cancel', 'watch'] };

/** Reads the audit logs of these clusters, each through the eyes that see it. */
export const readUsage = defineTask({
  name: 'readUsage',
  within: usageReads,
  arrivals: {
    asked: (state: AppState, clusterIds: readonly string[]) => ({
      ...state,
      usage: withAskedUsage(state.usage, clusterIds),
    }),
    heard: (state: AppState, events: readonly UsageEvent[]) => ({
      ...state,
      usage: withUsage(state.usage, events),
    }),
  },
  run: async ({ world, emit, signal }, { ids, clusters }: ReturnType<typeof requestOf>) => {
    emit.asked(ids);
    const groups = Map.groupBy(clusters, (cluster) => world.servicesFor(cluster));
    await Promise.all(
      [...groups].map(([services, group]) =>
        gather(services.usage(group, { signal }), { everyMs: () => 80, signal, take: emit.heard }),
      ),
    );
  },
});

function requestOf({ fleet }: AppState, ids: readonly string[]) {
  return { ids, clusters: ids.flatMap((id) => fleet.clusters.get(id) ?? []) };
}

export function usageDue(state: AppState): readonly Ask[] {
  const ids = unreadUsage(state);
  return ids.length === 0 ? [] : [readUsage(requestOf(state, ids))];
}

const needsEach: Disabled = ({ screen, access }, { usage }) =>
  screen === 'access' && access.grouping !== 'each' ? usage.needsEach : null;

/** Shows when each was last used, or no longer does: a list is not sorted by what it does not show. */
const toggleUsage: Action = {
  action: 'usage',
  disabled: needsEach,
  does: (state) => {
    const { isOn } = state.usage;
    const isSorted = isOn && currentScreen(state).sort.column === 'used';
    const sorted = isSorted ? setSort(state, { column: 'end', isDescending: false }) : state;
    return step({ ...sorted, usage: { ...state.usage, isOn: !isOn } });
  },
};

/** `:usage` shows it where it is, `:usage prod` of what has that in it. */
export const usageCommand: Command = {
  name: 'usage',
  aliases: [],
  command: 'usage',
  label: ({ actions }) => actions.usage,
  syntax: ({ columns }) => `[${columns.cluster}]`,
  choices: ({ fleet }, words) =>
    words.length === 0 ? clustersByPlace(fleet.clusters).map(({ name }) => name) : [],
  run: (state, words) => {
    const isThere =
      ['expiry', 'access'].includes(state.screen) && needsEach(state, messagesIn(state.language)) === null;
    const { state: there, asks } = isThere ? step(state) : goTo(state, 'expiry');
    const shown = { ...there, usage: { ...there.usage, isOn: true } };
    return step(words.length === 0 ? shown : setFilter(shown, words.join(' ')), ...asks);
  },
};

/** A list is not sorted by what it does not show. */
const isShown: Disabled = (state, messages) =>
  needsEach(state, messages) ??
  (state.usage.isOn ? null : messages.removal.reasons.noColumn(messages.columns.used, keyOf('usage', state)));

export const usageKeys: readonly Binding[] = [
  { ...toggleUsage, scope: 'expiry', keys: ['u'] },
  { ...toggleUsage, scope: 'access', keys: ['u'] },
  sortKey('expiry', usedKey, 'used', isShown),
  sortKey('access', usedKey, 'used', isShown),
];
