import type { RotationOutcome } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { goTo, neededBy, wrongWord } from '../../screen/commands.js';
import { question } from '../../screen/confirmation.js';
import { close } from '../../screen/dialog-keys.js';
import type { Command } from '../../screen/feature.js';
import { groupId } from '../../screen/groups.js';
import { emptyList } from '../../screen/list.js';
import { openRow, sortKeysOf } from '../../screen/list-keys.js';
import { currentRow, pursue, setFilter, withScreen } from '../../screen/list-screen.js';
import { closeOverlay, openOverlay, over } from '../../screen/overlay.js';
import { shownProblem } from '../../screen/remedy.js';
import type { Ask } from '../../screen/step.js';
import { type Step, step } from '../../screen/step.js';
import { invokeFunction } from '../../subjects/rotation/function-tasks.js';
import { outcomeId } from '../../subjects/rotation/rotation.js';
import { runTable } from '../../subjects/rotation/table.js';
import { rotate } from '../../subjects/rotation/tasks.js';
import { historyParts, type RotationTab, rotationTabs } from '../../subjects/rotation/views.js';
import { chooseFunction } from '../../subjects/settings/saving.js';
import { amend, planAmendment } from './dismissal.js';
import { byPart } from './history.js';

/** A rotation and its function are of one account: those of the first one are not taken for all. */
function whyNotOfMany({ watched }: AppState, { reasons }: Messages): string | null {
  return watched.length > 1 ? reasons.ofOneAccount : null;
}

const plan: Action = {
  action: 'plan',
  command: 'rotate plan',
  disabled: (state, messages) =>
    whyNotOfMany(state, messages) ?? (state.rotation.running === null ? null : messages.reasons.underWay),
  does: (state) => step(openTab(state, 'plan'), rotate('plan')),
};

/** What will change is shown before it does. */
const apply: Action = {
  action: 'apply',
  command: 'rotate apply',
  isChanging: true,
  disabled: (state, messages) => {
    const { reasons } = messages;
    const { running, report, isOutdated, noSink } = state.rotation;
    if (state.watched.length > 1) return whyNotOfMany(state, messages);
    if (running !== null) return reasons.underWay;
    if (report === null || report.mode !== 'plan' || isOutdated) return reasons.planFirst;
    if (noSink !== null) {
      const { message, remedy } = shownProblem(noSink, messages, state);
      return messages.withRemedy(message, remedy);
    }
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
  disabled: (state, messages) => {
    const { rotation } = state;
    if (rotation.isInvoking) return messages.reasons.underWay;
    const { problem } = rotation.function;
    if (problem?.code !== 'ResourceNotFound') return whyNotOfMany(state, messages);
    return visible(translateProblem(problem, messagesIn(state.language)).message);
  },
  does: (state) => {
    const { rotation, deployed } = messagesIn(state.language);
    const name = state.settings.function;
    const lines = [deployed.invoke.confirm, rotation.confirmSafe];
    return step(asked(state, deployed.invoke.title(visible(name)), lines, invokeFunction(name)));
  },
};

/** The row of the plan that the cursor is on. */
function chosenOutcome(state: AppState): RotationOutcome | null {
  const { rotation } = state;
  return rotation.tab === 'plan' ? (rotation.outcomes.get(currentRow(state) ?? '') ?? null) : null;
}

/** What was delivered nowhere is owed to nobody; no place is looked at of what somebody has ended. */
function whyNothingOwed(state: AppState, { reasons }: Messages): string | null {
  if (state.rotation.running !== null) return reasons.underWay;
  if (state.rotation.tab !== 'plan') return reasons.planOnly;
  const isOwed = chosenOutcome(state)?.places?.some((place) => place.state !== 'missing') ?? false;
  return isOwed ? null : reasons.noPlace;
}

const dismiss: Action = {
  action: 'dismiss',
  command: 'rotate dismiss',
  isChanging: true,
  disabled: (state, messages) => {
    const isRenewed = chosenOutcome(state)?.decision.kind !== 'skip';
    return whyNothingOwed(state, messages) ?? (isRenewed ? messages.reasons.isRenewed : null);
  },
  does: (state) => planned(state, 'dismiss'),
};

const move: Action = {
  action: 'move',
  command: 'rotate move',
  isChanging: true,
  disabled: (state, messages) => {
    const { places = [], left } = chosenOutcome(state) ?? {};
    const isNamed = left === undefined && places.some(({ place }) => place !== undefined);
    return whyNothingOwed(state, messages) ?? (isNamed ? null : messages.reasons.noAddress);
  },
  does: (state) => planned(state, 'move'),
};

function planned(state: AppState, action: 'dismiss' | 'move'): Step {
  const outcome = chosenOutcome(state);
  return outcome === null ? step(state) : step(state, planAmendment({ action, name: outcomeId(outcome) }));
}

const hasReason: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'dismissal' && overlay.field.value.trim() === '' ? reasons.noReason : null;

function asked(state: AppState, title: string, lines: readonly string[], ask: Ask): AppState {
  return openOverlay(state, question({ title, lines, typed: null, ask }));
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
  { ...dismiss, scope, keys: ['X'], isInFooter: 'whenOn' },
  { ...move, scope, keys: ['m'], isInFooter: 'whenOn' },
  {
    action: 'dialogAccept',
    scope: 'dismissal',
    keys: ['enter'],
    isInFooter: true,
    disabled: hasReason,
    does: over('dismissal', (state, { standing, field }) =>
      step(closeOverlay(state), amend({ action: 'dismiss', standing, reason: field.value.trim() })),
    ),
  },
  { action: 'dialogCancel', scope: 'dismissal', keys: ['esc', 'ctrl-c'], isInFooter: true, does: close },
];

const planIsOpen: Disabled = ({ rotation }, { deployed }) =>
  rotation.tab === 'plan' ? null : deployed.inItsOrder;

export const rotationSortKeys: readonly Binding[] = sortKeysOf(scope, [runTable], () => planIsOpen);

export const functionCommand: Command = {
  name: 'function',
  aliases: ['fn'],
  command: 'function status',
  label: ({ settings }) => settings.names.function,
  run: (state, [word]) => showFunction(state, word) ?? wrongWord(state, word),
};

/** Each part of the runs' history by its own name. */
export const historyCommands: readonly Command[] = historyParts.map((part) => ({
  name: part,
  aliases: [],
  label: ({ deployed }) => deployed.parts[part],
  run: (state) => {
    const opened = setFilter(openTab(goTo(state, 'rotation').state, 'runs'), '');
    return step(pursue(opened, 'rotation', groupId(part)), ...neededBy(opened));
  },
}));

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
  return withScreen(next, 'rotation', {
    list: emptyList,
    filter: '',
    grouping: tab === 'runs' ? byPart : null,
  });
}

/** Opens the view of the function, of another one if named. */
function showFunction(state: AppState, name: string | undefined): Step | null {
  const there = goTo(state, 'rotation');
  const opened = openTab(there.state, 'function');
  if (name === undefined) return step(opened, ...neededBy(opened));
  return chooseFunction(opened, name);
}
