import { visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { wrongWord } from '../../screen/commands.js';
import type { Command } from '../../screen/feature.js';
import { emptyList } from '../../screen/list.js';
import { openRow } from '../../screen/list-keys.js';
import { withScreen } from '../../screen/list-screen.js';
import { goTo, neededBy } from '../../screen/navigation.js';
import { openOverlay } from '../../screen/overlay.js';
import { sortKeysOf } from '../../screen/sort-keys.js';
import { type Step, step } from '../../screen/step.js';
import type { Ask } from '../../screen/task.js';
import { emptyField } from '../../screen/text-field.js';
import { invokeFunction } from '../../subjects/rotation/function-tasks.js';
import { runTable } from '../../subjects/rotation/table.js';
import { rotate } from '../../subjects/rotation/tasks.js';
import { type RotationTab, rotationTabs } from '../../subjects/rotation/views.js';
import { chooseFunction } from '../../subjects/settings/saving.js';

const plan: Action = {
  action: 'plan',
  command: 'rotate plan',
  disabled: ({ rotation }, { reasons }) => (rotation.running === null ? null : reasons.underWay),
  does: (state) => step(openTab(state, 'plan'), rotate('plan')),
};

/** What will change is shown before it does. */
const apply: Action = {
  action: 'apply',
  command: 'rotate apply',
  isChanging: true,
  disabled: ({ rotation }, { reasons }) => {
    const { running, report } = rotation;
    if (running !== null) return reasons.underWay;
    if (report === null || report.mode !== 'plan') return reasons.planFirst;
    return report.counts.renewed + report.counts.delivered === 0 ? reasons.nothingToRotate : null;
  },
  does: (state) => {
    const { rotation } = messagesIn(state.language);
    const counts = state.rotation.report?.counts;
    const lines = [rotation.confirm(counts?.renewed ?? 0, counts?.delivered ?? 0), rotation.confirmSafe];
    return step(asked(openTab(state, 'plan'), rotation.confirmTitle, lines, rotate('apply')));
  },
};

const invoke: Action = {
  action: 'invoke',
  isChanging: true,
  disabled: ({ rotation, language }, { reasons }) => {
    if (rotation.isInvoking) return reasons.underWay;
    const { problem } = rotation.function;
    if (problem?.code !== 'ResourceNotFound') return null;
    return visible(translateProblem(problem, messagesIn(language)).message);
  },
  does: (state) => {
    const { rotation, deployed } = messagesIn(state.language);
    const name = state.settings.function;
    const lines = [deployed.invoke.confirm, rotation.confirmSafe];
    return step(asked(state, deployed.invoke.title(visible(name)), lines, invokeFunction(name)));
  },
};

function asked(state: AppState, title: string, lines: readonly string[], ask: Ask): AppState {
  return openOverlay(state, {
    kind: 'confirm',
    title,
    lines,
    typed: null,
    field: emptyField,
    isYesFocused: false,
    ask,
  });
}

const scope = 'rotation';

export const rotationKeys: readonly Binding[] = [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  {
    action: 'tabNext',
    scope,
    keys: ['tab', 'right'],
    isInFooter: true,
    does: (state) => turnRotation(state, 1),
  },
  { action: 'tabPrevious', scope, keys: ['shift-tab', 'left'], does: (state) => turnRotation(state, -1) },
  { ...plan, scope, keys: ['p'], isInFooter: true },
  { ...apply, scope, keys: ['a'], isInFooter: true },
  { ...invoke, scope, keys: ['i'], isInFooter: true },
];

const planIsOpen: Disabled = ({ rotation }, { deployed }) =>
  rotation.tab === 'plan' ? null : deployed.inItsOrder;

export const rotationSortKeys: readonly Binding[] = sortKeysOf(scope, [runTable], planIsOpen);

export const functionCommand: Command = {
  name: 'function',
  aliases: ['fn'],
  command: 'function status',
  label: ({ settings }) => settings.names.function,
  run: (state, [word]) => showFunction(state, word) ?? wrongWord(state, word),
};

/** The view next to the open one on the Rotation screen, requesting its data if there are none. */
function turnRotation(state: AppState, by: 1 | -1): Step {
  if (state.screen !== 'rotation') return step(state);
  const at = rotationTabs.indexOf(state.rotation.tab);
  return turnedTo(state, rotationTabs[(at + by + rotationTabs.length) % rotationTabs.length] ?? 'plan');
}

/** The view with this name, requesting its data; nothing if there is no such view. */
export function turnTo(state: AppState, name: string): Step {
  const tab = rotationTabs.find((each) => each === name);
  return tab === undefined ? step(state) : turnedTo(state, tab);
}

function turnedTo(state: AppState, tab: RotationTab): Step {
  const turned = openTab(state, tab);
  return step(turned, ...neededBy(turned));
}

/** Each view starts at its top, without a filter. */
function openTab(state: AppState, tab: RotationTab): AppState {
  if (tab === state.rotation.tab) return state;
  const next = { ...state, rotation: { ...state.rotation, tab } };
  return withScreen(next, 'rotation', { list: emptyList, filter: '' });
}

/** Opens the view of the function, of another one if named. */
function showFunction(state: AppState, name: string | undefined): Step | null {
  const there = goTo(state, 'rotation');
  const opened = openTab(there.state, 'function');
  if (name === undefined) return step(opened, ...neededBy(opened));
  return chooseFunction(opened, name);
}
