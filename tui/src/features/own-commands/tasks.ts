import { notStarted } from '@ackring/core/machine';
import type { OwnCommand } from '@ackring/core/own-commands';
import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { keysOf } from '../../screen/binding.js';
import { features } from '../../screen/feature.js';
import { hint, notify, notifyProblem } from '../../screen/notify.js';
import { openOverlay, textToRead } from '../../screen/overlay.js';
import { screenNames } from '../../screen/screen-name.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly ownCommands: readonly OwnCommand[];
  }
}

/** Reads `keys.yaml`; a key with another meaning is reported, and keeps it. */
export const loadOwnCommands = defineTask({
  name: 'loadOwnCommands',
  arrivals: {
    known: (state: AppState, commands: readonly OwnCommand[]) => {
      const taken = takenKeys(commands, state.settings.keys);
      const next = { ...state, ownCommands: commands.filter((each) => !taken.includes(each)) };
      const [first] = taken;
      if (first === undefined) return next;
      const { name, key } = first;
      const remedy = ({ own }: Messages) => own.takenRemedy;
      return notify(next, 'warn', ({ own }) => own.taken(visible(name), key), remedy);
    },
  },
  run: async ({ world, emit }) => emit.known(await world.local().ownCommands.read(screenNames)),
  failed: notifyProblem,
});

export interface OwnRun {
  readonly command: OwnCommand;
  /** With the row's values filled in. */
  readonly words: readonly [string, ...string[]];
  /** The same values, for its environment. */
  readonly row: Readonly<Record<string, string>>;
}

/** Runs one: its output is shown, or it has the terminal. */
export const runOwn = defineTask({
  name: 'runOwn',
  slot: workSlot,
  takesTerminal: ({ command }: OwnRun) => !command.isShown,
  arrivals: {
    running: (state: AppState, label: string) =>
      hint(state, 'info', messagesIn(state.language).own.running(visible(label))),
    shown: (state: AppState, label: string, text: string) =>
      openOverlay(state, textToRead(visible(label), text)),
    ended: (state: AppState, label: string, status: number | null) => {
      return status === 0
        ? notify(state, 'good', ({ own }) => own.done(visible(label)))
        : notify(state, 'bad', ({ own }) => own.failed(visible(label), status));
    },
    unstarted: notifyProblem,
  },
  run: async ({ world, emit, signal }, { command, words, row }: OwnRun) => {
    const { ownCommands } = world.local();
    const { label } = command;
    if (!command.isShown) {
      const end = await world.terminal.lend(() => ownCommands.runHere(words, signal, row));
      return end.error === null ? emit.ended(label, end.status) : emit.unstarted(end.error);
    }
    emit.running(label);
    const end = await ownCommands.capture(words, signal, row);
    if (signal.aborted) return;
    if (end.problem === 'missing' || end.problem === 'notExecutable')
      return emit.unstarted(notStarted(end.problem, words[0]));
    emit.shown(label, [end.stdout, end.stderr].filter((text) => text !== '').join('\n'));
    if (end.exit !== 0) emit.ended(label, end.exit);
  },
});

/** The commands whose key has another meaning on one of their screens, or belongs to another command. */
function takenKeys(
  commands: readonly OwnCommand[],
  rebound: Readonly<Record<string, string>>,
): readonly OwnCommand[] {
  return commands.filter((command, at) => {
    const screens = screensOf(command);
    const scopes = new Set<string>([...screens, 'list', 'global']);
    const isBuiltIn = features().keys.some(
      (binding) => scopes.has(binding.scope) && keysOf(binding, rebound).includes(command.key),
    );
    const isDouble = commands
      .slice(0, at)
      .some((other) => other.key === command.key && screensOf(other).some((name) => screens.includes(name)));
    return isBuiltIn || isDouble;
  });
}

export function screensOf({ where }: OwnCommand): readonly string[] {
  return where.length === 0 ? screenNames : where;
}
