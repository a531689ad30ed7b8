import type { AppState } from './app-state.js';
import { type Binding, keysOf, type Scope } from './binding.js';
import { features } from './feature.js';

/** The scopes with the keyboard now, innermost first. */
export function activeScopes({ overlay, screen }: AppState): readonly Scope[] {
  return overlay === null ? [screen, 'list', 'global'] : [overlay.kind, 'dialogs'];
}

/** The bindings in force, innermost scope first. */
export function activeBindings(state: AppState): readonly Binding[] {
  if (state.prompt !== null) return bindingsIn('dialogs', state).filter(({ action }) => action !== 'help');
  return activeScopes(state).flatMap((scope) => bindingsIn(scope, state));
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

/** What a key means now; null if nothing. */
export function findBinding(state: AppState, key: string): Binding | null {
  return meaningOf(key, activeBindings(state), state.settings.keys);
}

/** What a key means among the active bindings. The user's own key for an action wins over the built-in ones. */
export function meaningOf(
  key: string,
  active: readonly Binding[],
  rebound: AppState['settings']['keys'],
): Binding | null {
  const own = active.find(({ action }) => rebound[action] === key);
  return own ?? active.find((binding) => keysOf(binding, rebound).includes(key)) ?? null;
}

/** Whether read-only mode disables this key. */
export function isForbidden(binding: Binding, state: AppState): boolean {
  return binding.isChanging === true && state.readOnly !== null;
}
