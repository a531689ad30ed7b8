import type { ContextInventory } from '@ackring/core/contexts/local-contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import { AckringError } from '@ackring/core/words/errors';
import { nearest } from '@ackring/core/words/nearest';

/**
 * The entries meant by names, or all, or the current one when nothing was named. Throws ContextNotFound
 * with the nearest name.
 */
export function selectContexts(
  inventory: ContextInventory,
  names: readonly string[],
  all: boolean,
): readonly ContextEntry[] {
  if (all) return inventory.entries;
  if (names.length > 0) return names.map((name) => findContext(inventory.entries, name));
  if (inventory.currentContext !== null) return [findContext(inventory.entries, inventory.currentContext)];
  throw new AckringError('ContextNotFound', 'no context was named, and the kubeconfig has no current one', {
    remedy: 'Name a context, or add `--all`; `ackring contexts` lists them.',
  });
}

function findContext(entries: readonly ContextEntry[], name: string): ContextEntry {
  const found = entries.find((entry) => entry.context === name);
  if (found !== undefined) return found;
  const names = entries.map((entry) => entry.context);
  const suggestion = nearest(name, names);
  const hint = suggestion === null ? '' : `; did you mean "${suggestion}"?`;
  throw new AckringError('ContextNotFound', `no kubeconfig file holds a context "${name}"${hint}`, {
    remedy: 'Run `ackring contexts` for all of them.',
  });
}
