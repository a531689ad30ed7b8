import type { TokenReadiness } from '@ackring/core/tokens';
import type { Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import type { Ask } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { unaskedTokens } from './readiness.js';

/** Asks whether a cluster takes RAM tokens, and from whom; its own failure is part of the answer. */
export const readTokens = defineTask({
  name: 'readTokens',
  arrivals: {
    asked: (state: AppState, { id }: Cluster) => ({
      ...state,
      tokens: { ...state.tokens, asking: new Set([...state.tokens.asking, id]) },
    }),
    answered: (state: AppState, { id }: Cluster, readiness: TokenReadiness) => ({
      ...state,
      tokens: { ...state.tokens, answers: new Map(state.tokens.answers).set(id, readiness) },
    }),
  },
  run: async ({ world, emit, signal }, cluster: Cluster) => {
    emit.asked(cluster);
    emit.answered(cluster, await world.servicesFor(cluster.id).tokenReadiness(cluster, { signal }));
  },
  ended: (state, { id }) => {
    const asking = new Set(state.tokens.asking);
    asking.delete(id);
    return { ...state, tokens: { ...state.tokens, asking } };
  },
});

export function tokensDue(state: AppState): readonly Ask[] {
  return unaskedTokens(state).flatMap((id) => {
    const cluster = state.fleet.clusters.get(id);
    return cluster === undefined ? [] : [readTokens(cluster)];
  });
}
