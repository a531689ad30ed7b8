import type { Services } from '../services.js';
import type { Effect } from '../state/effect.js';
import type { AppEvent } from '../state/event.js';
import { acquire, planAcquire } from './acquiring.js';
import { type Outcome, report } from './report.js';
import { scanFleet } from './scanning.js';
import { verify } from './verifying.js';

export interface World {
  readonly services: Services;
  readonly dispatch: (...events: readonly AppEvent[]) => void;
  /** Puts text on the clipboard of the terminal. */
  readonly copy: (text: string) => Promise<void>;
  readonly quit: (exitCode: number) => void;
  /** Aborted when the screen is left. */
  readonly signal: AbortSignal;
}

/** Does the work that the transitions ask for; everything it learns comes back as events. */
export function createPerform(world: World): (effect: Effect) => void {
  const { services, dispatch } = world;
  let scan: AbortController | null = null;
  let fetching: AbortController | null = null;

  return (effect) => {
    switch (effect.kind) {
      case 'loadProfile':
        return run(async () => dispatch({ kind: 'profileKnown', profile: await services.profileFacts() }), {
          failed: (error) => ({ kind: 'profileFailed', error }),
        });
      case 'loadCachedFleet':
        return run(async () => {
          const fleet = await services.cachedFleet();
          if (fleet !== null) dispatch({ kind: 'fleetCached', fleet });
        });
      case 'scanFleet':
        scan?.abort();
        scan = new AbortController();
        return run(
          () => scanFleet(world, AbortSignal.any([world.signal, (scan as AbortController).signal])),
          {
            failed: (error) => ({ kind: 'fleetFailed', error }),
          },
        );
      case 'readContexts':
        return run(async () => dispatch({ kind: 'contextsRead', inventory: await services.contexts() }), {
          failed: (error) => ({ kind: 'contextsFailed', error }),
        });
      case 'verify':
        return run(() => verify(world, effect.entries), {
          failed: (error) => ({ kind: 'verifyEnded', ids: [], error }),
        });
      case 'planAcquire':
        return run(() => planAcquire(world, effect.request, effect.serial), {
          failed: (error) => ({ kind: 'acquirePlanFailed', serial: effect.serial, error }),
        });
      case 'acquire':
        fetching = new AbortController();
        return run(() => acquire(world, effect.request, (fetching as AbortController).signal), {
          failed: (error) => ({ kind: 'acquireFailed', error }),
        });
      case 'cancelAcquire':
        return fetching?.abort();
      case 'undo':
        return run(async () => dispatch({ kind: 'undone', result: await services.undo() }));
      case 'copy':
        return run(async () => {
          await world.copy(effect.text);
          dispatch({ kind: 'copied', what: effect.what });
        });
      case 'quit':
        return world.quit(effect.exitCode);
    }
  };

  function run(work: () => Promise<void>, outcome: Partial<Outcome> = {}): void {
    void report(work, world, outcome);
  }
}
