import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Action, type ActionId, type Binding, keyLabel, keysOf, type Scope } from './binding.js';
import { features } from './feature.js';
import { hint } from './notify.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { type Step, step } from './step.js';

/** The scopes with the keyboard now, innermost first. */
export function activeScopes({ overlay, screen }: AppState): readonly Scope[] {
  return overlay === null ? [screen, 'list', 'global'] : [overlay.kind, 'dialogs'];
}

/** The bindings in force, innermost scope first, and what each key means among them. */
interface Keymap {
  readonly active: readonly Binding[];
  readonly meanings: ReadonlyMap<string, Binding>;
}

/** Whoever presses a key asks for the same as the footer of the frame before, and of the frame after it. */
let last: { readonly of: readonly unknown[]; readonly keymap: Keymap } | null = null;

function keymapOf(state: AppState): Keymap {
  const { keys, ownKeys } = features();
  const rebound = state.settings.keys;
  const of = [keys, ownKeys(state), rebound, state.screen, state.overlay?.kind, state.prompt === null];
  if (last?.of.every((part, index) => part === of[index])) return last.keymap;
  const active = boundNow(state);
  const keymap = { active, meanings: meaningsOf(active, rebound) };
  last = { of, keymap };
  return keymap;
}

function boundNow(state: AppState): readonly Binding[] {
  if (state.prompt !== null) return bindingsIn('dialogs', state).filter(({ action }) => action !== 'help');
  return activeScopes(state).flatMap((scope) => bindingsIn(scope, state));
}

/** The user's own key for an action wins over the built-in ones, then the innermost scope. */
function meaningsOf(
  active: readonly Binding[],
  rebound: AppState['settings']['keys'],
): ReadonlyMap<string, Binding> {
  const meanings = new Map<string, Binding>();
  const add = (key: string, binding: Binding): void => {
    if (!meanings.has(key)) meanings.set(key, binding);
  };
  for (const binding of active) {
    const own = rebound[binding.action];
    if (own !== undefined) add(own, binding);
  }
  for (const binding of active) for (const key of keysOf(binding, rebound)) add(key, binding);
  return meanings;
}

/** The bindings in force, innermost scope first. */
export function activeBindings(state: AppState): readonly Binding[] {
  return keymapOf(state).active;
}

/** What a key means now; null if nothing. */
export function findBinding(state: AppState, key: string): Binding | null {
  return keymapOf(state).meanings.get(key) ?? null;
}

/** Screens where a key means something that it does not mean on the shown one. */
export function screensWith(state: AppState, key: string): readonly ScreenName[] {
  if (state.overlay !== null) return [];
  const isMeant = (binding: Binding): boolean => keysOf(binding, state.settings.keys).includes(key);
  return screenNames.filter((name) => bindingsIn(name, state).some(isMeant));
}

/** The bindings of one scope, including the user's own. */
export function bindingsIn(scope: Scope, state: AppState): readonly Binding[] {
  const { keys, ownKeys } = features();
  const builtIn = byScope(keys).get(scope) ?? [];
  return scope === 'list' ? [...builtIn, ...ownKeys(state)] : builtIn;
}

const scopes = new WeakMap<readonly Binding[], ReadonlyMap<Scope, readonly Binding[]>>();

function byScope(keys: readonly Binding[]): ReadonlyMap<Scope, readonly Binding[]> {
  const known = scopes.get(keys) ?? Map.groupBy(keys, ({ scope }) => scope);
  scopes.set(keys, known);
  return known;
}

const actions = new WeakMap<readonly Binding[], ReadonlyMap<ActionId, Binding>>();

/** An action's binding, the first if it has several; null if it has none. */
export function bindingOf(action: ActionId): Binding | null {
  const { keys } = features();
  const known = actions.get(keys) ?? new Map(keys.toReversed().map((binding) => [binding.action, binding]));
  actions.set(keys, known);
  return known.get(action) ?? null;
}

/** The first key of an action, as it is shown; empty if it has none. */
export function keyOf(action: ActionId, { settings }: Pick<AppState, 'settings'>): string {
  const binding = bindingOf(action);
  return binding === null ? '' : keyLabel(keysOf(binding, settings.keys)[0] ?? '');
}

/** Does what a key or a command does, or says why it does nothing now. */
export function take(state: AppState, action: Action): Step {
  const messages = messagesIn(state.language);
  if (isForbidden(action, state)) {
    return step(hint(state, 'warn', messages.reasons.readOnly[state.readOnly ?? 'flag']));
  }
  const reason = action.disabled?.(state, messages) ?? null;
  return reason === null ? action.does(state) : step(hint(state, 'info', reason));
}

/** Whether read-only mode disables this. */
export function isForbidden(action: Action, state: AppState): boolean {
  return action.isChanging === true && state.readOnly !== null;
}
