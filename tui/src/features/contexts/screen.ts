import type { ContextEntry, OrphanedEntry } from '@ackring/core/kubeconfig';
import { clusterKey, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Binding } from '../../screen/binding.js';
import { type Line, span } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import { problemText } from '../../screen/fact-lines.js';
import type { Feature, View } from '../../screen/feature.js';
import { tableBody } from '../../screen/list-body.js';
import { mark, markAll, markTo, openRow, rowIsChosen, sortKeysOf } from '../../screen/list-keys.js';
import { asksFor } from '../../screen/query.js';
import { homePath } from '../../screen/reader.js';
import type { Rows } from '../../screen/rows.js';
import { step } from '../../screen/step.js';
import { clusterOfContext, failedRegions } from '../../subjects/cluster/fleet.js';
import {
  chosenContexts,
  isHeldUnknown,
  noKubeconfigs,
  unreadFiles,
} from '../../subjects/context/kubeconfigs.js';
import { type ContextSurroundings, contextId, contextTable } from '../../subjects/context/table.js';
import { contextsDue, edit, showChosenYaml, verifyChosen } from '../../subjects/context/tasks.js';
import { nextEndLine } from '../../subjects/expiry/next-end.js';

const prefix = 'orphan:';

/** The Contexts screen: the contents of the kubeconfig files, how long they last and whether they work. */
const contextView: View = {
  rows: contextRows,
  extraRows: orphanRows,
  madeOf: ({ kubeconfigs, holders }) => [
    kubeconfigs.entries,
    kubeconfigs.inventory,
    kubeconfigs.answers,
    holders.identities,
  ],
  body: contextList,
  whyEmpty: (state, { reasons }) => {
    if (unreadFiles(state).length > 0) return reasons.unreadFile;
    return isHeldUnknown(state) ? reasons.heldUnknown : null;
  },
  crumb: (state, { crumbs }) => {
    const { files = [] } = state.kubeconfigs.inventory ?? {};
    const file = onlyFile(state);
    return [crumbs.files(files.length), ...(file === null ? [] : [visible(homePath(file, state.home))])].join(
      ' · ',
    );
  },
  age: ({ kubeconfigs, contextsReadAt }) => ({
    at: contextsReadAt,
    isAsking: false,
    isFollowed: true,
    unread: unreadFiles({ kubeconfigs }).length,
    isRefused: kubeconfigs.problem !== null,
  }),
  resting: (state, messages) => nextEndLine(state, failedRegions(state.fleet), messages),
  clusterOf: ({ kubeconfigs, fleet }, row) => {
    const ack = kubeconfigs.entries.get(row)?.ack ?? null;
    const cluster = ack === null ? undefined : clusterOfContext(fleet, ack);
    if (cluster !== undefined) return clusterKey(cluster);
    // Another account's cluster can have the same id: nothing is done to that one instead.
    return ack === null || fleet.clusters.has(ack.clusterId) ? null : ack.clusterId;
  },
  subjectOf: (state, row) => ({ kind: orphanOfRow(state, row) === null ? 'context' : 'orphan', id: row }),
  nameOf: (state, row) => state.kubeconfigs.entries.get(row)?.context ?? orphanOfRow(state, row)?.name ?? row,
};

function contextList(state: AppState, messages: Messages): readonly Line[] {
  if (state.lists.contexts.list.visible.length === 0) return emptyBody(emptyText(state, messages), state);
  const known = contextSurroundings(state);
  const folded = onlyFile(state) === null ? null : 'file';
  return tableBody(state, { table: contextTable, known, messages, folded }, (id, drawn) => {
    const orphan = orphanOfRow(state, id);
    if (orphan !== null) return { sign: span('·', 'dim'), line: orphanLine(state, orphan, messages) };
    const entry = state.kubeconfigs.entries.get(id);
    return entry === undefined ? null : drawn(entry);
  });
}

/** The file that all contexts are in, if there is but one. */
function onlyFile({ kubeconfigs }: Pick<AppState, 'kubeconfigs'>): string | null {
  const [file, ...others] = kubeconfigs.inventory?.files ?? [];
  return others.length === 0 ? (file ?? null) : null;
}

function orphanLine(state: AppState, { kind, name, file }: OrphanedEntry, messages: Messages): Line {
  const { rows, fetch } = messages;
  return [
    span(`${fetch[kind]} ${visible(name)}`, 'dim'),
    span(`  ${rows.orphan}  ${visible(homePath(file, state.home))}`, 'faint'),
  ];
}

function emptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const { problem, inventory, entries } = state.kubeconfigs;
  // A filter is answered beside a file that cannot be read, if there is another.
  const error = entries.size > 0 ? null : (problem ?? inventory?.problems[0]?.error ?? null);
  if (error !== null) return problemText(error, messages, state);
  if (state.lists.contexts.filter !== '')
    return [...noMatch(state, messages), ...unaskedText(state, messages)];
  return [inventory === null ? empty.reading : empty.noContexts];
}

/** Nobody knows how those would answer that were not asked. */
function unaskedText({ kubeconfigs, lists }: AppState, { columns, empty }: Messages): readonly string[] {
  if (!asksFor(lists.contexts.filter, ['answer', columns.answer])) return [];
  const unasked = [...kubeconfigs.entries.keys()].filter((id) => !kubeconfigs.answers.has(id)).length;
  return unasked === 0 ? [] : [empty.unasked(unasked)];
}

/** The contexts of the local files. */
function contextRows({ kubeconfigs, lists, holders }: AppState): Rows {
  const known = contextSurroundings({ kubeconfigs, holders });
  return contextTable.sorted([...kubeconfigs.entries.values()], lists.contexts.sort, known);
}

function contextSurroundings({
  kubeconfigs,
  holders,
}: Pick<AppState, 'kubeconfigs' | 'holders'>): ContextSurroundings {
  return {
    answer: (entry) => kubeconfigs.answers.get(contextId(entry)) ?? null,
    called: (uid) => holders.identities.get(uid)?.identity.name ?? uid,
  };
}

declare module '../../screen/overlays.js' {
  interface Subjects {
    readonly context: { readonly kind: 'context'; readonly id: string };
    readonly orphan: { readonly kind: 'orphan'; readonly id: string };
  }
}

/** Rows for clusters and users of the files that no context uses. */
function orphanRows({ kubeconfigs }: AppState): readonly string[] {
  return (kubeconfigs.inventory?.orphans ?? []).map((entry) => prefix + orphanKey(entry));
}

/** The entry of a row, or null if the row is a context. */
export function orphanOfRow({ kubeconfigs }: AppState, id: string): OrphanedEntry | null {
  if (!id.startsWith(prefix)) return null;
  const key = id.slice(prefix.length);
  return kubeconfigs.inventory?.orphans?.find((entry) => orphanKey(entry) === key) ?? null;
}

function orphanKey({ file, kind, name }: OrphanedEntry): string {
  return `${file}\u0000${kind}\u0000${name}`;
}

/** The chosen context's file; where no file has any, the first of those that cannot be read. */
function fileToEdit(state: AppState): Pick<ContextEntry, 'file' | 'context'> | null {
  const [entry] = chosenContexts(state);
  if (entry !== undefined) return entry;
  const [unread] = unreadFiles(state);
  const isEmpty = state.lists.contexts.list.visible.length === 0;
  return unread === undefined || !isEmpty ? null : { file: unread.file, context: '' };
}

const editFile: Action = {
  action: 'edit',
  isChanging: true,
  disabled: (state, messages) => (fileToEdit(state) === null ? rowIsChosen(state, messages) : null),
  does: (state) => {
    const place = fileToEdit(state);
    return place === null ? step(state) : step(state, edit(place));
  },
};

const scope = 'contexts';

/** The keys of the Contexts screen; those that others share are given. */
const contextKeys = ({
  fetchChosen,
  renewChosen,
  useChosen,
  nameSpace,
  removeChosen,
}: Readonly<
  Record<'fetchChosen' | 'renewChosen' | 'useChosen' | 'nameSpace' | 'removeChosen', Action>
>): readonly Binding[] => [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...useChosen, scope, keys: ['u'], isInFooter: true },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: true },
  { ...nameSpace, scope, keys: ['n'], isInFooter: true },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markTo, scope, keys: ['ctrl-space'] },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...renewChosen, scope, keys: ['r'], isInFooter: 'whenOn' },
  { ...removeChosen, scope, keys: ['X'], isInFooter: true },
  { ...showChosenYaml, scope, keys: ['y'], isInFooter: 'ifRoom' },
  { ...fetchChosen, scope, keys: ['f'] },
  { ...editFile, scope, keys: ['e'] },
];

export const contexts = (actions: Parameters<typeof contextKeys>[0]) =>
  ({
    initial: { kubeconfigs: noKubeconfigs, contextsReadAt: null },
    views: { contexts: contextView },
    keys: contextKeys(actions),
    sortKeys: sortKeysOf('contexts', [contextTable]),
    due: [contextsDue],
  }) satisfies Feature;
