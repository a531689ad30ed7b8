import { type AckringError, visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { type Translated, translateProblem } from '../messages/problems/translate.js';
import type { AppState } from './app-state.js';
import { type Binding, keyLabel, keysOf } from './binding.js';
import { features } from './feature.js';
import { homePaths } from './reader.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { screenKey } from './tabs.js';

type Where = Pick<AppState, 'settings' | 'screen'>;

/** An error as a screen shows it: in the reader's language, with the reader's paths and keys. */
export function shownProblem(
  error: Pick<AckringError, 'code' | 'message' | 'remedy'>,
  messages: Messages,
  where: Where & Pick<AppState, 'home'>,
): Translated {
  const { message, remedy } = translateProblem(error, messages);
  const shown = (text: string): string => visible(homePaths(text, where.home));
  return { message: shown(message), remedy: shown(withKeys(remedy, where)) };
}

/** A remedy for the screen: with the key, or the word after `:`, in place of this program's command. */
export function withKeys(remedy: string, where: Where): string {
  return remedy.replace(
    /`ackring ([^`]*)`/g,
    (whole, line: string) => keysFor(line, where) ?? wordFor(line) ?? whole,
  );
}

/** Null if no key does what the line does. */
function keysFor(line: string, where: Where): string | null {
  const words = line.split(' ');
  const options = words.filter((word) => word.startsWith('-'));
  if (options.some((option) => option !== '--all')) return null;
  const bindings = bindingsOf(words.slice(0, 2).join(' ')) ?? bindingsOf(words[0] ?? '');
  if (bindings === null) return null;
  const here = bindings.find(({ scope }) => scope === 'global' || scope === where.screen);
  const [first] = bindings;
  const binding = here ?? first;
  if (binding === undefined) return null;
  const key = keyLabel(keysOf(binding, where.settings.keys)[0] ?? '');
  const screen = here === undefined ? screenOf(binding) : null;
  return [
    ...(screen === null ? [] : [screenKey(where, screen)]),
    ...(options.length > 0 ? ['ctrl-a'] : []),
    key,
  ].join(' › ');
}

/** Null if no word after `:` does what the line does. */
function wordFor(line: string): string | null {
  const isMeant = (meant = '') => meant !== '' && `${line} `.startsWith(`${meant} `) && !line.includes(' -');
  const found = features().commands.find(({ command }) => isMeant(command));
  return found === undefined ? null : `\`:${found.name}${line.slice(found.command?.length)}\``;
}

function bindingsOf(line: string): readonly Binding[] | null {
  const found = features().keys.filter(({ command }) => command === line);
  return found.length === 0 ? null : found;
}

function screenOf({ scope }: Binding): ScreenName | null {
  return screenNames.find((name) => name === scope) ?? null;
}
