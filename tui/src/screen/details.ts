import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import { loadCallers, scanHolders } from '../features/access/holder-tasks.js';
import { readJournal } from '../features/activity/tasks.js';
import { regionOfRow } from '../features/clusters/rows.js';
import { describeCluster } from '../features/clusters/tasks.js';
import { withAnswers } from '../features/contexts/kubeconfigs.js';
import { orphanOfRow } from '../features/contexts/orphans.js';
import { contextId } from '../features/contexts/table.js';
import { verify } from '../features/contexts/tasks.js';
import type { AppState } from './app-state.js';
import { type DetailsSubject, openOverlay } from './overlay.js';
import { currentRow } from './selection.js';
import { type Step, step } from './step.js';
import type { Ask } from './task.js';

/** Opens all that is known of the selected row, and asks for what is not known yet. */
export function openDetails(state: AppState): Step {
  const subject = subjectOf(state);
  if (subject === null) return step(state);
  const tab = state.screen === 'access' ? 'identities' : 'overview';
  const opened = openOverlay(state, { kind: 'details', subject, tab, top: 0 });
  const entry = subject.kind === 'context' ? state.kubeconfigs.entries.get(subject.id) : undefined;
  return entry === undefined ? step(opened, ...asksFor(state, subject)) : probed(opened, entry);
}

/**
 * A passport says whether the API server takes it, so that is asked when it opens: once, never while other work
 * would be stopped by it, and only with a certificate, since a plug-in could ask its user for a log-in.
 */
function probed(state: AppState, entry: ContextEntry): Step {
  const id = contextId(entry);
  const isKnown = state.kubeconfigs.answers.has(id);
  if (isKnown || state.job !== null || state.rotation.running !== null) return step(state);
  if (entry.credential.kind !== 'certificate' || entry.status === 'expired') return step(state);
  const kubeconfigs = withAnswers(state.kubeconfigs, [[id, 'asking']]);
  return step({ ...state, kubeconfigs }, verify([entry]));
}

function subjectOf(state: AppState): DetailsSubject | null {
  const id = currentRow(state);
  if (id === null) return null;
  switch (state.screen) {
    case 'clusters': {
      const region = regionOfRow(id);
      return region === null ? { kind: 'cluster', id } : { kind: 'region', id: region };
    }
    case 'contexts':
      return { kind: orphanOfRow(state, id) === null ? 'context' : 'orphan', id };
    case 'expiry':
      return { kind: 'identity', id: id.split('/')[1] ?? '' };
    case 'access':
      if (state.access.grouping === 'cluster') return { kind: 'cluster', id };
      return { kind: 'identity', id: id.split('/').at(-1) ?? id };
    case 'rotation':
      if (state.rotation.tab !== 'plan') return { kind: 'rotation', tab: state.rotation.tab, id };
      return { kind: 'outcome', id };
    case 'activity':
      return { kind: 'activity', id };
  }
}

function asksFor(state: AppState, subject: DetailsSubject): readonly Ask[] {
  if (subject.kind !== 'cluster') return [];
  const cluster = state.fleet.clusters.get(subject.id);
  if (cluster === undefined) return [];
  const isKnown = state.holders.answers.get(subject.id)?.kind === 'states';
  return [
    describeCluster(cluster),
    readJournal(),
    ...(state.access.callers.size === 0 ? [loadCallers()] : []),
    ...(isKnown || state.holders.isScanning ? [] : [scanHolders([cluster])]),
  ];
}
