import { isServing } from '@ackring/core/words/cluster';
import { AckringError } from '@ackring/core/words/errors';
import { removalChoices } from '../features/access/removal.js';
import { hasCleanTargets, hasRevokeTargets } from '../features/access/removing.js';
import { renewability } from '../features/contexts/renewing.js';
import { requestOf } from '../features/fetch/dialog.js';
import { toldProblem } from '../messages/problems/told.js';
import { visible } from '../present/visible.js';
import type { AppState } from './app-state.js';
import type { Disabled } from './binding.js';
import { localDay } from './drawing/local-time.js';
import { currentScreen } from './list-screen.js';
import { chosenClusters, chosenContexts } from './selection.js';

// Each says why a key does nothing now, in words for the message line and the help; null when it works.

export const rowIsSelected: Disabled = (state, { reasons }) =>
  currentScreen(state).list.visible.length === 0 ? reasons.nothingHere : null;

export const canFetch: Disabled = (state, { reasons }) => {
  const clusters = chosenClusters(state);
  if (state.job !== null) return reasons.underWay;
  if (clusters.length === 0) return reasons.noCluster;
  const [only] = clusters.length === 1 ? clusters : [];
  // Whether it has endpoints is asked anew when the dialog opens.
  return only === undefined || isServing(only.state) ? null : reasons.notServing(visible(only.state));
};

export const canVerify: Disabled = (state, { reasons }) => {
  if (state.job !== null) return reasons.underWay;
  if (chosenContexts(state).length > 0) return null;
  return state.readOnly === null ? reasons.noContext : reasons.noContextYet;
};

export const hasContext: Disabled = (state, { reasons }) => {
  if (chosenContexts(state).length > 0) return null;
  return state.readOnly === null ? reasons.noContext : reasons.noContextYet;
};

export const canRenew: Disabled = (state, { reasons }) => {
  if (state.job !== null) return reasons.underWay;
  const contexts = chosenContexts(state);
  const [first] = contexts;
  if (first === undefined) return reasons.noContextYet;
  if (contexts.some((entry) => renewability(state, entry).kind === 'renewable')) return null;
  const why = renewability(state, first);
  switch (why.kind) {
    case 'early':
      return reasons.windowOpens(localDay(why.from, state.timeZone));
    case 'renewable':
      return null;
    case 'noCertificate':
    case 'notOurs':
    case 'temporary':
    case 'unknownCluster':
      return reasons.notRenewable[why.kind];
  }
};

export const canScanHolders: Disabled = (state, { reasons }) => {
  if (state.holders.isScanning) return reasons.underWay;
  return state.fleet.clusters.size === 0 ? reasons.nothingHere : null;
};

export const canClean: Disabled = (state, { reasons, removal }) => {
  if (isElsewhere(state)) return reasons.onePage;
  return hasCleanTargets(state) ? null : removal.reasons.nobodyHeld;
};

export const canRevoke: Disabled = (state, { reasons, removal }) => {
  if (isElsewhere(state)) return reasons.onePage;
  return hasRevokeTargets(state) ? null : removal.reasons.notYours(cleanKey(state));
};

/** Details that are neither of a cluster's holders nor of somebody. */
function isElsewhere({ overlay }: AppState): boolean {
  if (overlay?.kind !== 'details') return false;
  const { subject, tab } = overlay;
  return subject.kind !== 'identity' && !(subject.kind === 'cluster' && tab === 'identities');
}

function cleanKey({ settings }: AppState): string {
  return settings.keys['clean'] ?? 'X';
}

export const hasChoices: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'removal' && removalChoices(overlay).length > 1 ? null : reasons.onePage;

export const canChoose: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'removal' && (overlay.stage === 'planning' || overlay.stage === 'running')
    ? reasons.underWay
    : null;

export const hasReport: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'removal' && overlay.act.kind === 'clean' && overlay.act.run?.report
    ? null
    : reasons.nothingHere;

export const rotationRests: Disabled = (state, { reasons }) =>
  state.rotation.running === null ? null : reasons.underWay;

export const canApply: Disabled = (state, messages) => {
  const { running, report } = state.rotation;
  if (running !== null) return messages.reasons.underWay;
  if (report === null || report.mode !== 'plan') return messages.reasons.planFirst;
  return report.counts.renewed + report.counts.delivered === 0 ? messages.reasons.nothingToRotate : null;
};

export const planIsOpen: Disabled = ({ rotation }, { deployed }) =>
  rotation.tab === 'plan' ? null : deployed.inItsOrder;

export const canInvoke: Disabled = ({ rotation }, { reasons }) => {
  if (rotation.isInvoking) return reasons.underWay;
  const { problem } = rotation.function;
  return problem?.code === 'ResourceNotFound' ? visible(problem.message) : null;
};

/** While the journal is being read nobody here knows: undoing itself says what there is to take back. */
export const canUndo: Disabled = ({ journal, isJournalCurrent }, { reasons }) =>
  !isJournalCurrent || journal.some(({ undoable }) => undoable) ? null : reasons.nothingToUndo;

export const undoRests: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'undo' && overlay.isUnderWay ? reasons.underWay : null;

export const canCancel: Disabled = (state, { reasons }) =>
  state.job !== null ||
  state.rotation.running !== null ||
  state.rotation.isInvoking ||
  state.rotation.calendar.isAsking ||
  state.holders.isScanning
    ? null
    : reasons.nothingRuns;

export const hasPast: Disabled = ({ past }, { reasons }) => (past.length === 0 ? reasons.noHistory : null);

export const hasFuture: Disabled = ({ future }, { reasons }) =>
  future.length === 0 ? reasons.noHistory : null;

export const hasProfiles: Disabled = ({ profileNames }, { reasons }) =>
  profileNames.length === 0 ? reasons.noProfiles : null;

export const hasTabs: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'details' && overlay.subject.kind === 'cluster' ? null : reasons.onePage;

/** A name to be typed has no other answer to change to. */
export const isYesOrNo: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'confirm' && overlay.typed !== null ? reasons.typeName : null;

export const canAccept: Disabled = (state, messages) => {
  const { reasons } = messages;
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch') return null;
  if (dialog.step !== null) return reasons.underWay;
  const request = requestOf(dialog);
  if (request === 'duration') return reasons.badDuration;
  if (request === 'access') return reasons.noEndpoint;
  // The others are asked in their turn, whatever the first one said.
  if (dialog.others.length > 0 && dialog.detail instanceof AckringError) return null;
  return dialog.preview.kind === 'refused'
    ? visible(toldProblem(dialog.preview.error, messages).message)
    : null;
};

/** One context at a time can be the current one. */
export const canUse: Disabled = ({ overlay }, { reasons }) => {
  if (overlay?.kind !== 'fetch') return null;
  if (overlay.step !== null) return reasons.underWay;
  return overlay.others.length > 0 ? reasons.useOne : null;
};
