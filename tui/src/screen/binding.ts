import type { Messages } from '../messages/messages.js';
import type { ActionId } from './action-id.js';
import type { AppState, ScreenName } from './app-state.js';
import type { Overlay } from './overlay.js';
import type { Transition } from './step.js';

/** Where a key works. The innermost scope that is active and knows the key has it. */
export type Scope = ScreenName | 'list' | 'global' | Overlay['kind'] | 'dialogs';

/** Something a key does, wherever it stands. */
export interface Action {
  /** Its name among the words and in the settings. */
  readonly action: ActionId;
  readonly does: Transition;
  /** The command line that does the same, such as `rotate plan`: where a remedy names it, the screen names the key. */
  readonly command?: string;
  /** It changes files or the cloud, and so is gone in read-only mode. */
  readonly isChanging?: boolean;
  /** Why it does nothing now; null when it works. */
  readonly disabled?: Disabled;
}

/** One key: what it does, where, and when not. Footer, help and docs/reference/keys.md are made from these. */
export interface Binding extends Action {
  readonly scope: Scope;
  /** In place of its action's own words: the key is one that a person has made. */
  readonly label?: string;
  /** Key names; the first is the one that is shown. */
  readonly keys: readonly string[];
  /** Shown in the footer, or there only while it works; without it the key is found in the help. */
  readonly isInFooter?: boolean | 'whenOn';
}

/** In words for the message line and the help. */
export type Disabled = (state: AppState, messages: Messages) => string | null;

/** What a key does, in the words of the place: accepting a fetch is fetching. */
export function bindingLabel(
  { action, scope, label }: Pick<Binding, 'action' | 'scope' | 'label'>,
  messages: Messages,
): string {
  if (label !== undefined) return label;
  const { accepts, actions } = messages;
  return action === 'dialogAccept' && scope in accepts
    ? accepts[scope as keyof typeof accepts]
    : actions[action];
}

/** The keys of a binding under a person's own settings: the first is replaced, the others stay. */
export function keysOf(
  { action, keys, label }: Pick<Binding, 'action' | 'keys' | 'label'>,
  rebound: Readonly<Record<string, string>>,
): readonly string[] {
  if (label !== undefined) return keys;
  const own = rebound[action];
  return own === undefined ? keys : [own, ...keys.slice(1)];
}

const signs: Readonly<Record<string, string>> = {
  enter: '⏎',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

/** A key as it is shown: `⏎`, `ctrl-r`, `space`. */
export function keyLabel(key: string): string {
  return signs[key] ?? key;
}
