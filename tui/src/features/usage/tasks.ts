import type { UsageEvent } from '@ackring/core/usage';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding } from '../../screen/binding.js';
import { step } from '../../screen/step.js';
import { type Ask, defineTask, type Slot } from '../../screen/task.js';
import { gather } from '../../screen/tasks.js';
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
  run: async ({ world, tell, signal }, { ids, clusters }: ReturnType<typeof requestOf>) => {
    tell.asked(ids);
    const groups = Map.groupBy(clusters, ({ id }) => world.servicesFor(id));
    await Promise.all(
      [...groups].map(([services, group]) =>
        gather(services.usage(group, { signal }), { everyMs: () => 80, signal, take: tell.heard }),
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

/** Shows when each was last used, or no longer does. */
const toggleUsage: Action = {
  action: 'usage',
  disabled: ({ screen, access }, { usage }) =>
    screen === 'access' && access.grouping !== 'each' ? usage.needsEach : null,
  does: (state) => step({ ...state, usage: { ...state.usage, isOn: !state.usage.isOn } }),
};

export const usageKeys: readonly Binding[] = [
  { ...toggleUsage, scope: 'expiry', keys: ['u'] },
  { ...toggleUsage, scope: 'access', keys: ['u'] },
];
