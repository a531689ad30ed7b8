import type { Binding } from './binding.js';

/** The keys of a binding under a person's own settings: the first is replaced, the others stay. */
export function keysOf(
  { action, keys }: Pick<Binding, 'action' | 'keys'>,
  rebound: Readonly<Record<string, string>>,
): readonly string[] {
  const own = rebound[action];
  return own === undefined ? keys : [own, ...keys.slice(1)];
}
