import type { ContextInventory } from '@ackring/core/contexts';
import { type ContextEntry, contextsNamed } from '@ackring/core/kubeconfig';
import { isThere, notThere } from '@ackring/core/machine';
import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';

/** The entries of these names and patterns, or all, or the current one without names. Throws ContextNotFound with the closest name. */
export function selectContexts(
  inventory: ContextInventory,
  names: readonly string[],
  all: boolean,
): readonly ContextEntry[] {
  if (all) return inventory.entries;
  const { entries, currentContext } = inventory;
  if (names.length > 0) return entriesOf(entries, names);
  if (currentContext !== null) return entriesOf(entries, [currentContext]);
  throw new AckringError(
    'ContextNotFound',
    say('no context was named, and the kubeconfig has no current one'),
    { remedy: say('Name a context, or add `--all`; `ackring contexts` lists them.') },
  );
}

/**
 * Of those that `--region` asks for, if it does: what leads to no known ACK cluster is in none, and what leads to one
 * may be in any as long as its region is not known.
 */
export function inRegions<Entry extends Pick<ContextEntry, 'ack'>>(
  entries: readonly Entry[],
  regions: readonly string[],
): readonly Entry[] {
  if (regions.length === 0) return entries;
  return entries.filter(({ ack }) => ack !== null && (ack.region === null || regions.includes(ack.region)));
}

/** That there are contexts, and `--region` asks for others. */
export function noneInRegions(count: number, regions: readonly string[]): Sentence {
  return say('none of {count} {count|context|contexts} is in {regions}', { count, regions });
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

/** In another file than those of KUBECONFIG a name is another context. */
function entriesOf(entries: readonly ContextEntry[], names: readonly string[]): readonly ContextEntry[] {
  const meant = contextsNamed(
    names,
    entries.map(({ context }) => context),
  );
  return meant.flatMap((name) => entries.filter(({ context }) => context === name));
}
