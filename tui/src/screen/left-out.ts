import { visible } from '@ackring/core/words';
import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { viewOf } from './feature.js';
import { leftMarks } from './list-screen.js';

/** The marked rows that the filter hides, by name: an action on the chosen ones leaves them out. Null for none. */
export function leftOutText(state: AppState): string | null {
  const { fetch, reasons } = messagesIn(state.language);
  const names = leftMarks(state).map((row) => `${rowName(state, row)} (${reasons.hidden})`);
  return names.length === 0 ? null : fetch.leftOut(names.length, names.join(', '));
}

/** What a person calls a row: by its context, else by its identity and cluster. */
function rowName(state: AppState, row: string): string {
  const { clusterOf, nameOf, subjectOf } = viewOf(state);
  const subject = subjectOf(state, row);
  if (subject.kind === 'context') return visible(nameOf(state, row));
  const cluster = state.fleet.clusters.get(clusterOf(state, row) ?? '')?.name;
  const identity =
    subject.kind === 'identity' ? state.holders.identities.get(subject.id)?.identity.name : undefined;
  const names = [identity, cluster].flatMap((name) => name ?? []);
  return visible(names.length === 0 ? nameOf(state, row) : names.join(' · '));
}
