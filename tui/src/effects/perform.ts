import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../settings.js';
import type { Effect } from '../state/effect.js';
import { exportAccess, learnAccess, loadCallers } from './access.js';
import { acquire, acquireMany, planAcquire } from './acquiring.js';
import { askRotation } from './asking-rotation.js';
import { describeCluster, loadCachedFleet, scanFleet, scanHolders } from './cloud.js';
import { readyFilter } from './filtering.js';
import { invokeFunction } from './invoking.js';
import { copy, planUndo, readJournal, showYaml, undo } from './kubeconfigs.js';
import { createRemovals } from './removing.js';
import { type Outcome, report } from './report.js';
import { rotate } from './rotating.js';
import { createSight } from './sight.js';
import { createStopper } from './stopper.js';
import { verify } from './verifying.js';
import type { World } from './world.js';

const longestKeepMs = 3_000;

/** Does the work that the transitions ask for; everything it learns comes back as events. */
export function createPerform(world: World): (effect: Effect) => void {
  const { dispatch, terminal } = world;
  const scans = createStopper(world.signal);
  const holders = createStopper(world.signal);
  const work = createStopper(world.signal);
  const invocations = createStopper(world.signal);
  const calendars = createStopper(world.signal);
  const removals = createRemovals(world);
  const sight = createSight(world);
  let saving = Promise.resolve();

  return (effect) => {
    switch (effect.kind) {
      case 'loadSettings':
        return run(async () => dispatch({ kind: 'settingsKnown', settings: await world.local().settings() }));
      case 'saveSettings':
        // One after the other: each is the whole file with its own change in it.
        saving = saving.then(() => report(() => saveSettings(world, effect.change), world, {}));
        return;
      case 'loadProfile':
        return run(
          async () => dispatch({ kind: 'profileKnown', profile: await world.local().profileFacts() }),
          {
            failed: (error) => ({ kind: 'profileFailed', error }),
          },
        );
      case 'loadProfileNames':
        return run(
          async () => dispatch({ kind: 'profileNamesKnown', names: await world.local().profiles() }),
          {
            // Without the CLI's own file there is nothing to switch to, which is no news.
            failed: () => ({ kind: 'profileNamesKnown', names: [] }),
          },
        );
      case 'watch':
        scans.stop();
        holders.stop();
        sight.stop();
        return world.watch(effect.profiles, effect.regions, effect.isReadOnly);
      case 'loadCachedFleet':
        return run(() => loadCachedFleet(world));
      case 'scanFleet':
        return run(() => scanFleet(world, scans.start()), {
          failed: (error) => ({ kind: 'fleetFailed', error }),
        });
      case 'scanHolders':
        return run(() => scanHolders(world, effect.clusters, holders.start()), {
          ended: { kind: 'holdersEnded' },
        });
      case 'describeCluster':
        return run(() => describeCluster(world, effect.cluster), {
          failed: (detail) => ({
            kind: 'clustersDescribed',
            answers: [{ listed: effect.cluster, detail }],
          }),
        });
      case 'describeInSight':
        return sight.look(effect.clusters, effect.isComingIn);
      case 'readContexts':
        return run(
          async () => dispatch({ kind: 'contextsRead', inventory: await world.local().contexts() }),
          {
            failed: (error) => ({ kind: 'contextsFailed', error }),
          },
        );
      case 'readyFilter':
        return run(() => readyFilter(effect.rows, world.signal));
      case 'readJournal':
        return run(() => readJournal(world));
      case 'verify':
        return run(() => verify(world, effect.entries, work.start()), {
          failed: (error) => ({ kind: 'verifyEnded', ids: [], error }),
        });
      case 'planAcquire':
        return run(() => planAcquire(world, effect.request, effect.serial), {
          failed: (error) => ({ kind: 'acquirePlanFailed', serial: effect.serial, error }),
        });
      case 'acquire':
        return run(() => acquire(world, effect, work.start()), {
          failed: (error) => ({ kind: 'acquireFailed', error }),
        });
      case 'acquireMany':
        return run(() => acquireMany(world, effect.items, work.start()), { ended: { kind: 'jobEnded' } });
      case 'rotate':
        return run(() => rotate(world, effect.mode, work.start()), {
          failed: (error) => ({ kind: 'rotationFailed', error }),
        });
      case 'loadCallers':
        return run(() => loadCallers(world), { failed: () => ({ kind: 'callersKnown', uids: [] }) });
      case 'learnAccess':
        return run(() => learnAccess(world, effect.rows, holders.signal()));
      case 'readRemovals':
        return run(async () =>
          dispatch({ kind: 'removalsRead', removals: await world.local().incident.removals() }),
        );
      case 'exportAccess':
        return run(() => exportAccess(world, effect.file, effect.rows));
      case 'planClean':
        return run(() => removals.planClean(effect.serial, effect.request), failing(effect.serial));
      case 'applyClean':
        return run(() => removals.applyClean(effect), failing(effect.serial));
      case 'planRevoke':
        return run(() => removals.planRevoke(effect.serial, effect.cluster), failing(effect.serial));
      case 'applyRevoke':
        return run(() => removals.applyRevoke(effect.serial, effect.confirm), failing(effect.serial));
      case 'stopRemoval':
        return removals.stop();
      case 'askRotation':
        return run(() =>
          askRotation(world, effect, effect.parts.includes('calendar') ? calendars.start() : world.signal),
        );
      case 'invokeFunction':
        return run(() => invokeFunction(world, effect.name, invocations.start()), {
          failed: (error) => ({ kind: 'functionNotInvoked', error }),
        });
      case 'cancel':
        work.stop();
        invocations.stop();
        calendars.stop();
        return holders.stop();
      case 'planUndo':
        return run(() => planUndo(world));
      case 'undo':
        return run(() => undo(world, effect.plan), {
          failed: (error) => ({ kind: 'undoFailed', error }),
        });
      case 'showYaml':
        return run(() => showYaml(world, effect.entry));
      case 'edit':
        return run(async () => {
          await terminal.edit(effect.file);
          dispatch({ kind: 'contextsRead', inventory: await world.local().contexts() });
        });
      case 'page':
        return run(() => terminal.page(effect.text));
      case 'copy':
        return run(() => copy(world, effect.text, effect.what));
      case 'suspend':
        return run(() => terminal.suspend());
      case 'quit':
        // What was chosen a moment ago is kept before the screen is left; a file system that hangs keeps nobody here.
        return void Promise.race([
          saving.then(() => sight.keep()),
          sleep(longestKeepMs, undefined, { ref: false }),
        ]).finally(() => world.quit(effect.exitCode));
    }
  };

  function run(job: () => Promise<void>, outcome: Outcome = {}): void {
    void report(job, world, outcome);
  }
}

function failing(serial: number): Outcome {
  return { failed: (error) => ({ kind: 'removalFailed', serial, error }) };
}

async function saveSettings(world: World, change: Partial<Settings>): Promise<void> {
  await world.local().saveSettings(change);
  world.renew();
}
