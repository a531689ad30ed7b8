import { knownRegions } from '@ackring/core/fleet/known-regions';
import { chosenHolderClusters } from '../features/access/holder-scan.js';
import { scanHolders } from '../features/access/holder-tasks.js';
import { planUndo, readJournal } from '../features/activity/tasks.js';
import { withoutRefusals } from '../features/clusters/detail-answers.js';
import { loadProfile, loadProfileNames, scanFleet } from '../features/clusters/tasks.js';
import { readContexts } from '../features/contexts/tasks.js';
import { askedAgain } from '../features/rotation/function-tasks.js';
import { rotate } from '../features/rotation/tasks.js';
import { partsOfTab } from '../features/rotation/views.js';
import { openedSettings } from '../features/settings/dialog.js';
import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { currentScreen, setFilter } from './list-screen.js';
import { clearMarks, hasMarks } from './marks.js';
import { goBack } from './navigation.js';
import { hint } from './notify.js';
import { closeOverlay, openOverlay } from './overlay.js';
import { everyRegion } from './picker.js';
import { type Step, step, type Transition } from './step.js';
import type { Ask } from './task.js';
import { cancelWork, quit, readyFilter, suspend } from './tasks.js';
import { emptyField, fieldOf } from './text-field.js';

export const globalActions = {
  filter: (state) => {
    const { filter: before, rows } = currentScreen(state);
    return step(
      { ...state, prompt: { kind: 'filter', field: fieldOf(before), before, recall: 0 } },
      readyFilter(rows),
    );
  },
  command: (state) =>
    step(
      { ...state, prompt: { kind: 'command', field: emptyField, before: '', recall: 0 } },
      loadProfileNames(),
    ),
  help: (state) => step(openOverlay(state, { kind: 'help', top: 0 })),
  settings: (state) => step(openOverlay(state, openedSettings)),
  profiles: (state) => {
    const ticked = new Set(state.watched.flatMap((name) => name ?? state.profile?.profile ?? []));
    return step(openOverlay(state, picker('profiles', state.profileNames, ticked)));
  },
  regions: (state) => {
    const seen = [...state.fleet.regions.keys()].flatMap((key) => key.split(' · ')[0] ?? []);
    const names = [...new Set([...seen, ...state.regions, ...knownRegions])].toSorted();
    const ticked = state.regions.length === 0 ? [everyRegion] : state.regions;
    return step(openOverlay(state, picker('regions', [everyRegion, ...names], new Set(ticked))));
  },
  back,
  reload: (state) =>
    step(
      hint(
        withoutRefusals(state, () => true),
        'info',
        messagesIn(state.language).notices.reloading,
      ),
      loadProfile(),
      scanFleet(),
      readContexts(),
      ...reloadOf(state),
    ),
  rescan: (state) => step(state, scanHolders(chosenHolderClusters(state))),
  cancel: (state) => {
    const job = state.job === null ? null : { ...state.job, isCancelling: true };
    return step({ ...state, job }, cancelWork());
  },
  undo: (state) => step(state, planUndo()),
  suspend: (state) => step(state, suspend()),
  quit: (state) => step(state, quit(0)),
} satisfies Record<string, Transition>;

function picker(purpose: 'profiles' | 'regions', options: readonly string[], ticked: ReadonlySet<string>) {
  const cursor = Math.max(
    0,
    options.findIndex((option) => ticked.has(option)),
  );
  return { kind: 'picker', purpose, options, ticked, takes: 'found', field: emptyField, cursor } as const;
}

/** Esc undoes the innermost thing: a dialog, marks, then the filter, then the message, then the last change of screen. */
function back(state: AppState): Step {
  if (state.overlay !== null) return step(closeOverlay(state));
  if (hasMarks(state)) return step(clearMarks(state));
  if (currentScreen(state).filter !== '') return step(setFilter(state, ''));
  if (state.notice !== null) return step({ ...state, notice: null });
  return goBack(state);
}

/** What the screen that is shown has loaded for itself. */
function reloadOf(state: AppState): readonly Ask[] {
  switch (state.screen) {
    case 'expiry':
    case 'access':
      return state.holders.isScanning ? [] : [scanHolders(chosenHolderClusters(state))];
    case 'rotation':
      if (state.rotation.tab !== 'plan') return askedAgain(state, partsOfTab[state.rotation.tab]);
      return state.rotation.running === null ? [rotate('plan')] : [];
    case 'activity':
      return [readJournal()];
    case 'clusters':
    case 'contexts':
      return [];
  }
}
