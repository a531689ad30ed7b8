import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import { contextId } from '../features/contexts/table.js';
import type { World } from './world.js';

/** Asks the API servers; each answer shows as it comes. */
export async function verify(
  { local, dispatch }: World,
  entries: readonly ContextEntry[],
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...entries];
  for await (const verdict of local().verify(entries, { signal })) {
    // A name can stand in several files: the first of them that still waits takes the answer.
    const at = waiting.findIndex(({ context }) => context === verdict.context);
    const [entry] = at === -1 ? [] : waiting.splice(at, 1);
    if (entry !== undefined) dispatch({ kind: 'verdicts', verdicts: [[contextId(entry), verdict]] });
  }
  dispatch({ kind: 'verifyEnded', ids: entries.map(contextId), error: null });
}
