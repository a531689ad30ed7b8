import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { goTo } from './navigation.js';
import { notify } from './notify.js';
import { screenNames } from './screen-name.js';
import { type Step, step } from './step.js';

/** What can be typed after `:`. */
interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  run(state: AppState): Step;
}

const commands: readonly Command[] = [
  ...screenNames.slice(0, 2).map(
    (screen): Command => ({
      name: screen,
      aliases: [screen.slice(0, 2)],
      run: (state) => step(goTo(state, screen)),
    }),
  ),
  { name: 'help', aliases: ['h'], run: (state) => step({ ...state, overlay: { kind: 'help', top: 0 } }) },
  { name: 'quit', aliases: ['q', 'exit'], run: (state) => step(state, { kind: 'quit', exitCode: 0 }) },
];

/** The commands that begin with what is typed. */
export function completions(_state: AppState, typed: string): readonly string[] {
  return commands.filter(({ name }) => name.startsWith(typed.trim())).map(({ name }) => name);
}

export function runCommand(state: AppState, line: string): Step {
  const [word = ''] = line.split(/\s+/);
  const exact = commands.find(({ name, aliases }) => name === word || aliases.includes(word));
  const found = exact ?? onlyOne(commands.filter(({ name }) => name.startsWith(word)));
  if (found !== undefined) return found.run(state);
  return step(notify(state, 'warn', messagesIn(state.language).reasons.unknownCommand(word)));
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
