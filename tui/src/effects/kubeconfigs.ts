import { isDeepStrictEqual } from 'node:util';
import type { UndoPlan } from '@ackring/core/contexts/local-contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { World } from './world.js';

export async function planUndo({ local, dispatch }: World): Promise<void> {
  dispatch({ kind: 'undoPlanned', plan: await local().planUndo(), isChanged: false });
}

export async function undo({ local, dispatch }: World, shown: UndoPlan): Promise<void> {
  const plan = await local().planUndo();
  if (!isDeepStrictEqual(plan, shown)) return dispatch({ kind: 'undoPlanned', plan, isChanged: true });
  dispatch({ kind: 'undone', result: await local().undo(plan.writes) });
}

/** What was written to files, and what the journal tells of all changes. */
export async function readJournal({ local, dispatch }: World): Promise<void> {
  const [journal, record] = await Promise.all([local().history(), local().incident.journal()]);
  dispatch({ kind: 'journalRead', journal, record });
}

/** A context as YAML, its secrets left out by the core. */
export async function showYaml({ local, dispatch }: World, entry: ContextEntry): Promise<void> {
  dispatch({ kind: 'yamlRead', title: entry.context, text: await local().redactedContext(entry) });
}

export async function copy({ terminal, dispatch }: World, text: string, what: string): Promise<void> {
  dispatch({ kind: 'copied', what, by: await terminal.copy(text) });
}
