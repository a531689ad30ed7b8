import { nearest, nearestNames, visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import { meantByOthers, wordsForCommand } from '../messages/words-of-others.js';
import type { AppState } from './app-state.js';
import { type Binding, keyLabel, keysOf } from './binding.js';
import { take } from './dispatch.js';
import { type Command, features, viewOf } from './feature.js';
import { mostAlike } from './fuzzy.js';
import { currentScreen, setFilter } from './list-screen.js';
import { hint } from './notify.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { type Ask, type Step, step } from './step.js';
import { fieldOf } from './text-field.js';

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

/** Completions of the typed line: commands first, then what a name leads to; then a command's arguments. */
export function completions(state: AppState, typed: string): readonly string[] {
  const words = typed.trimStart().split(/\s+/);
  const [first = ''] = words;
  if (words.length < 2) {
    const names = first === '' ? [] : features().jumpNames(state, first);
    return completing([...commandNames(), ...names], first);
  }
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1).join(' ');
  const choices = commandMeant(first)?.choices?.(state, words.slice(1, -1)) ?? [];
  return completing(choices, last).map((choice) => `${before} ${choice}`);
}

/** What begins so; else what a person may mean by it: names have long beginnings in common. */
function completing(choices: readonly string[], word: string): readonly string[] {
  const begun = choices.filter((choice) => choice.startsWith(word));
  return begun.length > 0 ? begun : mostAlike(choices, (choice) => choice, word);
}

/** The arguments that the typed line still has room for, by name; with choices to say only the one being typed. */
export function dueArguments(messages: Messages, typed: string, hasChoices: boolean): string {
  const [first = '', ...words] = typed.trimStart().split(/\s+/);
  if (words.length === 0) return '';
  const names = commandMeant(first)?.syntax?.(messages).split(' ') ?? [];
  const due = names.slice(words.length - 1, hasChoices ? words.length : undefined).join(' ');
  // What may be left out is no longer, once it is begun.
  const isWhole = due.split('[').length === due.split(']').length;
  return isWhole ? due : due.replace(/^\[|\]$/g, '');
}

export function commandNames(): readonly string[] {
  return features().commands.map(({ name }) => name);
}

function commandCalled(word: string): Command | undefined {
  return features().commands.find(({ name, aliases }) => name === word || aliases.includes(word));
}

/** The one that is called so, here or by others, or whose name alone begins so. */
function commandMeant(word: string): Command | undefined {
  return (
    commandCalled(word) ??
    commandCalled(nameHere(word)) ??
    (word === '' ? undefined : onlyOne(features().commands.filter(({ name }) => name.startsWith(word))))
  );
}

/** The line after `:` with this in it, to be completed. */
export function commandLine(state: AppState, line: string): AppState {
  const { filter: before } = currentScreen(state);
  return { ...state, prompt: { kind: 'command', field: fieldOf(line), before, recall: 0 } };
}

/** Reports what a line lacks, and lets it be completed. */
export function incomplete(state: AppState, words: readonly string[], text: string): Step {
  return step(hint(commandLine(state, `${words.join(' ')} `), 'warn', text));
}

export function runCommand(state: AppState, line: string): Step {
  const [word = '', ...words] = line.split(/\s+/);
  const { commands, lineCommands } = features();
  // `access grant` is no filter of Access.
  const two = `${word} ${words[0]}`;
  if (lineCommands.includes(two)) {
    const same = commands.find(({ command }) => command === two);
    return same?.run(state, words.slice(1)) ?? doneElsewhere(state, two, words.slice(1)) ?? step(state);
  }
  const found = commandMeant(word);
  const option = words.find((each) => /^--\w/.test(each));
  // Another thing than was typed would be done.
  if (found !== undefined && option !== undefined) return wrongWord(state, option);
  if (found !== undefined) return found.run(state, words);
  const elsewhere = doneElsewhere(state, word, words);
  if (elsewhere !== null) return elsewhere;
  const jumped = words.length === 0 ? features().jump(state, word) : null;
  return (
    jumped ?? step(hint(state, 'warn', messagesIn(state.language).reasons.unknownCommand(word, meant(word))))
  );
}

/** Some commands are here keys, which have names of one word. */
function nameHere(word: string): string {
  const meant = meantByOthers(word)?.replace(/^.* --/, '');
  return meant === undefined || meant.startsWith('-') ? word : meant;
}

/** What is called nearly so, here, on the command line or by others: as it is called here. */
function meant(word: string): string | null {
  const { keys, lineCommands } = features();
  const own = [
    ...commandNames(),
    ...lineCommands.map((name) => name.split(' ')[0] ?? name),
    ...keys.flatMap(({ command }) => command?.split(' ').at(-1) ?? []),
  ];
  const known = [...own, ...wordsForCommand().filter((each) => nameHere(each) !== each)];
  const begun = word.length < fewestLetters ? undefined : known.find((name) => name.startsWith(word));
  const name = begun ?? nearest(word, known);
  return name === null || own.includes(name) ? name : nameHere(name);
}

/** So many letters of a word tell which it is. */
const fewestLetters = 3;

/**
 * What is no command here may be a key: of this screen, which is pressed unless there are arguments, or of another one.
 * Or it is a command of the command line.
 */
function doneElsewhere(state: AppState, typed: string, words: readonly string[]): Step | null {
  const name = nameHere(typed);
  const { reasons, screens } = messagesIn(state.language);
  const { keys, lineCommands } = features();
  const isMeant = ({ action, command = '' }: Binding): boolean =>
    command === name || (!name.includes(' ') && [action, command, command.split(' ').at(-1)].includes(name));
  const binding = keys.find(isMeant);
  if (binding !== undefined) {
    const key = keyLabel(keysOf(binding, state.settings.keys)[0] ?? '');
    const same = keys.filter(({ action }) => action === binding.action);
    const here = same.find(({ scope }) => [state.screen, 'list', 'global'].includes(scope));
    const there = screenNames.filter((screen) => same.some(({ scope }) => scope === screen));
    if (here !== undefined)
      return words.length > 0 ? step(hint(state, 'info', reasons.isKeyHere(typed, key))) : take(state, here);
    if (there.length > 0) {
      const titles = there.map((screen) => screens[screen]).join(', ');
      return step(hint(state, 'info', reasons.isKeyThere(typed, key, titles)));
    }
  }
  const [word = ''] = words;
  const members = lineCommands.filter((each) => each.startsWith(`${name} `));
  const near = nearest(`${name} ${word}`, members) ?? members[0];
  const named = lineCommands.includes(name) ? name : near;
  return named === undefined ? null : step(hint(state, 'info', reasons.isOfCommandLine(named)));
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** Reports that a word after `:` is missing or not one of its choices, and leaves the line to be completed. */
export function wrongWord(state: AppState, word = ''): Step {
  const { reasons } = messagesIn(state.language);
  const line = state.pastLines.command.at(-1) ?? '';
  const [command = '', ...words] = line.split(/\s+/);
  const choices = commandMeant(command)?.choices?.(state, words.slice(0, words.indexOf(word))) ?? [];
  if (word === '') return step(hint(commandLine(state, `${line} `), 'warn', reasons.missingWord));
  // `none` is not meant by `tag:nope`, of which a part is nearly so.
  const isAlike = (name: string): boolean =>
    nearest(word, [name]) !== null ||
    word.split(/[^\p{L}\p{N}]+/u).some((part) => part !== '' && name.includes(part));
  const alike = completing(choices, word);
  const similar = alike.length > 0 ? alike : nearestNames(word, choices).filter(isAlike);
  const names = (similar.length > 0 ? similar : choices).map((name) => visible(name));
  const shown = names.slice(0, mostChoices);
  const [only = '', ...others] = similar;
  const text =
    only === '' || others.length > 0
      ? reasons.unknownWord(word, shown, names.length - shown.length)
      : reasons.mistypedWord(word, visible(only));
  return step(hint(commandLine(state, line), 'warn', text));
}

/** As many choices as have room in a message. */
const mostChoices = 4;

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
