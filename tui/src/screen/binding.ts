import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import type { Overlay } from './overlays.js';
import type { ScreenName } from './screen-name.js';
import type { Transition } from './step.js';

/** Where a key works. The innermost active scope that knows the key handles it. */
export type Scope = ScreenName | 'list' | 'global' | Overlay['kind'] | 'dialogs';

/** Something a key does, in any scope. */
export interface Action {
  /** Its name in the word tables and in the settings. */
  readonly action: ActionId;
  readonly does: Transition;
  /** The command line that does the same, such as `rotate plan`: where a remedy names it, the screen names the key. */
  readonly command?: string;
  /** It changes files or the cloud, and so is disabled in read-only mode. */
  readonly isChanging?: boolean;
  /** Why it does nothing now; null if it works. */
  readonly disabled?: Disabled;
  /** What it does for now, where that differs: shown in the footer. */
  readonly doesNow?: (state: AppState, messages: Messages) => string | null;
}

/** One key: what it does, where, and when not. Footer, help and docs/reference/keys.md are made from these. */
export interface Binding extends Action {
  readonly scope: Scope;
  /** Replaces its action's own words: the key is one that the user has made. */
  readonly label?: string;
  /** Key names; the first is the one that is shown. */
  readonly keys: readonly string[];
  /** Shown in the footer, only while it works, or only then and beside all others; else the key is in the help only. */
  readonly isInFooter?: boolean | 'whenOn' | 'ifRoom';
  /** In the help only while it works: what it is about is not there else. */
  readonly isInHelp?: 'whenOn';
}

/** In words for the message line and the help. */
export type Disabled = (state: AppState, messages: Messages) => string | null;

/** What a key does, in context: accepting a fetch means fetching. */
export function bindingLabel(
  { action, scope, label }: Pick<Binding, 'action' | 'scope' | 'label'>,
  messages: Messages,
): string {
  if (label !== undefined) return label;
  const { accepts, actions } = messages;
  // No screen is inside another.
  if (action === 'back' && scope === 'global') return messages.clears;
  return action === 'dialogAccept' && scope in accepts
    ? accepts[scope as keyof typeof accepts]
    : actions[action];
}

/** The keys of a binding with the user's settings: the first is replaced, the others stay. */
export function keysOf(
  { action, keys, label }: Pick<Binding, 'action' | 'keys' | 'label'>,
  rebound: Readonly<Record<string, string>>,
): readonly string[] {
  if (label !== undefined) return keys;
  const own = rebound[action];
  return own === undefined ? keys : [own, ...keys.slice(1)];
}

let signs: Readonly<Record<string, string>> = {
  enter: '⏎',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

/** Shows every key by its name, for terminals without the signs. */
export function spellKeys(): void {
  signs = {};
}

/** A key as shown: `⏎`, `ctrl-r`, `space`. */
export function keyLabel(key: string): string {
  return signs[key] ?? key;
}

/** Everything a key can do. Names are stable: people rebind keys by them in their settings. */
export type ActionId = keyof Messages['actions'];

/** In the order that the settings show them in. */
export function actionIds(): readonly ActionId[] {
  return Object.keys(messagesIn('en').actions) as ActionId[];
}
