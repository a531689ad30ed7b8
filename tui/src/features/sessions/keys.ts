import type { VisitCommand } from '@ackring/core/sessions';
import { type Cluster, isServing, visible } from '@ackring/core/words';
import { type Messages, messagesIn, wordOf } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { wrongWord } from '../../screen/commands.js';
import { close } from '../../screen/dialog-keys.js';
import { box, dialogWidth } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import { cutText, type Line, span, wrapText } from '../../screen/drawing/line.js';
import type { Command, Dialog, DialogView, Feature } from '../../screen/feature.js';
import { leftOutText } from '../../screen/left-out.js';
import { rowIsChosen } from '../../screen/list-keys.js';
import { hint } from '../../screen/notify.js';
import { closeOverlay, openOverlay, over } from '../../screen/overlay.js';
import { type Recalling, recalled, recallStep, withLine } from '../../screen/recall.js';
import { type Step, step } from '../../screen/step.js';
import { edited, emptyField } from '../../screen/text-field.js';
import { temporaryLife } from '../../shell/duration.js';
import { chosenClusters } from '../../subjects/cluster/rows.js';
import { beginRun, goIn } from './tasks.js';

const canEnter: Disabled = (state, messages) => {
  const { reasons } = messages;
  const [cluster, ...others] = chosenClusters(state);
  if (state.isAtWork) return reasons.underWay;
  if (cluster === undefined) return rowIsChosen(state, messages) ?? reasons.noCluster;
  if (others.length > 0) return reasons.oneCluster;
  return isServing(cluster.state) ? null : reasons.notServing(wordOf(messages.clusterStates, cluster.state));
};

const entering = (action: 'shell' | 'navigator', command: VisitCommand): Action => ({
  action,
  ...(action === 'shell' ? { command: 'shell' } : {}),
  disabled: canEnter,
  does: (state) => enter(state, command, { isReadOnly: false }),
});

interface ShellWords {
  readonly isReadOnly: boolean;
  readonly durationMinutes?: number;
  readonly namespace?: string;
}

function enter(state: AppState, command: VisitCommand, words: ShellWords): Step {
  const [cluster] = chosenClusters(state);
  return cluster === undefined
    ? step(state)
    : step(state, goIn({ cluster, command, ...words, reader: state }));
}

const canRun: Disabled = (state, messages) => {
  const { reasons } = messages;
  if (state.isAtWork) return reasons.underWay;
  return chosenClusters(state).length === 0 ? (rowIsChosen(state, messages) ?? reasons.noCluster) : null;
};

const askForCommand: Action = {
  action: 'run',
  disabled: canRun,
  does: (state) =>
    step(
      openOverlay(state, {
        kind: 'run',
        clusters: chosenClusters(state),
        leftOut: leftOutText(state),
        field: emptyField,
        recall: 0,
      }),
    ),
};

const typed: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'run' && wordsOf(overlay.field.value) === null ? reasons.noCommand : null;

/** Opening a shell, and running a command on each marked one, where the rows are clusters or lead to them. */
const sessionKeys: readonly Binding[] = [
  ...(['clusters', 'contexts'] as const).flatMap((scope): readonly Binding[] => [
    { ...entering('shell', { kind: 'shell' }), scope, keys: ['s'], isInFooter: 'ifRoom' },
    { ...entering('navigator', { kind: 'navigator' }), scope, keys: ['K'] },
    { ...askForCommand, scope, keys: ['!'], isInFooter: 'ifRoom' },
  ]),
  {
    action: 'dialogAccept',
    scope: 'run',
    keys: ['enter'],
    isInFooter: true,
    disabled: typed,
    does: over('run', accept),
  },
  { action: 'dialogCancel', scope: 'run', keys: ['esc', 'ctrl-c'], isInFooter: true, does: close },
];

/** A command known to read is run; for any other the number of clusters is typed first. */
function accept(state: AppState, { clusters, field }: RunDialog): Step {
  const words = wordsOf(field.value);
  if (words === null) return step(state);
  const { language, pastLines } = state;
  const line = field.value.trim();
  const closed = closeOverlay({ ...state, pastLines: withLine(pastLines, 'run', line) });
  return step(closed, beginRun({ clusters, words, line, language }));
}

/** `:shell 8h namespace=web read-only`, each of which may be left out; what is none of these opens nothing. */
export const shellCommand: Command = {
  name: 'shell',
  aliases: [],
  label: ({ actions }) => actions.shell,
  choices: () => ['read-only', '8h', 'namespace='],
  run: (state, words) => {
    const unknown = words.find((word) => shellWord(word) === null);
    if (unknown !== undefined) return wrongWord(state, unknown);
    const reason = canEnter(state, messagesIn(state.language));
    if (reason !== null) return step(hint(state, 'info', reason));
    const chosen: ShellWords = Object.assign({ isReadOnly: false }, ...words.map(shellWord));
    return enter(state, { kind: 'shell' }, chosen);
  },
};

function shellWord(word: string): Partial<ShellWords> | null {
  if (word === 'read-only') return { isReadOnly: true };
  const namespace = /^namespace=(.+)$/.exec(word)?.[1];
  if (namespace !== undefined) return { namespace };
  const durationMinutes = temporaryLife(word);
  return durationMinutes === null ? null : { durationMinutes };
}

/** A command being typed, for the marked clusters. */
interface RunDialog extends Recalling {
  readonly kind: 'run';
  readonly clusters: readonly Cluster[];
  readonly leftOut: string | null;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly run: RunDialog;
  }
}

const runDialogView: DialogView<RunDialog> = {
  draw: runBox,
  types: (state, dialog, input) => {
    const by = recallStep(input, true);
    if (by !== null) return step({ ...state, overlay: recalled(dialog, state.pastLines.run, by) });
    const field = edited(dialog.field, input);
    return field === null ? null : step({ ...state, overlay: { ...dialog, field, recall: 0 } });
  },
  isTyping: () => true,
};

const promptSign = '$ ';

function runBox(state: AppState, { clusters, leftOut, field }: RunDialog, { sessions }: Messages): Dialog {
  const width = dialogWidth(state, 90);
  const inner = width - 4;
  const fieldWidth = inner - promptSign.length;
  const names = cutText(clusters.map(({ name }) => visible(name)).join(', '), inner);
  const look = { width: fieldWidth, isFocused: true, placeholder: sessions.runExample };
  const lines: readonly Line[] = [
    [span(names, 'dim')],
    [span(promptSign, 'key'), ...fieldSpans(field, look)],
    ...(leftOut === null ? [] : [[span(cutText(leftOut, inner), 'warn')]]),
    ...wrapText(sessions.runHint, inner).map((text): Line => [span(text, 'faint')]),
  ];
  return {
    lines: box(sessions.runTitle(clusters.length), lines, width),
    cursor: { x: 2 + promptSign.length + fieldCursor(field, fieldWidth), y: 2 },
  };
}

/**
 * The words of a typed line: as they are if nothing in it is special to a shell, else a line for `sh`, which is never
 * known to read. Null if nothing is typed.
 */
function wordsOf(line: string): readonly [string, ...string[]] | null {
  const trimmed = line.trim();
  if (!/^[\w@%+:,./= -]+$/.test(trimmed)) return trimmed === '' ? null : ['sh', '-c', trimmed];
  const [program = '', ...args] = trimmed.split(/ +/);
  return [program, ...args];
}

export const sessions = {
  dialogs: { run: runDialogView },
  keys: sessionKeys,
} satisfies Feature;
