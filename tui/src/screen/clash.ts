import type { ActionId } from './action-id.js';
import type { Binding, Scope } from './binding.js';
import { features } from './feature.js';
import { keysOf } from './keys-of.js';

/** Lists and what is everywhere are in force on every screen. */
function meet(a: Scope, b: Scope): boolean {
  if (a === b) return true;
  const outer: readonly Scope[] = ['list', 'global'];
  const screens: readonly Scope[] = ['clusters', 'contexts', 'expiry', 'access', 'rotation', 'activity'];
  const isOnScreen = (scope: Scope): boolean => outer.includes(scope) || screens.includes(scope);
  return isOnScreen(a) && isOnScreen(b) && (outer.includes(a) || outer.includes(b));
}

/** The action that already has this key somewhere the given one works too; null when the key is free. */
export function clashOf(
  action: ActionId,
  key: string,
  rebound: Readonly<Record<string, string>>,
): ActionId | null {
  const own = features().keys.filter((binding) => binding.action === action);
  const isTaken = (other: Binding): boolean =>
    other.action !== action &&
    keysOf(other, rebound).includes(key) &&
    own.some(({ scope }) => meet(scope, other.scope));
  return features().keys.find(isTaken)?.action ?? null;
}
