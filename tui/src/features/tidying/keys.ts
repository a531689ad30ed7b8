import type { ContextEntry } from '@ackring/core/kubeconfig';
import { visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { goTo, wrongWord } from '../../screen/commands.js';
import { question } from '../../screen/confirmation.js';
import { close } from '../../screen/dialog-keys.js';
import { take } from '../../screen/dispatch.js';
import { span } from '../../screen/drawing/line.js';
import type { Command, Feature } from '../../screen/feature.js';
import { mostAlike } from '../../screen/fuzzy.js';
import { manyItems } from '../../screen/job.js';
import { lifeText, statusLetters, statusTones } from '../../screen/life.js';
import { movingKeys } from '../../screen/list-keys.js';
import { chosenRows, setFilter } from '../../screen/list-screen.js';
import { hint } from '../../screen/notify.js';
import { closeOverlay, openOverlay, over } from '../../screen/overlay.js';
import type { Picker } from '../../screen/picker.js';
import { type Step, step } from '../../screen/step.js';
import { emptyField, fieldOf } from '../../screen/text-field.js';
import { bestOf, chosenContexts } from '../../subjects/context/kubeconfigs.js';
import { credentialText } from '../../subjects/context/table.js';
import { hasContext, hasContextYet } from '../../subjects/context/tasks.js';
import type { NamingDialog, TidyDialog, TidyRequest } from './dialogs.js';
import { namingView, removedContexts, tidyBox, tidyTitle } from './dialogs.js';
import { askNamespace } from './namespaces.js';
import { applyTidy, planTidy, switchTo } from './tasks.js';

/** The one selected context: on other screens, that of the one cluster which lasts longest. */
function oneContext(state: AppState): ContextEntry | null {
  const contexts = chosenContexts(state);
  if (state.screen === 'contexts') return contexts.length === 1 ? (contexts[0] ?? null) : null;
  const clusters = new Set(contexts.map(({ ack }) => ack?.clusterId ?? ''));
  return clusters.size === 1 ? bestOf(contexts) : null;
}

const hasOne: Disabled = (state, messages) => {
  const { reasons } = messages;
  if (chosenRows(state).length > 1) return reasons.oneOnly;
  if (oneContext(state) !== null) return null;
  return chosenContexts(state).length > 1 ? reasons.oneOnly : hasContext(state, messages);
};

export const useChosen: Action = {
  action: 'use',
  command: 'use',
  isChanging: true,
  disabled: (state, messages) => {
    const isOnly = chosenContexts(state).length === 1;
    return (
      hasOne(state, messages) ?? (isOnly && oneContext(state)?.current ? messages.reasons.isCurrent : null)
    );
  },
  does: (state) => {
    const entry = oneContext(state);
    if (entry === null) return step(state);
    const contexts = chosenContexts(state);
    return contexts.length > 1
      ? step(openOverlay(state, contextPicker(contexts)))
      : step(state, switchTo({ entry, namespace: null }));
  },
};

/** A cluster of which several are held: which of them is meant only the person knows. */
function contextPicker(contexts: readonly ContextEntry[]): Picker {
  const named = new Map(contexts.map((entry) => [visible(entry.context), entry]));
  const options = [...named.keys()];
  return {
    ...{
      kind: 'picker',
      purpose: 'use',
      isOfOne: true,
      options,
      ticked: new Set(),
      takes: 'found',
      field: emptyField,
      cursor: 0,
    },
    columns: (state, option, messages) => {
      const entry = named.get(option);
      if (entry === undefined) return [];
      const { credential, status } = entry;
      const letter = span(` ${statusLetters[status]}`, statusTones[status]);
      const life =
        credential.kind === 'certificate'
          ? [span(`  ${lifeText(credential, status, state.now, messages)}`, statusTones[status]), letter]
          : [];
      return [span(credentialText(credential, messages), 'dim'), ...life];
    },
    take: (closed, [option = '']) => {
      const entry = named.get(option);
      return entry === undefined ? step(closed) : step(closed, switchTo({ entry, namespace: null }));
    },
  };
}

export const nameSpace: Action = {
  action: 'namespace',
  isChanging: true,
  disabled: hasOne,
  does: (state) => {
    const entry = oneContext(state);
    return entry === null ? step(state) : askNamespace(state, entry);
  },
};

const rename: Action = {
  action: 'rename',
  command: 'contexts rename',
  isChanging: true,
  disabled: hasOne,
  does: (state) => {
    const entry = oneContext(state);
    if (entry === null) return step(state);
    return step(openOverlay(state, { kind: 'naming', entry, field: fieldOf(entry.context) }));
  },
};

export const removeChosen: Action = {
  action: 'removeContexts',
  command: 'contexts remove',
  isChanging: true,
  disabled: hasContextYet,
  does: (state) => {
    const names = [...new Set(chosenContexts(state).map(({ context }) => context))];
    return step(state, planTidy({ kind: 'remove', names }));
  },
};

const prune: Action = {
  action: 'prune',
  command: 'contexts prune',
  isChanging: true,
  does: (state) => {
    const { looking } = messagesIn(state.language).tidying;
    return step(hint(state, 'info', looking), planTidy({ kind: 'prune' }));
  },
};

/** On the lists whose rows lead to contexts. */
const tidyingKeys: readonly Binding[] = [
  { ...rename, scope: 'contexts', keys: ['R'], isInFooter: 'ifRoom' },
  { ...prune, scope: 'contexts', keys: ['P'], isInFooter: 'ifRoom' },
  { ...useChosen, scope: 'clusters', keys: ['u'], isInFooter: 'whenOn' },
  { ...useChosen, scope: 'details', keys: ['u'], isInFooter: 'whenOn' },
];

export const tidyingCommands: readonly Command[] = [
  {
    name: 'use',
    aliases: [],
    label: ({ tidying }) => tidying.switchTo,
    syntax: ({ titles }) => titles.context,
    choices: ({ kubeconfigs }, words) =>
      words.length > 0 ? [] : [...kubeconfigs.entries.values()].map(({ context }) => context),
    run: (state, words) => {
      const name = words.join(' ');
      // As on the command line.
      if (name === '-') return step(state, switchTo({ entry: null, namespace: null }));
      const alike = mostAlike([...state.kubeconfigs.entries.values()], ({ context }) => context, name);
      const entry = alike.find(({ context }) => context === name) ?? alike[0];
      if (entry === undefined) return wrongWord(state, name);
      if (entry.context === name || (name !== '' && alike.length === 1))
        return step(state, switchTo({ entry, namespace: null }));
      const there = goTo(state, 'contexts');
      const { tidying } = messagesIn(state.language);
      return { ...there, state: hint(setFilter(there.state, name), 'info', tidying.severalCalled(name)) };
    },
  },
  {
    name: 'prune',
    aliases: [],
    label: ({ actions }) => actions.prune,
    run: (state) => take(state, prune),
  },
];

const isResting: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'tidy' && overlay.isUnderWay ? reasons.underWay : null;

const otherAnswer = over('tidy', (state, dialog) =>
  step({ ...state, overlay: { ...dialog, isYesFocused: !dialog.isYesFocused } }),
);

/** From so many contexts on that are removed, their number is typed first. */
function made(state: AppState, dialog: TidyDialog): Step {
  const { plan } = dialog;
  const count = removedContexts(plan.files.flatMap(({ changes }) => changes)).length;
  if (count < manyItems)
    return step({ ...state, overlay: { ...dialog, isUnderWay: true } }, applyTidy(dialog));
  const messages = messagesIn(state.language);
  const asked = question({
    title: tidyTitle(dialog, messages),
    lines: [messages.tidying.many(count)],
    typed: String(count),
    ask: applyTidy(dialog),
  });
  return step(openOverlay(state, asked));
}

/** The keys of both dialogs. */
const tidyDialogKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope: 'naming',
    keys: ['enter'],
    isInFooter: true,
    disabled: ({ overlay }, { reasons }) =>
      overlay?.kind === 'naming' && overlay.field.value.trim() === '' ? reasons.noName : null,
    does: over('naming', named),
  },
  { action: 'dialogCancel', scope: 'naming', keys: ['esc', 'ctrl-c'], isInFooter: true, does: close },
  {
    action: 'dialogAccept',
    scope: 'tidy',
    keys: ['enter'],
    isInFooter: true,
    disabled: isResting,
    does: over('tidy', (state, dialog) => (dialog.isYesFocused ? made(state, dialog) : close(state))),
  },
  {
    action: 'dialogLeft',
    scope: 'tidy',
    keys: ['left', 'shift-tab'],
    disabled: isResting,
    does: otherAnswer,
  },
  {
    action: 'dialogRight',
    scope: 'tidy',
    keys: ['right', 'tab'],
    isInFooter: 'whenOn',
    disabled: isResting,
    does: otherAnswer,
  },
  {
    action: 'answerYes',
    scope: 'tidy',
    keys: ['y'],
    isInFooter: 'whenOn',
    disabled: isResting,
    does: over('tidy', made),
  },
  { action: 'answerNo', scope: 'tidy', keys: ['n'], isInFooter: 'whenOn', does: close },
  ...movingKeys('tidy'),
  { action: 'dialogCancel', scope: 'tidy', keys: ['esc', 'q', 'ctrl-c'], isInFooter: true, does: close },
];

/** The same name changes nothing. */
function named(state: AppState, { entry, field }: NamingDialog): Step {
  const closed = closeOverlay(state);
  const name = field.value.trim();
  if (name === entry.context) return step(closed);
  const request: TidyRequest = { kind: 'rename', from: entry.context, to: name };
  return step(closed, planTidy(request));
}

export const tidying = {
  dialogs: { naming: namingView, tidy: { draw: tidyBox } },
  keys: [...tidyingKeys, ...tidyDialogKeys],
} satisfies Feature;
