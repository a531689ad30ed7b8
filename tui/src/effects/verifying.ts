import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import { contextId } from '../state/context-id.js';
import type { World } from './perform.js';

/** Asks the API servers; each answer shows as it comes. */
export async function verify(
  { services, dispatch, signal }: World,
  entries: readonly ContextEntry[],
): Promise<void> {
  for await (const verdict of services.verify(entries, { signal })) {
    // A name can stand in several files; all that were asked under it got the same question.
    const ids = entries.filter(({ context }) => context === verdict.context).map(contextId);
    dispatch({ kind: 'verdicts', verdicts: ids.map((id) => [id, verdict]) });
  }
  dispatch({ kind: 'verifyEnded', ids: entries.map(contextId), error: null });
}
