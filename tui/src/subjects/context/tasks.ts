import type { ContextInventory } from '@ackring/core/contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import type { Verdict } from '@ackring/core/verification';
import type { AckringError } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Disabled } from '../../screen/binding.js';
import { chosenClusterIds } from '../../screen/feature.js';
import { startJob, withResult } from '../../screen/job.js';
import { leftOutText } from '../../screen/left-out.js';
import { rowIsChosen } from '../../screen/list-keys.js';
import { unmark } from '../../screen/list-screen.js';
import { hasElapsed } from '../../screen/notice.js';
import { hint, notify, notifyProblem } from '../../screen/notify.js';
import { openOverlay, textToRead } from '../../screen/overlay.js';
import type { ScreenName } from '../../screen/screen-name.js';
import { type Ask, type Change, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import {
  bestOf,
  chosenContexts,
  isContextTurned,
  isHeldUnknown,
  noneOfTheirs,
  withAnswers,
  withInventory,
  withoutAsking,
  withRecords,
} from './kubeconfigs.js';
import { contextId } from './table.js';
import { summarizeVerdicts } from './verdict.js';

/** What the journal knows of certificates; after their rows, which nobody waits for it to see. */
const judgeContexts = defineTask({
  name: 'judgeContexts',
  arrivals: {
    judged: (state: AppState, of: ContextInventory, entries: readonly ContextEntry[]): AppState =>
      state.kubeconfigs.inventory === of
        ? { ...state, kubeconfigs: withRecords(state.kubeconfigs, entries) }
        : state,
  },
  run: async ({ world, emit }, inventory: ContextInventory) =>
    emit.judged(inventory, await world.local().judgedByRecord(inventory.entries)),
});

const read = (state: AppState, inventory: ContextInventory): Change => {
  const kubeconfigs = withInventory(state.kubeconfigs, inventory);
  const { entries } = state.kubeconfigs;
  const isGone = (screen: ScreenName, row: string): boolean =>
    screen === 'contexts' && entries.has(row) && !kubeconfigs.entries.has(row);
  const next = { ...unmark(state, isGone), kubeconfigs, contextsReadAt: state.now };
  const [problem] = inventory.problems;
  return step(problem === undefined ? next : notifyProblem(next, problem.error), judgeContexts(inventory));
};

const unread = (state: AppState, problem: AckringError): AppState =>
  notifyProblem({ ...state, kubeconfigs: { ...state.kubeconfigs, problem } }, problem);

export const readContexts = defineTask({
  name: 'readContexts',
  arrivals: { read },
  run: async ({ world, emit }) => emit.read(await world.local().contexts()),
  failed: unread,
});

/** Another program's switch shows at once: nobody may be told of a context that is no longer the current one. */
export const watchContexts = defineTask({
  name: 'watchContexts',
  arrivals: { changed: (state: AppState) => step(state, readContexts()) },
  run: ({ world, emit }) => world.local().watchContexts(() => emit.changed(), world.signal),
});

/** For files that cannot be watched, such as those of other machines. */
const readEveryMs = 20_000;

/** Reads the files again if they were written. */
export const readContextsAgain = defineTask({
  name: 'readContextsAgain',
  arrivals: { read, unchanged: (state: AppState): AppState => ({ ...state, contextsReadAt: state.now }) },
  run: async ({ world, emit }, before: ContextInventory) => {
    const inventory = await world.local().contextsAgain(before);
    if (inventory === null) emit.unchanged();
    else emit.read(inventory);
  },
  failed: unread,
});

export function contextsDue({ contextsReadAt, kubeconfigs, now }: AppState): readonly Ask[] {
  if (contextsReadAt === null) return [];
  const { inventory, problem } = kubeconfigs;
  // What has passed a limit is judged again: a row's status is of the same instant as the time that it shows.
  if (inventory !== null && isContextTurned(inventory, contextsReadAt, now)) return [readContexts()];
  if (!hasElapsed(contextsReadAt, readEveryMs, now)) return [];
  // What failed last time is tried whole: that nothing was written does not say that it can be read.
  return [inventory === null || problem !== null ? readContexts() : readContextsAgain(inventory)];
}

/** Opens a context's file in the user's editor, where it begins, and reads it again. */
export const edit = defineTask({
  name: 'edit',
  takesTerminal: () => true,
  arrivals: { read },
  run: async ({ world, emit }, place: Pick<ContextEntry, 'file' | 'context'>) => {
    // What cannot be read is there to be mended.
    const line = await world
      .local()
      .lineOf(place)
      .catch(() => null);
    await world.terminal.edit(place.file, line);
    emit.read(await world.local().contexts());
  },
});

/** Queries the API servers; each answer is shown as it arrives. */
export const verify = defineTask({
  name: 'verify',
  slot: workSlot,
  arrivals: {
    answered: (state: AppState, id: string, verdict: Verdict) => {
      const next = { ...state, kubeconfigs: withAnswers(state.kubeconfigs, [[id, verdict]]) };
      if (state.job?.kind !== 'verify') return next;
      return { ...next, job: withResult(state.job, verdict.verdict === 'ok' ? 'done' : 'failed') };
    },
    ended: (state: AppState, ids: readonly string[]) => {
      const ended = rested(state);
      return summarizeVerdicts(
        ended,
        ids.flatMap((id) => ended.kubeconfigs.answers.get(id) ?? []),
      );
    },
  },
  run: async ({ world, emit, signal }, entries: readonly ContextEntry[]) => {
    const waiting = [...entries];
    for await (const verdict of world.local().verify(entries, { signal })) {
      // A name can occur in several files: the first that still waits takes the answer.
      const at = waiting.findIndex(({ context }) => context === verdict.context);
      const [entry] = at === -1 ? [] : waiting.splice(at, 1);
      if (entry !== undefined) emit.answered(contextId(entry), verdict);
    }
    emit.ended(entries.map(contextId));
  },
  /** When stopped, answered ones stay and are unmarked: the same key continues with the rest. */
  failed: (state, error, entries) => {
    if (error.code !== 'Cancelled') return notifyProblem(rested(state), error);
    const { answers } = state.kubeconfigs;
    const left = unmark(rested(state), (_, row) => {
      const answer = answers.get(row);
      return answer !== undefined && answer !== 'asking' && entries.some((entry) => contextId(entry) === row);
    });
    const { job } = state;
    return job === null ? left : notify(left, 'info', ({ jobs }) => jobs.ended(job));
  },
});

/** Contexts without an answer, because of a cancel, stop asking. */
function rested(state: AppState): AppState {
  const job = state.job?.kind === 'verify' ? null : state.job;
  return { ...state, job, kubeconfigs: withoutAsking(state.kubeconfigs) };
}

/** A context as YAML, redacted by core. */
const showYaml = defineTask({
  name: 'showYaml',
  arrivals: {
    read: (state: AppState, title: string, text: string) => openOverlay(state, textToRead(title, text)),
  },
  run: async ({ world, emit }, entry: ContextEntry) =>
    emit.read(entry.context, await world.local().redactedContext(entry)),
});

/** For actions that need a kubeconfig and lead to fetching one. */
export const hasContext: Disabled = (state, messages) => {
  const { noContext, noContextYet } = messages.reasons;
  return whyNoContext(state, messages, state.readOnly === null ? noContext : noContextYet);
};

/** For those that would have nothing to do if one were fetched. */
export const hasContextYet: Disabled = (state, messages) =>
  whyNoContext(state, messages, messages.reasons.noContextYet);

function whyNoContext(state: AppState, messages: Messages, absent: string): string | null {
  if (chosenContexts(state).length > 0) return null;
  const none = rowIsChosen(state, messages) ?? noneOfTheirs(state, messages);
  if (none !== null) return none;
  const { screen, fleet } = state;
  const hasCluster = screen === 'contexts' || chosenClusterIds(state).some((id) => fleet.clusters.has(id));
  if (!hasCluster) return messages.reasons.noCluster;
  return isHeldUnknown(state) ? messages.reasons.heldUnknown : absent;
}

export const verifyChosen: Action = {
  action: 'verify',
  command: 'verify',
  disabled: (state, messages) => (!state.isAtWork ? hasContext(state, messages) : messages.reasons.underWay),
  does: (state) => {
    const entries = chosenContexts(state);
    const asking = entries.map((entry) => [contextId(entry), 'asking'] as const);
    const kubeconfigs = withAnswers(state.kubeconfigs, asking);
    const job = entries.length > 1 ? startJob('verify', entries.length) : state.job;
    const leftOut = leftOutText(state);
    const begun = { ...state, kubeconfigs, job };
    return step(leftOut === null ? begun : hint(begun, 'info', leftOut), verify(entries));
  },
};

export const showChosenYaml: Action = {
  action: 'yaml',
  disabled: hasContext,
  does: (state) => {
    const [first] = chosenContexts(state);
    if (first === undefined) return step(state);
    const isRow = state.screen === 'contexts' || first.ack === null;
    const ofFirst = chosenContexts(state).filter(({ ack }) => ack?.clusterId === first.ack?.clusterId);
    return step(state, showYaml((isRow ? null : bestOf(ofFirst)) ?? first));
  },
};
