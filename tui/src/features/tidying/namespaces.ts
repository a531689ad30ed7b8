import type { ContextEntry } from '@ackring/core/kubeconfig';
import { visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { openOverlay } from '../../screen/overlay.js';
import { movePicker, type Picker } from '../../screen/picker.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { emptyField } from '../../screen/text-field.js';
import type { Slot } from '../../screen/world.js';
import { contextId } from '../../subjects/context/table.js';
import { switchTo } from './tasks.js';

/** Offers the namespaces known here at once, and asks the context's API server for its own. */
export function askNamespace(state: AppState, entry: ContextEntry): Step {
  const { namespaces } = messagesIn(state.language).tidying;
  const known = knownNamespaces(state, entry);
  if (entry.credential.kind !== 'certificate') {
    const note = namespaces.unlisted(namespaces.notAsked);
    return step(openOverlay(state, namespacePicker(state, entry, { names: known, isWhole: false, note })));
  }
  const picker = namespacePicker(state, entry, { names: known, isWhole: false, note: namespaces.asking });
  return step(openOverlay(state, picker), listNamespaces(entry));
}

interface Offer {
  readonly names: readonly string[];
  /** All that there are. */
  readonly isWhole: boolean;
  readonly note: string;
}

function namespacePicker(state: AppState, entry: ContextEntry, { names, isWhole, note }: Offer): Picker {
  const current = currentNamespace(entry);
  const { namespaceOf } = messagesIn(state.language).tidying;
  return {
    ...{
      kind: 'picker',
      purpose: 'namespace',
      isOfOne: true,
      takesTyped: true,
      takes: 'found',
      field: emptyField,
    },
    subject: contextId(entry),
    options: names,
    ticked: new Set([current]),
    cursor: Math.max(0, names.indexOf(current)),
    note: namespaceOf(visible(entry.context), note),
    take: (closed, [namespace = '']) => {
      if (namespace === '' || namespace === current) return step(closed);
      const isUnlisted = isWhole && !names.includes(namespace);
      return step(closed, switchTo({ entry, namespace, isUnlisted }));
    },
  };
}

function currentNamespace({ namespace }: ContextEntry): string {
  return namespace ?? 'default';
}

/** Of this cluster first: from contexts and from roles; then those of other clusters, which are often alike. */
export function knownNamespaces({ kubeconfigs, access }: AppState, entry: ContextEntry): readonly string[] {
  const all = [...kubeconfigs.entries.values()];
  const clusterId = entry.ack?.clusterId;
  const isHere = ({ ack, server }: ContextEntry) =>
    server === entry.server || (clusterId !== undefined && ack?.clusterId === clusterId);
  const spaces = (some: readonly ContextEntry[]) => some.flatMap(({ namespace }) => namespace ?? []);
  const roles = [...access.learnt].flatMap(([pair, learnt]) =>
    clusterId !== undefined && pair.startsWith(`${clusterId}/`) ? (learnt.roles ?? []) : [],
  );
  return [
    ...new Set([
      ...[currentNamespace(entry), 'default'],
      ...spaces(all.filter(isHere)),
      ...roles.flatMap(({ namespace }) => namespace ?? []),
      ...spaces(all),
    ]),
  ];
}

/** Whoever has gone to another context by then is not kept waiting for the first. */
const asking: Slot = { name: 'namespaces', stopsOn: ['cancel'] };

/** A person waits for it, and the names known here are there meanwhile. */
const timeoutMs = 5_000;

/** Lists the namespaces of a context's cluster, as its certificate may see them. */
export const listNamespaces = defineTask({
  name: 'listNamespaces',
  slot: asking,
  arrivals: {
    listed: (state: AppState, entry: ContextEntry, listed: readonly string[], isCut: boolean) => {
      const { namespaces } = messagesIn(state.language).tidying;
      const note = isCut ? namespaces.cut(listed.length) : namespaces.listed(listed.length);
      const names = isCut ? [...new Set([...listed, ...knownNamespaces(state, entry)])] : listed;
      return offered(state, entry, { names, isWhole: !isCut, note });
    },
  },
  run: async ({ world, emit, signal }, entry: ContextEntry) => {
    const nothing = { namespace: null, name: null, labelSelector: null, fieldSelector: null, log: null };
    const question = { apiVersion: 'v1', resource: 'namespaces', ...nothing };
    const answer = await world.local().readCluster(entry, question, { signal, timeoutMs });
    if (answer.kind !== 'list') return;
    const names = answer.rows.flatMap(([name]) => name ?? []);
    emit.listed(entry, names, answer.isCut);
  },
  failed: (state, error, entry) => {
    if (error.code === 'Cancelled') return state;
    const messages = messagesIn(state.language);
    const why = visible(translateProblem(error, messages).message);
    const names = knownNamespaces(state, entry);
    return offered(state, entry, { names, isWhole: false, note: messages.tidying.namespaces.unlisted(why) });
  },
});

/** What was typed meanwhile stays, and the cursor with what it was on. */
function offered(state: AppState, entry: ContextEntry, offer: Offer): AppState {
  const { overlay } = state;
  if (overlay?.kind !== 'picker' || overlay.subject !== contextId(entry)) return state;
  const { field, takes } = overlay;
  const made = namespacePicker(state, entry, offer);
  if (takes === 'found') return { ...state, overlay: made };
  return { ...state, overlay: movePicker({ ...made, field, cursor: 0 }, 0) };
}
