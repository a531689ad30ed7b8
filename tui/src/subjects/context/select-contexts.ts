import type { ContextInventory } from '@ackring/core/contexts';
import { type ContextEntry, contextNamed } from '@ackring/core/kubeconfig';
import { isThere, notThere } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { say } from '../../messages/say.js';

/** The named entries, or all, or the current one without names. Throws ContextNotFound with the closest name. */
export function selectContexts(
  inventory: ContextInventory,
  names: readonly string[],
  all: boolean,
): readonly ContextEntry[] {
  if (all) return inventory.entries;
  if (names.length > 0) return names.map((name) => findContext(inventory.entries, name));
  if (inventory.currentContext !== null) return [findContext(inventory.entries, inventory.currentContext)];
  throw new AckringError(
    'ContextNotFound',
    say('no context was named, and the kubeconfig has no current one'),
    { remedy: say('Name a context, or add `--all`; `ackring contexts` lists them.') },
  );
}

/**
 * Throws FileNotFound where KUBECONFIG names files of which none is there: kubectl passes over them in silence, and all
 * is well with nothing.
 */
export async function requireOneFile(
  environment: Readonly<Record<string, string | undefined>>,
  files: readonly string[],
): Promise<void> {
  const [first] = files;
  if ((environment['KUBECONFIG'] ?? '') === '' || first === undefined) return;
  const found = await Promise.all(files.map(isThere));
  if (!found.includes(true)) throw notThere(first);
}

function findContext(entries: readonly ContextEntry[], name: string): ContextEntry {
  const meant = contextNamed(
    name,
    entries.map(({ context }) => context),
  );
  return entries.find(({ context }) => context === meant) as ContextEntry;
}
