import { undoLast } from './features/activity/keys.js';
import { pickProfiles, pickRegions } from './features/clusters/keys.js';
import { openSettings } from './features/settings/keys.js';
import { messagesIn } from './messages/messages.js';
import type { AppState } from './screen/app-state.js';
import type { Action, Binding } from './screen/binding.js';
import { commandNames, goBack, goForward, goTo } from './screen/commands.js';
import { back } from './screen/dialog-keys.js';
import { keyOf, take } from './screen/dispatch.js';
import { type Command, type Feature, viewOf } from './screen/feature.js';
import { currentRow, currentScreen } from './screen/list-screen.js';
import { hint } from './screen/notify.js';
import { openOverlay } from './screen/overlay.js';
import { readerOf } from './screen/reader.js';
import type { ScreenName } from './screen/screen-name.js';
import { type Step, step } from './screen/step.js';
import { defineTask } from './screen/task.js';
import { quit, readyFilter, redraw, suspend } from './screen/tasks.js';
import { emptyField, fieldOf } from './screen/text-field.js';
import { withoutRefusals } from './subjects/cluster/detail-answers.js';
import { regionsLeft, scanStopped } from './subjects/cluster/fleet.js';
import { loadProfile, loadProfileNames, scanFleet } from './subjects/cluster/tasks.js';
import { readContexts } from './subjects/context/tasks.js';
import { holdersStopped } from './subjects/holding/holders.js';

/** Only where everything that it stops is told so: a scan that ends unsaid would be waited for. */
const stopEverything = defineTask({ name: 'cancel', run: ({ world }) => world.stop('cancel') });

const cancel: Action = {
  action: 'cancel',
  disabled: ({ isAtWork, rotation, holders, fleet }, { reasons }) => {
    const isRotating = rotation.running !== null || rotation.isInvoking;
    const isAsking = rotation.calendar.isAsking || holders.isScanning || fleet.isScanning;
    return isAtWork || isRotating || isAsking ? null : reasons.nothingRuns;
  },
  does: stopped,
};

/** Results stay, and each can continue where it was stopped. */
function stopped(state: AppState): Step {
  const job = state.job === null ? null : { ...state.job, isCancelling: true };
  const [fleet, holders] = [scanStopped(state.fleet), holdersStopped(state.holders)];
  return step({ ...state, job, fleet, holders }, stopEverything());
}

const filter: Action = {
  action: 'filter',
  does: (state) => {
    const { filter: before, rows } = currentScreen(state);
    return step(
      {
        ...state,
        prompt: {
          ...{ kind: 'filter', field: fieldOf(before), before, isOld: before !== '', recall: 0 },
          row: currentRow(state),
        },
      },
      readyFilter({ rows, reader: readerOf(state) }),
    );
  },
};

const command: Action = {
  action: 'command',
  does: (state) =>
    step(
      { ...state, prompt: { kind: 'command', field: emptyField, before: '', recall: 0 } },
      loadProfileNames(),
    ),
};

const help: Action = {
  action: 'help',
  does: (state) => helpAbout(state, []),
};

/** The help, with only what has these words in it. */
function helpAbout(state: AppState, words: readonly string[]): Step {
  const field = fieldOf(words.join(' '));
  return step(openOverlay(state, { kind: 'help', top: 0, field, isSearching: false }));
}

const reload: Action = {
  action: 'reload',
  does: (state) => {
    const { reloading } = messagesIn(state.language).notices;
    return step(
      hint(
        withoutRefusals(state, () => true),
        'info',
        reloading,
      ),
      loadProfile(),
      scanFleet(regionsLeft(state.fleet)),
      readContexts(),
      ...(viewOf(state).reloads?.(state) ?? []),
    );
  },
};

/** Wherever one is: otherwise the `fg` and Enter that follow would be keys of the program. */
const suspended: Action = { action: 'suspend', does: (state) => step(state, suspend()) };

const redrawn: Action = { action: 'redraw', does: (state) => step(state, redraw()) };

/** What writes is stopped between two items first, and says how far it came: whoever means it leaves again. */
const leave: Action = {
  action: 'quit',
  does: (state) => {
    const { job } = state;
    const isWriting = job !== null && job.kind !== 'verify';
    if (!isWriting || job.isCancelling) return step(state, quit(0));
    const { quitsAgain } = messagesIn(state.language).reasons;
    return stopped(hint(state, 'info', quitsAgain(keyOf('quit', state))));
  },
};

const hasPast: Action['disabled'] = ({ past }, { reasons }) => (past.length === 0 ? reasons.noHistory : null);

const scope = 'global';

function show(action: Action['action'], screen: ScreenName, key: string): Binding {
  const command = screen === 'activity' ? 'history' : screen;
  return { action, command, scope, keys: [key], does: (state: AppState) => goTo(state, screen) };
}

/** The keys that work on every screen. */
const globalKeys: readonly Binding[] = [
  { ...cancel, scope, keys: ['x'] },
  { ...filter, scope, keys: ['/'], isInFooter: true },
  { ...command, scope, keys: [':'], isInFooter: true },
  { ...help, scope, keys: ['?'], isInFooter: true },
  show('showClusters', 'clusters', '1'),
  show('showContexts', 'contexts', '2'),
  show('showExpiry', 'expiry', '3'),
  show('showAccess', 'access', '4'),
  show('showRotation', 'rotation', '5'),
  show('showActivity', 'activity', '6'),
  { action: 'back', scope, keys: ['esc'], does: back },
  { action: 'historyBack', scope, keys: ['['], disabled: hasPast, does: goBack },
  {
    action: 'historyForward',
    scope,
    keys: [']'],
    disabled: ({ future }, { reasons }) => (future.length === 0 ? reasons.noHistory : null),
    does: goForward,
  },
  {
    action: 'lastScreen',
    scope,
    keys: ['-'],
    disabled: hasPast,
    does: (state) => {
      const last = state.past.at(-1);
      return last === undefined ? step(state) : goTo(state, last);
    },
  },
  { ...pickProfiles, scope, keys: ['ctrl-p'] },
  { ...pickRegions, scope, keys: ['ctrl-g'] },
  { ...openSettings, scope, keys: [','] },
  { ...reload, scope, keys: ['ctrl-r'] },
  { ...suspended, scope, keys: ['ctrl-z'] },
  { ...redrawn, scope, keys: ['ctrl-l'] },
  { ...leave, scope, keys: ['q', 'ctrl-c'] },
  { ...help, scope: 'dialogs', keys: ['?'], isInFooter: true },
  { ...suspended, scope: 'dialogs', keys: ['ctrl-z'] },
  { ...redrawn, scope: 'dialogs', keys: ['ctrl-l'] },
];

/** The `:` words that act like a key. */
export const globalCommands: readonly Command[] = [
  {
    name: 'settings',
    aliases: ['set'],
    label: ({ actions }) => actions.settings,
    run: (state) => take(state, openSettings),
  },
  { name: 'undo', aliases: [], label: ({ actions }) => actions.undo, run: (state) => take(state, undoLast) },
  {
    name: 'reload',
    aliases: [],
    label: ({ actions }) => actions.reload,
    run: (state) => take(state, reload),
  },
  {
    name: 'help',
    aliases: ['h'],
    label: ({ actions }) => actions.help,
    choices: (_, words) => (words.length === 0 ? commandNames() : []),
    run: helpAbout,
  },
  {
    name: 'quit',
    aliases: ['q', 'q!', 'exit'],
    label: ({ actions }) => actions.quit,
    run: (state) => take(state, leave),
  },
];

export const everywhere = { keys: globalKeys } satisfies Feature;
