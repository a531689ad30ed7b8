import type { ContextEntry } from '@ackring/core/kubeconfig';
import { AckringError, type Cluster, clustersByPlace, folded, isServing, visible } from '@ackring/core/words';
import { type Messages, messagesIn, wordOf } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { wrongWord } from '../../screen/commands.js';
import { question } from '../../screen/confirmation.js';
import { close } from '../../screen/dialog-keys.js';
import { take } from '../../screen/dispatch.js';
import type { Command, Feature } from '../../screen/feature.js';
import { manyItems } from '../../screen/job.js';
import { rowIsChosen } from '../../screen/list-keys.js';
import { chosenRows, leftMarks } from '../../screen/list-screen.js';
import { hint } from '../../screen/notify.js';
import { closeOverlay, openOverlay, over } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { stopWork } from '../../screen/tasks.js';
import { clustersNamed, onCluster } from '../../subjects/cluster/fleet.js';
import { clustersOfRows } from '../../subjects/cluster/rows.js';
import { calledBy, contextsOfRow, holderOfRow } from '../../subjects/context/kubeconfigs.js';
import { contextId } from '../../subjects/context/table.js';
import { fetchDialogView } from './box.js';
import {
  type FetchDialog,
  moveChoice,
  moveFocus,
  openFetchDialog,
  requestOf,
  requestsOf,
  shownPlan,
  withoutEndpoints,
} from './dialog.js';
import { openFetch, replan } from './plan.js';
import { fetch, fetchMany } from './tasks.js';

/** Fetching gets one's own kubeconfig: a row of somebody else's stands for nothing to fetch. */
function isOthers(state: AppState, row: string): boolean {
  const holder = holderOfRow(state, row);
  return holder !== null && !state.access.callers.has(holder.uid);
}

function fetchableClusters(state: AppState): readonly Cluster[] {
  return clustersOfRows(
    state,
    chosenRows(state).filter((row) => !isOthers(state, row)),
  );
}

const canFetch: Disabled = (state, messages) => {
  const { reasons } = messages;
  const clusters = fetchableClusters(state);
  if (state.isAtWork) return reasons.underWay;
  if (clusters.length === 0)
    return rowIsChosen(state, messages) ?? whoseRow(state, reasons) ?? reasons.noCluster;
  const [only] = clusters.length === 1 ? clusters : [];
  return only === undefined ? null : whyNot(state, only, messages);
};

/** Whether it has endpoints is asked again when the dialog opens. */
function whyNot({ isAtWork }: AppState, { state }: Cluster, messages: Messages): string | null {
  const { reasons } = messages;
  if (isAtWork) return reasons.underWay;
  return isServing(state) ? null : reasons.notServing(wordOf(messages.clusterStates, state));
}

function whoseRow(state: AppState, reasons: Messages['reasons']): string | null {
  const [row] = chosenRows(state);
  const holder = row === undefined ? null : holderOfRow(state, row);
  if (holder === null) return null;
  return state.access.callers.size === 0 ? reasons.whoseUnknown : reasons.fetchesYours(calledBy(holder));
}

/** What else was chosen, each with why it is not fetched: whose it is, the state of its cluster, or the filter. */
function leftOut(state: AppState, clusters: readonly Cluster[]): FetchDialog['leftOut'] {
  const { clusterStates, reasons } = messagesIn(state.language);
  const why = reasons.hidden;
  const others = chosenRows(state).flatMap((row) => {
    const holder = isOthers(state, row) ? holderOfRow(state, row) : null;
    if (holder === null) return [];
    return clustersOfRows(state, [row]).map(({ name }) => ({ name: visible(name), why: calledBy(holder) }));
  });
  const resting = clusters.filter((each) => !isServing(each.state));
  const hidden = clustersOfRows(state, leftMarks(state)).filter((each) => !clusters.includes(each));
  return [
    ...resting.map((each) => ({ name: visible(each.name), why: visible(wordOf(clusterStates, each.state)) })),
    ...others,
    ...hidden.map((each) => ({ name: visible(each.name), why })),
  ];
}

/** Opens the dialog for the selected clusters. */
export const fetchChosen: Action = {
  action: 'fetch',
  command: 'get',
  isChanging: true,
  disabled: canFetch,
  does: (state) => fetchOf(state, fetchableClusters(state)),
};

function fetchOf(state: AppState, chosen: readonly Cluster[]): Step {
  const [cluster, ...others] = chosen.filter((each) => isServing(each.state));
  if (cluster === undefined) return step(state);
  const ended = others.length > 0 ? null : endedOf(state, cluster);
  const dialog = openFetchDialog(cluster, state.settings, { others, ended });
  return openFetch(state, { ...dialog, leftOut: leftOut(state, chosen) });
}

/** The selected row's only context of the cluster, if it is the caller's and has ended: a new one goes in its place. */
function endedOf(state: AppState, { id }: Cluster): ContextEntry | null {
  const [row, ...more] = chosenRows(state);
  const [entry, ...twins] = row === undefined || more.length > 0 ? [] : contextsOfRow(state, row);
  if (entry?.credential.kind !== 'certificate' || entry.ack?.clusterId !== id || twins.length > 0)
    return null;
  const { records } = state.kubeconfigs;
  const { uid } = entry.credential;
  // From here only the caller's own are revoked.
  const isRevokedHere = entry.status === 'revoked' && records.get(contextId(entry))?.status === 'revoked';
  const isOwn = isRevokedHere || (uid !== null && state.access.callers.has(uid));
  return isOwn && (entry.status === 'revoked' || entry.status === 'expired') ? entry : null;
}

/** `:get` fetches what is selected, `:get prod` that cluster's. */
export const fetchCommand: Command = {
  name: 'get',
  aliases: ['fetch'],
  label: ({ actions }) => actions.fetch,
  syntax: ({ columns }) => `[${columns.cluster}]`,
  choices: ({ fleet }, words) =>
    words.length === 0 ? clustersByPlace(fleet.clusters).map(({ name }) => name) : [],
  run: (state, [word, extra]) => {
    if (extra !== undefined) return wrongWord(state, extra);
    if (word === undefined) return take(state, fetchChosen);
    // What is fetched is shown before it is: the only one that has it in its name is meant.
    const isMeant = ({ name }: Cluster): boolean => folded(name).includes(folded(word));
    const all = [...state.fleet.clusters.values()];
    const [only = null, ...others] = clustersNamed(state, word).length > 0 ? [] : all.filter(isMeant);
    return onCluster(state, others.length === 0 ? (only?.id ?? word) : word, (cluster) => {
      const reason = whyNot(state, cluster, messagesIn(state.language));
      return reason === null ? fetchOf(state, [cluster]) : step(hint(state, 'info', reason));
    });
  },
};

const canAccept: Disabled = ({ overlay: dialog }, messages) => {
  const { reasons } = messages;
  if (dialog?.kind !== 'fetch') return null;
  if (dialog.step !== null) return reasons.workingHere;
  const request = requestOf(dialog);
  if (request === 'duration') return reasons.badDuration;
  if (request === 'access') return reasons.noEndpoint;
  // The others are asked in turn, whatever the first one answered.
  if (dialog.others.length > 0 && dialog.detail instanceof AckringError) return null;
  return dialog.preview.kind === 'refused'
    ? visible(translateProblem(dialog.preview.error, messages).message)
    : null;
};

/** What was asked for is no longer chosen, nor left by chance. */
const canChoose: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'fetch' && overlay.step !== null ? reasons.workingHere : null;

/** Only one context can be the current one. */
const canUse: Disabled = (state, messages) => {
  const { overlay } = state;
  if (overlay?.kind !== 'fetch') return null;
  return canChoose(state, messages) ?? (overlay.others.length > 0 ? messages.reasons.useOne : null);
};

const scope = 'fetch';

/** The keys of the dialog. */
const fetchKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope,
    keys: ['enter'],
    isInFooter: 'whenOn',
    disabled: canAccept,
    does: over(scope, accept),
  },
  {
    /** Shows the change of current-context; accepting does it. */
    action: 'dialogAcceptAndUse',
    scope,
    keys: ['u'],
    isInFooter: 'whenOn',
    disabled: canUse,
    doesNow: ({ overlay }, { fetch }) => (overlay?.kind === scope && overlay.isUsed ? fetch.notUsed : null),
    does: over(scope, (state, dialog) =>
      replan({ ...state, overlay: { ...dialog, isUsed: !dialog.isUsed } }),
    ),
  },
  {
    action: 'dialogNext',
    scope,
    keys: ['down', 'tab'],
    isInFooter: true,
    disabled: canChoose,
    does: over(scope, (state, dialog) => step({ ...state, overlay: moveFocus(dialog, 1) })),
  },
  {
    action: 'dialogPrevious',
    scope,
    keys: ['up', 'shift-tab'],
    disabled: canChoose,
    does: over(scope, (state, dialog) => step({ ...state, overlay: moveFocus(dialog, -1) })),
  },
  {
    action: 'dialogLeft',
    scope,
    keys: ['left'],
    disabled: canChoose,
    does: over(scope, (state, dialog) => chosen(state, dialog, -1)),
  },
  {
    action: 'dialogRight',
    scope,
    keys: ['right', 'space'],
    isInFooter: true,
    disabled: canChoose,
    does: over(scope, (state, dialog) => chosen(state, dialog, 1)),
  },
  {
    /** Stops work in progress; pressed again, it closes the dialog. */
    action: 'dialogCancel',
    scope,
    keys: ['esc', 'ctrl-c'],
    isInFooter: true,
    doesNow: ({ overlay }, { actions }) =>
      overlay?.kind === scope && overlay.step !== null ? actions.cancel : null,
    does: over(scope, (state, dialog) =>
      dialog.step === null ? step(closeOverlay(state)) : step(state, stopWork()),
    ),
  },
  { action: 'back', scope, keys: ['q'], disabled: canChoose, does: close },
];

function chosen(state: AppState, dialog: FetchDialog, by: 1 | -1): Step {
  const moved = moveChoice(dialog, by);
  return moved === null ? step(state) : replan({ ...state, overlay: moved });
}

/** Enter does what the preview shows; for several clusters, the same for each of them. */
function accept(state: AppState, dialog: FetchDialog): Step {
  const request = requestOf(dialog);
  if (typeof request === 'string') return step(state);
  if (dialog.others.length === 0) {
    const isAsked = dialog.detail === 'known';
    const sure = isAsked ? request : { ...request, cluster: withoutEndpoints(request.cluster) };
    return step(
      { ...state, overlay: { ...dialog, step: 'fetch' } },
      fetch({ request: sure, shown: shownPlan(dialog) }),
    );
  }
  const requests = requestsOf(dialog, request);
  if (requests.length < manyItems) return step(closeOverlay(state), fetchMany(requests));
  const words = messagesIn(state.language).fetch;
  const asked = question({
    title: words.titleMany(requests.length),
    lines: [words.many(requests.length)],
    typed: String(requests.length),
    ask: fetchMany(requests),
  });
  return step(openOverlay(closeOverlay(state), asked));
}

export const fetching = { dialogs: { fetch: fetchDialogView }, keys: fetchKeys } satisfies Feature;
