import type { ContextInventory } from '@ackring/core/contexts';
import { type ContextEntry, contextMeant, nearestContext } from '@ackring/core/kubeconfig';
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

function findContext(entries: readonly ContextEntry[], name: string): ContextEntry {
  const names = entries.map(({ context }) => context);
  const meant = contextMeant(name, names);
  const found = entries.find(({ context }) => context === meant);
  if (found !== undefined) return found;
  const suggestion = nearestContext(name, names);
  const hint = suggestion === null ? '' : say('; did you mean "{name}"?', { name: suggestion });
  throw new AckringError(
    'ContextNotFound',
    say('no kubeconfig file holds a context "{context}"{hint}', { context: name, hint }),
    { remedy: say('Run `ackring contexts` for all of them.') },
  );
}
