import { knownRegions } from '@ackring/core/fleet';
import { clustersByPlace, memberAccount, visible } from '@ackring/core/words';
import { translateProblem } from '../../messages/problems/translate.js';
import { type AppState, withSettings } from '../../screen/app-state.js';
import type { Action, Binding } from '../../screen/binding.js';
import { wrongWord } from '../../screen/commands.js';
import { take } from '../../screen/dispatch.js';
import { type Line, span } from '../../screen/drawing/line.js';
import { type Fact, factLines } from '../../screen/fact-lines.js';
import type { Command, Feature } from '../../screen/feature.js';
import { mark, markAll, markTo, openRow, sortKeysOf } from '../../screen/list-keys.js';
import { openOverlay } from '../../screen/overlay.js';
import { everyRegion, type Picker } from '../../screen/picker.js';
import { type Step, step } from '../../screen/step.js';
import { emptyField } from '../../screen/text-field.js';
import { emptyFleet, regionKey, wholeAccount } from '../../subjects/cluster/fleet.js';
import { clusterTable } from '../../subjects/cluster/table.js';
import {
  fleetDue,
  loadCachedFleet,
  loadProfile,
  lookAround,
  scanFleet,
  watchFleet,
} from '../../subjects/cluster/tasks.js';
import { showChosenYaml, verifyChosen } from '../../subjects/context/tasks.js';
import { noAccess } from '../../subjects/holding/access.js';
import { noHolders } from '../../subjects/holding/holders.js';
import { noRotation } from '../../subjects/rotation/rotation.js';
import { saved } from '../../subjects/settings/saving.js';
import { clusterView } from './screen.js';

const scope = 'clusters';

/** The keys of the Clusters screen; those for fetching are with the fetch feature. */
const clusterKeys = ({ fetchChosen }: Readonly<Record<'fetchChosen', Action>>): readonly Binding[] => [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...fetchChosen, scope, keys: ['f'], isInFooter: true },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: true },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markTo, scope, keys: ['ctrl-space'] },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...showChosenYaml, scope, keys: ['y'] },
];

export const pickProfiles: Action = {
  action: 'profiles',
  disabled: ({ profileNames }, { reasons }) => (profileNames.length === 0 ? reasons.noProfiles : null),
  does: (state) => {
    const ticked = state.watched.flatMap((name) => name ?? state.profile?.profile ?? []);
    return step(
      openOverlay(
        state,
        picker('profiles', state.profileNames, ticked, { take: watchPicked, preview: profilePreview }),
      ),
    );
  },
};

/** Ticked ones make the fleet from now on, and a single one is looked through until the screen is closed. */
function watchPicked(state: AppState, names: readonly string[], takes: Picker['takes']): Step {
  if (names.length === 0) return step(state);
  return takes === 'changed' ? fleetOf(state, names) : watchProfiles(state, names);
}

/** A directory's members are of the fleet with it, and none by itself. */
function fleetOf(state: AppState, names: readonly string[]): Step {
  const isMember = (name: string): boolean => memberAccount(name, state.settings.directory) !== null;
  const accounts = names.filter((name) => !isMember(name));
  const { state: next, asks } = saved(state, { accounts });
  const watched = watchProfiles(next, [...accounts, ...state.profileNames.filter(isMember)]);
  return { ...watched, asks: [...asks, ...watched.asks] };
}

export const pickRegions: Action = {
  action: 'regions',
  does: (state) => {
    const names = regionNames(state);
    const ticked = state.regions.length === 0 ? [everyRegion] : state.regions;
    return step(
      openOverlay(
        state,
        picker('regions', [everyRegion, ...names], ticked, {
          take: (closed, choice) => watchRegions(closed, choice.includes(everyRegion) ? [] : choice),
          preview: regionPreview,
        }),
      ),
    );
  },
};

/** Those with clusters first: they are few of many. */
function regionNames({ fleet, regions }: AppState): readonly string[] {
  const held = [...fleet.clusters.values()].map(({ region }) => region).toSorted();
  const seen = [...fleet.regions.keys()].flatMap((key) => key.split(' · ')[0] ?? []);
  return [...new Set([...held, ...[...seen, ...regions, ...knownRegions].toSorted()])];
}

function picker(
  purpose: Picker['purpose'],
  options: readonly string[],
  taken: readonly string[],
  acts: Required<Pick<Picker, 'take' | 'preview'>>,
): Picker {
  const ticked = new Set(taken);
  const cursor = Math.max(
    0,
    options.findIndex((option) => ticked.has(option)),
  );
  return { kind: 'picker', purpose, options, ticked, takes: 'found', field: emptyField, cursor, ...acts };
}

/** Which profile to use, and where. */
export const watchCommands: readonly Command[] = [
  {
    name: 'profile',
    aliases: ['pf'],
    label: ({ actions }) => actions.profiles,
    choices: ({ profileNames }) => profileNames,
    run: (state, words) => (words.length === 0 ? take(state, pickProfiles) : watchProfiles(state, words)),
  },
  {
    name: 'accounts',
    aliases: ['fleet'],
    label: ({ watching }) => watching.fleet,
    choices: ({ profileNames }) => profileNames,
    run: (state, words) => {
      if (words.length === 0) return take(state, pickProfiles);
      const unknown = words.find((name) => !state.profileNames.includes(name));
      return unknown === undefined ? fleetOf(state, words) : wrongWord(state, unknown);
    },
  },
  {
    name: 'region',
    aliases: ['rg', 'regions'],
    label: ({ actions }) => actions.regions,
    choices: (state) => ['all', ...regionNames(state)],
    run: (state, words) => {
      if (words.length === 0) return take(state, pickRegions);
      if (words.includes('all')) return watchRegions(state, []);
      // A region that is not there would show the rows of all under its name.
      const unknown = words.find((word) => !regionNames(state).includes(word));
      return unknown === undefined ? watchRegions(state, words) : wrongWord(state, unknown);
    },
  },
];

/** Switches to other profiles: earlier results are dropped, since they may not be theirs. */
function watchProfiles(state: AppState, profiles: readonly string[]): Step {
  // Without it nothing would be shown any more, and no name led back to what the environment holds.
  const unknown = profiles.find((name) => !state.profileNames.includes(name));
  if (unknown !== undefined) return wrongWord(state, unknown);
  return watch({ ...state, watched: profiles, profile: null, profileProblem: null });
}

/** Shows only these regions; an empty list means all. */
function watchRegions(state: AppState, regions: readonly string[]): Step {
  return watch({ ...state, regions });
}

/** Looks anew, with other profiles or elsewhere: nothing that was found before is kept. */
export function watch(switched: AppState): Step {
  const state = withSettings(switched, switched.settings);
  const fresh: AppState = {
    ...state,
    fleet: emptyFleet,
    holders: noHolders,
    access: { ...noAccess, grouping: state.access.grouping, serial: state.access.serial },
    rotation: { ...noRotation, tab: state.rotation.tab },
    clusterDetails: new Map(),
  };
  const { watched, regions, readOnly } = state;
  return step(
    fresh,
    watchFleet({ profiles: watched, regions, isReadOnly: readOnly !== null }),
    loadProfile(),
    loadCachedFleet(),
    scanFleet(null),
  );
}

/** What a region has, or why it does not answer. */
const regionPreview: NonNullable<Picker['preview']> = (state, region, { width, messages }) => {
  const clusters = clustersByPlace(state.fleet.clusters).filter(
    (cluster) => region === everyRegion || cluster.region === region,
  );
  const scan = [...state.fleet.regions].find(([key]) => key.split(' · ')[0] === region)?.[1];
  const { header, details } = messages;
  const count: Line = [span(header.clusters(clusters.length), 'text')];
  const facts: readonly Fact[] =
    scan?.kind === 'failed'
      ? [[details.problem.message, visible(translateProblem(scan.error, messages).message)]]
      : [];
  return [
    count,
    ...(facts.length === 0 ? [] : factLines(facts, width)),
    ...clusters.map(({ name }): Line => [span(visible(name), 'dim')]),
  ];
};

/** Whose credentials these are, if in use, and whether they may change anything. */
const profilePreview: NonNullable<Picker['preview']> = (state, name, { width, messages }) => {
  const { profile, settings, watched, fleet } = state;
  const { header, watching: words } = messages;
  const isWatched = watched.some((each) => (each ?? profile?.profile) === name);
  const isCurrent = profile !== null && profile.profile === name;
  const accountId = fleet.accounts.get(name) ?? (isCurrent ? profile.accountId : null);
  const seen = [...fleet.clusters.values()].filter(({ account }) => (account?.profile ?? name) === name);
  const failure = fleet.regions.get(regionKey(name, wholeAccount));
  const facts: Fact[] = [];
  if (accountId !== null) facts.push([words.account, visible(accountId)]);
  if (isCurrent) facts.push([words.origin, header.origins[profile.kind]]);
  if (isWatched) facts.push([words.seen, header.clusters(seen.length)]);
  if (failure?.kind === 'failed')
    facts.push([
      messages.details.problem.message,
      visible(translateProblem(failure.error, messages).message),
    ]);
  if (settings.readOnlyProfiles.includes(name)) facts.push(['', header.readOnly]);
  return facts.length === 0 ? [[span(words.notSeen, 'dim')]] : factLines(facts, width);
};

export const clusters = (actions: Parameters<typeof clusterKeys>[0]) =>
  ({
    initial: { fleet: emptyFleet, clusterDetails: new Map() },
    views: { clusters: clusterView },
    keys: clusterKeys(actions),
    sortKeys: sortKeysOf('clusters', [clusterTable]),
    due: [fleetDue],
    follows: [lookAround],
  }) satisfies Feature;
