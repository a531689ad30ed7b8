import { isServing } from '@ackring/core/cluster';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import { requestOf, typedField } from '../state/fetch-dialog.js';
import { chosenClusters, chosenContexts } from '../state/selection.js';
import type { Binding } from './binding.js';

/** Every key of the full screen. */
export const keyTable: readonly Binding[] = [
  { action: 'open', scope: 'list', keys: ['enter'], isInFooter: true, disabled: nothingSelected },
  {
    action: 'fetch',
    scope: 'clusters',
    keys: ['f'],
    isInFooter: true,
    isChanging: true,
    disabled: cannotFetch,
  },
  { action: 'verify', scope: 'clusters', keys: ['v'], isInFooter: true, disabled: nothingToVerify },
  { action: 'verify', scope: 'contexts', keys: ['v'], isInFooter: true, disabled: nothingToVerify },
  { action: 'details', scope: 'list', keys: ['d'], disabled: nothingSelected },
  { action: 'copy', scope: 'list', keys: ['c'], disabled: nothingSelected },
  { action: 'mark', scope: 'list', keys: ['space'], isInFooter: true, disabled: nothingSelected },
  { action: 'markAll', scope: 'list', keys: ['ctrl-a'], disabled: nothingSelected },
  { action: 'up', scope: 'list', keys: ['up', 'k'] },
  { action: 'down', scope: 'list', keys: ['down', 'j'] },
  { action: 'pageUp', scope: 'list', keys: ['pgup', 'ctrl-b', 'ctrl-u'] },
  { action: 'pageDown', scope: 'list', keys: ['pgdn', 'ctrl-f', 'ctrl-d'] },
  { action: 'first', scope: 'list', keys: ['g', 'home'] },
  { action: 'last', scope: 'list', keys: ['G', 'end'] },
  { action: 'sortName', scope: 'clusters', keys: ['N'] },
  { action: 'sortRegion', scope: 'clusters', keys: ['R'] },
  { action: 'sortKind', scope: 'clusters', keys: ['K'] },
  { action: 'sortVersion', scope: 'clusters', keys: ['V'] },
  { action: 'sortState', scope: 'clusters', keys: ['S'] },
  { action: 'sortLife', scope: 'clusters', keys: ['L'] },
  { action: 'sortName', scope: 'contexts', keys: ['N'] },
  { action: 'sortServer', scope: 'contexts', keys: ['S'] },
  { action: 'sortFile', scope: 'contexts', keys: ['F'] },
  { action: 'sortLife', scope: 'contexts', keys: ['L'] },

  { action: 'filter', scope: 'global', keys: ['/'], isInFooter: true },
  { action: 'command', scope: 'global', keys: [':'], isInFooter: true },
  { action: 'help', scope: 'global', keys: ['?'], isInFooter: true },
  { action: 'showClusters', scope: 'global', keys: ['1'] },
  { action: 'showContexts', scope: 'global', keys: ['2'] },
  { action: 'back', scope: 'global', keys: ['esc'] },
  { action: 'historyBack', scope: 'global', keys: ['['], disabled: noPast },
  { action: 'historyForward', scope: 'global', keys: [']'], disabled: noFuture },
  { action: 'lastScreen', scope: 'global', keys: ['-'], disabled: noPast },
  { action: 'reload', scope: 'global', keys: ['ctrl-r'] },
  { action: 'undo', scope: 'global', keys: ['z'], isChanging: true },
  { action: 'quit', scope: 'global', keys: ['q', 'ctrl-c'] },

  { action: 'up', scope: 'help', keys: ['up', 'k'] },
  { action: 'down', scope: 'help', keys: ['down', 'j'], isInFooter: true },
  { action: 'back', scope: 'help', keys: ['esc', '?', 'q'], isInFooter: true },
  { action: 'up', scope: 'details', keys: ['up', 'k'] },
  { action: 'down', scope: 'details', keys: ['down', 'j'], isInFooter: true },
  { action: 'copy', scope: 'details', keys: ['c'], isInFooter: true },
  { action: 'back', scope: 'details', keys: ['esc', 'd', 'q'], isInFooter: true },

  { action: 'dialogAccept', scope: 'fetch', keys: ['enter'], isInFooter: true, disabled: cannotAccept },
  { action: 'dialogAcceptAndUse', scope: 'fetch', keys: ['u'], isInFooter: true, disabled: cannotAccept },
  { action: 'dialogNext', scope: 'fetch', keys: ['down', 'tab'], isInFooter: true },
  { action: 'dialogPrevious', scope: 'fetch', keys: ['up', 'shift-tab'] },
  { action: 'dialogLeft', scope: 'fetch', keys: ['left'] },
  { action: 'dialogRight', scope: 'fetch', keys: ['right', 'space'], isInFooter: true },
  { action: 'dialogCancel', scope: 'fetch', keys: ['esc'], isInFooter: true },

  { action: 'dialogAccept', scope: 'confirm', keys: ['enter'], isInFooter: true },
  { action: 'dialogLeft', scope: 'confirm', keys: ['left'] },
  { action: 'dialogRight', scope: 'confirm', keys: ['right', 'tab'], isInFooter: true },
  { action: 'dialogCancel', scope: 'confirm', keys: ['esc'], isInFooter: true },
];

function nothingSelected(state: AppState, { reasons }: Messages): string | null {
  const list = state.screen === 'contexts' ? state.contexts.list : state.clusters.list;
  return list.visible.length === 0 ? reasons.nothingHere : null;
}

function cannotFetch(state: AppState, { reasons }: Messages): string | null {
  const clusters = chosenClusters(state);
  const [cluster] = clusters;
  if (cluster === undefined) return reasons.noCluster;
  if (clusters.length > 1) return reasons.oneOnly;
  if (!isServing(cluster.state)) return reasons.notServing(cluster.state);
  const { endpoints } = cluster;
  return endpoints.public === null && endpoints.private === null ? reasons.noEndpoint : null;
}

function nothingToVerify(state: AppState, { reasons }: Messages): string | null {
  return chosenContexts(state).length === 0 ? reasons.noContext : null;
}

function noPast(state: AppState, { reasons }: Messages): string | null {
  return state.past.length === 0 ? reasons.noHistory : null;
}

function noFuture(state: AppState, { reasons }: Messages): string | null {
  return state.future.length === 0 ? reasons.noHistory : null;
}

function cannotAccept(state: AppState, { reasons }: Messages): string | null {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch') return null;
  if (dialog.step !== null) return reasons.underWay;
  if (dialog.preview.kind === 'refused') return dialog.preview.error.message;
  const request = requestOf(dialog, false);
  if (request === 'duration') return reasons.badDuration;
  return request === 'access' ? reasons.noEndpoint : null;
}

/** Letters belong to the field being typed into before they belong to the table. */
export function isTyping(state: AppState): boolean {
  if (state.prompt !== null) return true;
  if (state.overlay?.kind === 'fetch') return typedField(state.overlay) !== null;
  return state.overlay?.kind === 'confirm' && state.overlay.typed !== null;
}
