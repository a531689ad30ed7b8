import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Command, features, viewOf } from './feature.js';
import { setFilter } from './list-screen.js';
import { hint } from './notify.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { type Ask, type Step, step } from './step.js';

const screenAliases: Readonly<Record<ScreenName, readonly string[]>> = {
  clusters: ['cl'],
  contexts: ['ctx'],
  expiry: ['ex'],
  access: ['acc'],
  rotation: ['rot'],
  activity: ['act'],
};

/** Goes to a screen; words after its name filter it. */
export const screenCommands: readonly Command[] = screenNames.map((screen) => ({
  name: screen,
  aliases: screenAliases[screen],
  label: ({ screens }) => screens[screen],
  run: (state, words) => {
    const there = goTo(state, screen);
    return words.length === 0 ? there : { ...there, state: setFilter(there.state, words.join(' ')) };
  },
}));

/** Completions of the typed line: commands first, then their arguments. */
export function completions(state: AppState, typed: string): readonly string[] {
  const words = typed.trimStart().split(/\s+/);
  const [first = ''] = words;
  const { commands } = features();
  if (words.length < 2) return commands.filter(({ name }) => name.startsWith(first)).map(({ name }) => name);
  const command = commands.find(({ name, aliases }) => name === first || aliases.includes(first));
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1).join(' ');
  return (command?.choices?.(state) ?? [])
    .filter((choice) => choice.startsWith(last))
    .map((choice) => `${before} ${choice}`);
}

export function runCommand(state: AppState, line: string): Step {
  const [word = '', ...words] = line.split(/\s+/);
  const { commands } = features();
  const exact = commands.find(({ name, aliases }) => name === word || aliases.includes(word));
  const found = exact ?? onlyOne(commands.filter(({ name }) => name.startsWith(word)));
  if (found !== undefined) return found.run(state, words);
  const jumped = words.length === 0 ? features().jump(state, word) : null;
  return jumped ?? step(hint(state, 'warn', messagesIn(state.language).reasons.unknownCommand(word)));
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** Reports that a word after `:` is not one of its choices. */
export function wrongWord(state: AppState, word = ''): Step {
  return step(hint(state, 'warn', messagesIn(state.language).reasons.unknownWord(word)));
}

/** Opens a screen, and requests its data if there are none yet. */
export function goTo(state: AppState, screen: ScreenName): Step {
  if (screen === state.screen) return step(state);
  const next = { ...state, screen, past: [...state.past, state.screen].slice(-50), future: [] };
  return step(next, ...neededBy(next));
}

export function goBack(state: AppState): Step {
  const screen = state.past.at(-1);
  if (screen === undefined) return step(state);
  const next = { ...state, screen, past: state.past.slice(0, -1), future: [state.screen, ...state.future] };
  return step(next, ...neededBy(next));
}

export function goForward(state: AppState): Step {
  const [screen, ...future] = state.future;
  if (screen === undefined) return step(state);
  const next = { ...state, screen, past: [...state.past, state.screen], future };
  return step(next, ...neededBy(next));
}

/** What the shown screen requests when it opens. */
export function neededBy(state: AppState): readonly Ask[] {
  return viewOf(state).opens?.(state) ?? [];
}
