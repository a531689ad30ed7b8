import type { ContextEntry } from '@ackring/core/kubeconfig';
import { removeAccess, revokeOwn } from '../features/access/keys.js';
import { activityItem } from '../features/activity/screen.js';
import { type ClusterTab, clusterTabs } from '../features/clusters/details.js';
import { fetchChosen } from '../features/fetch/keys.js';
import { renewChosen } from '../features/fetch/renewing.js';
import type { AppState } from '../screen/app-state.js';
import type { Binding, Disabled } from '../screen/binding.js';
import { readKeys } from '../screen/dialog-keys.js';
import { viewOf } from '../screen/feature.js';
import { copyRow } from '../screen/list-keys.js';
import { openOverlay, over } from '../screen/overlay.js';
import type { Sought, Subject } from '../screen/overlays.js';
import { type Ask, type Step, step } from '../screen/step.js';
import { describeCluster } from '../subjects/cluster/tasks.js';
import { withAnswers } from '../subjects/context/kubeconfigs.js';
import { contextId } from '../subjects/context/table.js';
import { showChosenYaml, verify, verifyChosen } from '../subjects/context/tasks.js';
import { loadCallers, scanHolders } from '../subjects/holding/holder-tasks.js';
import { readJournal, readWrite } from '../subjects/journal/tasks.js';

/** Everything known about one row. */
export interface Details {
  readonly kind: 'details';
  readonly subject: Subject;
  /** The keys act on it, whatever is marked behind, and though it may be gone from the list. */
  readonly row: string;
  /** For a cluster; other subjects have one page. */
  readonly tab: ClusterTab;
  readonly top: number;
  readonly sought: Sought | null;
}

declare module '../screen/overlays.js' {
  interface Overlays {
    readonly details: Details;
  }
}

/** Opens a row's details, and requests what is missing. */
export function openDetails(state: AppState, row: string): Step {
  const subject = viewOf(state).subjectOf(state, row);
  const tab = state.screen === 'access' ? 'identities' : 'overview';
  const opened = openOverlay(state, { kind: 'details', subject, row, tab, top: 0, sought: null });
  const entry = subject.kind === 'context' ? state.kubeconfigs.entries.get(subject.id) : undefined;
  return entry === undefined ? step(opened, ...asksFor(state, subject)) : probed(opened, entry);
}

/**
 * A passport says whether the API server accepts it, so that is asked when it opens: once, never if it would stop
 * other work, and only with a certificate, since a plug-in could ask its user to log in.
 */
function probed(state: AppState, entry: ContextEntry): Step {
  const id = contextId(entry);
  const isKnown = state.kubeconfigs.answers.has(id);
  if (isKnown || state.job !== null || state.rotation.running !== null) return step(state);
  if (entry.credential.kind !== 'certificate' || entry.status === 'expired') return step(state);
  const kubeconfigs = withAnswers(state.kubeconfigs, [[id, 'asking']]);
  return step({ ...state, kubeconfigs }, verify([entry]));
}

function asksFor(state: AppState, subject: Subject): readonly Ask[] {
  if (subject.kind === 'activity') {
    const item = activityItem(state, subject.id);
    return item?.kind === 'write' ? [readWrite(item.write.id)] : [];
  }
  if (subject.kind !== 'cluster') return [];
  const cluster = state.fleet.clusters.get(subject.id);
  if (cluster === undefined) return [];
  const isKnown = state.holders.answers.has(subject.id) && !state.holders.unanswered.has(subject.id);
  return [
    describeCluster(cluster),
    readJournal(),
    ...(state.access.callers.size === 0 ? [loadCallers()] : []),
    ...(isKnown || cluster.account?.isTwin || state.holders.isScanning
      ? []
      : [scanHolders({ clusters: [cluster], part: 'few' })]),
  ];
}

const hasTabs: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'details' && overlay.subject.kind === 'cluster' ? null : reasons.onePage;

const scope = 'details';

export const detailsKeys: readonly Binding[] = [
  {
    action: 'tabNext',
    scope,
    keys: ['tab', 'right'],
    isInFooter: 'whenOn',
    disabled: hasTabs,
    does: over(scope, (...at) => turned(...at, 1)),
  },
  {
    action: 'tabPrevious',
    scope,
    keys: ['shift-tab', 'left'],
    disabled: hasTabs,
    does: over(scope, (...at) => turned(...at, -1)),
  },
  { ...fetchChosen, scope, keys: ['f'], isInFooter: 'whenOn' },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: 'whenOn' },
  { ...renewChosen, scope, keys: ['r'], isInFooter: 'whenOn' },
  { ...removeAccess, scope, keys: ['X'], isInFooter: 'whenOn' },
  { ...revokeOwn, scope, keys: ['R'], isInFooter: 'whenOn' },
  { ...showChosenYaml, scope, keys: ['y'], isInFooter: 'whenOn' },
  { ...copyRow, scope, keys: ['c'], isInFooter: true },
  ...readKeys(scope, ['esc', 'd', 'q', 'ctrl-c']),
];

function turned(state: AppState, details: Details, by: 1 | -1): Step {
  const at = clusterTabs.indexOf(details.tab);
  const tab = clusterTabs[(at + by + clusterTabs.length) % clusterTabs.length] ?? details.tab;
  return step({ ...state, overlay: { ...details, tab, top: 0 } });
}
