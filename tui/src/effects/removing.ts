import type { CleanProgress } from '@ackring/core/access/clean/clean';
import type { CleanPlan } from '@ackring/core/access/clean/clean-plan';
import type { RevokePlan } from '@ackring/core/access/revoke/revoke-plan';
import type { Cluster } from '@ackring/core/words/cluster';
import { AckringError } from '@ackring/core/words/errors';
import type { Services } from '../services.js';
import type { Effect } from '../state/effect.js';
import type { CleanRequest } from '../state/removal.js';
import { createStopper } from './stopper.js';
import type { World } from './world.js';

/** Plans and carries out what takes access away. What was planned is what is done: the plan stays here meanwhile. */
export interface Removals {
  planClean(serial: number, request: CleanRequest): Promise<void>;
  applyClean(effect: Extract<Effect, { kind: 'applyClean' }>): Promise<void>;
  planRevoke(serial: number, cluster: Cluster): Promise<void>;
  applyRevoke(serial: number, confirm: string): Promise<void>;
  /** Stops before the next call. */
  stop(): void;
}

type Planned = { readonly serial: number; readonly services: Services } & (
  | { readonly kind: 'clean'; readonly plan: CleanPlan }
  | { readonly kind: 'revoke'; readonly plan: RevokePlan }
);

export function createRemovals(world: World): Removals {
  const { dispatch } = world;
  const stopper = createStopper(world.signal);
  let planned: Planned | null = null;
  return {
    planClean: async (serial, request) => {
      const signal = stopper.start();
      const services = servicesFor(world, request.clusters);
      const { users, clusters, pairs, unseen } = request;
      const plan = await services.incident.planClean({
        users,
        clusters: (clusters ?? []).map(({ id }) => id),
        ...(clusters === null ? {} : { fleet: clusters }),
        ...(pairs === null ? {} : { pairs }),
        unseen,
        signal,
      });
      planned = { kind: 'clean', serial, services, plan };
      dispatch({ kind: 'cleanPlanned', serial, plan });
    },
    applyClean: async ({ serial, confirm, force, confirmForce }) => {
      if (planned?.kind !== 'clean' || planned.serial !== serial) return;
      const { services, plan } = planned;
      const signal = stopper.start();
      dispatch({ kind: 'removalStarted', serial, isForced: force });
      const onProgress = (progress: CleanProgress): void =>
        dispatch({ kind: 'cleanProgress', serial, progress: [progress] });
      const run = await services.incident.applyClean(plan, {
        confirm,
        force,
        confirmForce,
        onProgress,
        signal,
      });
      dispatch({ kind: 'cleanEnded', serial, run });
    },
    planRevoke: async (serial, cluster) => {
      const signal = stopper.start();
      const services = world.servicesFor(cluster.id);
      const plan = await services.incident.planRevoke(cluster, { signal });
      planned = { kind: 'revoke', serial, services, plan };
      dispatch({ kind: 'revokePlanned', serial, plan });
    },
    applyRevoke: async (serial, confirm) => {
      if (planned?.kind !== 'revoke' || planned.serial !== serial) return;
      const { services, plan } = planned;
      dispatch({ kind: 'removalStarted', serial, isForced: false });
      const outcome = await services.incident.applyRevoke(plan, {
        confirm,
        onStep: (step) => dispatch({ kind: 'revokeStep', serial, step }),
      });
      dispatch({ kind: 'revokeEnded', serial, cluster: plan.cluster.name, outcome });
    },
    stop: () => stopper.stop(),
  };
}

/** One plan is one caller's: what several profiles see is not mixed up in it. */
function servicesFor(world: World, clusters: readonly Cluster[] | null): Services {
  const all = new Set((clusters ?? []).map(({ id }) => world.servicesFor(id)));
  const [only] = all;
  if (only === undefined) return world.local();
  if (all.size === 1) return only;
  throw new AckringError('Refused', 'what is chosen belongs to several profiles, and each cleans its own', {
    remedy: 'Choose what one profile sees, or switch to one: ctrl-p.',
  });
}
