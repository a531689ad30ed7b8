import { knownRegions } from '@ackring/core/fleet/known-regions';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding } from '../../screen/binding.js';
import type { Command } from '../../screen/feature.js';
import { mark, markAll } from '../../screen/list-keys.js';
import { openOverlay } from '../../screen/overlay.js';
import { everyRegion, type Picker } from '../../screen/picker.js';
import { step } from '../../screen/step.js';
import { emptyField } from '../../screen/text-field.js';
import { showChosenYaml, verifyChosen } from '../contexts/keys.js';
import { openRow } from '../details/open.js';
import { fetchChosen } from '../fetch/keys.js';
import { watchProfiles, watchRegions } from './watching.js';

const scope = 'clusters';

export const clusterKeys: readonly Binding[] = [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...fetchChosen, scope, keys: ['f'], isInFooter: true },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: true },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...showChosenYaml, scope, keys: ['y'] },
];

export const pickProfiles: Action = {
  action: 'profiles',
  disabled: ({ profileNames }, { reasons }) => (profileNames.length === 0 ? reasons.noProfiles : null),
  does: (state) => {
    const ticked = state.watched.flatMap((name) => name ?? state.profile?.profile ?? []);
    return step(openOverlay(state, picker('profiles', state.profileNames, ticked, watchPicked)));
  },
};

function watchPicked(state: AppState, names: readonly string[]) {
  return names.length === 0 ? step(state) : watchProfiles(state, names);
}

export const pickRegions: Action = {
  action: 'regions',
  does: (state) => {
    const seen = [...state.fleet.regions.keys()].flatMap((key) => key.split(' · ')[0] ?? []);
    const names = [...new Set([...seen, ...state.regions, ...knownRegions])].toSorted();
    const ticked = state.regions.length === 0 ? [everyRegion] : state.regions;
    return step(
      openOverlay(
        state,
        picker('regions', [everyRegion, ...names], ticked, (closed, choice) =>
          watchRegions(closed, choice.includes(everyRegion) ? [] : choice),
        ),
      ),
    );
  },
};

function picker(
  purpose: Picker['purpose'],
  options: readonly string[],
  taken: readonly string[],
  take: Picker['take'],
): Picker {
  const ticked = new Set(taken);
  const cursor = Math.max(
    0,
    options.findIndex((option) => ticked.has(option)),
  );
  return { kind: 'picker', purpose, options, ticked, takes: 'found', field: emptyField, cursor, take };
}

/** Whose eyes to look through, and where. */
export const watchCommands: readonly Command[] = [
  {
    name: 'profile',
    aliases: ['pf'],
    choices: ({ profileNames }) => profileNames,
    run: (state, words) => (words.length === 0 ? pickProfiles.does(state) : watchProfiles(state, words)),
  },
  {
    name: 'region',
    aliases: ['rg', 'regions'],
    choices: ({ fleet }) => ['all', ...new Set([...fleet.clusters.values()].map(({ region }) => region))],
    run: (state, words) => {
      if (words.length === 0) return pickRegions.does(state);
      return watchRegions(state, words.includes('all') ? [] : words);
    },
  },
];
