import type { AppState } from '../state/app-state.js';
import type { Binding, Scope } from './binding.js';
import { keyTable } from './table.js';

/** The scopes that have the keyboard now, innermost first. */
export function activeScopes(state: AppState): readonly Scope[] {
  if (state.overlay !== null) return [state.overlay.kind];
  return [state.screen, 'list', 'global'];
}

/** The keys of a binding under the person's own settings. */
export function keysOf(binding: Binding, rebound: Readonly<Record<string, string>>): readonly string[] {
  const own = rebound[binding.action];
  return own === undefined ? binding.keys : [own, ...binding.keys.slice(1)];
}

/** The bindings in force, innermost scope first. */
export function activeBindings(state: AppState): readonly Binding[] {
  return activeScopes(state).flatMap((scope) => keyTable.filter((binding) => binding.scope === scope));
}

export function findBinding(state: AppState, key: string): Binding | null {
  const { keys } = state.settings;
  return activeBindings(state).find((binding) => keysOf(binding, keys).includes(key)) ?? null;
}

/** Whether read-only mode takes this key away. */
export function isForbidden(binding: Binding, state: AppState): boolean {
  return binding.isChanging === true && state.readOnly !== null;
}
