import { filledWords, type OwnCommand, rowVariables } from '@ackring/core/own-commands';
import { visible, word } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Binding } from '../../screen/binding.js';
import { question } from '../../screen/confirmation.js';
import { viewOf } from '../../screen/feature.js';
import { groupOfRow } from '../../screen/groups.js';
import { currentRow } from '../../screen/list-screen.js';
import { hint } from '../../screen/notify.js';
import { openOverlay, textToRead } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { knownCluster } from '../../subjects/cluster/detail-answers.js';
import { bestOf, contextsOfRow } from '../../subjects/context/kubeconfigs.js';
import { runOwn, screensOf } from './tasks.js';

/** Shows the existing commands, or how to make one. */
const listOwn: Binding = {
  action: 'ownCommands',
  scope: 'global',
  keys: ['ctrl-o'],
  does: (state) => {
    const { own } = messagesIn(state.language);
    const lines = state.ownCommands.map(({ key, label, where, words }) =>
      [key.padEnd(8), label, where.join(', '), words.join(' ')].filter((part) => part !== '').join('  '),
    );
    const text = lines.length === 0 ? own.howTo : lines.join('\n');
    return step(openOverlay(state, textToRead(own.title, text)));
  },
};

export const ownCommandKeys: readonly Binding[] = [listOwn];

const none: readonly Binding[] = [];

const made = new WeakMap<readonly OwnCommand[], Map<string, readonly Binding[]>>();

/** The keys of `keys.yaml` on the shown screen. */
export function ownKeys({ ownCommands, screen }: AppState): readonly Binding[] {
  if (ownCommands.length === 0) return none;
  const screens = made.get(ownCommands) ?? new Map<string, readonly Binding[]>();
  made.set(ownCommands, screens);
  const known = screens.get(screen);
  if (known !== undefined) return known;
  const bindings = ownCommands.filter((each) => screensOf(each).includes(screen)).map(bindingOf);
  screens.set(screen, bindings);
  return bindings;
}

function bindingOf(command: OwnCommand): Binding {
  return {
    action: 'ownCommands',
    label: visible(command.label),
    scope: 'list',
    keys: [command.key],
    isChanging: command.isChanging,
    disabled: (state, { own, reasons }) => {
      if (state.isAtWork) return reasons.underWay;
      const filled = filledWords(command.words, rowValues(state));
      if (filled.kind === 'words') return null;
      return filled.kind === 'missing' ? own.noValue(filled.name) : own.refused(filled.name);
    },
    does: (state) => begin(state, command),
  };
}

/** A command that may change something is shown as it would be run, and confirmed. */
function begin(state: AppState, command: OwnCommand): Step {
  const values = rowValues(state);
  const filled = filledWords(command.words, values);
  if (filled.kind !== 'words') return step(hint(state, 'info', ''));
  const ask = runOwn({ command, words: filled.words, row: rowVariables(values) });
  if (!command.isChanging) return step(state, ask);
  const [program, ...args] = filled.words;
  const line = [program, ...args.map(word)].join(' ');
  const { own } = messagesIn(state.language);
  return step(
    openOverlay(
      state,
      question({ title: own.confirm(visible(command.label)), lines: [visible(line)], typed: null, ask }),
    ),
  );
}

/** What a command can use of the row under the cursor. */
function rowValues(state: AppState): Readonly<Record<string, string | null>> {
  const row = currentRow(state);
  if (row === null || groupOfRow(row) !== null) return {};
  const { clusterOf, subjectOf, nameOf } = viewOf(state);
  const clusterId = clusterOf(state, row);
  const cluster = clusterId === null ? undefined : knownCluster(state, clusterId);
  const { holders } = state;
  const entry = bestOf(contextsOfRow(state, row));
  const subject = subjectOf(state, row);
  const uid = subject.kind === 'identity' ? subject.id : null;
  return {
    row: nameOf(state, row),
    cluster: cluster?.name ?? null,
    id: cluster?.id ?? clusterId,
    region: cluster?.region ?? null,
    version: cluster?.version ?? null,
    context: entry?.context ?? null,
    namespace: entry?.namespace ?? null,
    file: entry?.file ?? null,
    server: entry?.server ?? null,
    uid,
    identity: uid === null ? null : (holders.identities.get(uid)?.identity.name ?? null),
  };
}
