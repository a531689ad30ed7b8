import { randomUUID } from 'node:crypto';
import { notDue, type RenewalDecision, type RenewalOutcome } from '@ackring/core/fetch';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { AckringError, toAckringError, visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { say } from '../../messages/say.js';
import { durationText, localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Disabled } from '../../screen/binding.js';
import { type Confirmation, question } from '../../screen/confirmation.js';
import { viewOf } from '../../screen/feature.js';
import { manyItems, startJob } from '../../screen/job.js';
import { chosenRows, leftMarks, unmark } from '../../screen/list-screen.js';
import { addNotice } from '../../screen/notify.js';
import { openOverlay } from '../../screen/overlay.js';
import { homePath } from '../../screen/reader.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import type { World } from '../../screen/world.js';
import { clusterOfContext } from '../../subjects/cluster/fleet.js';
import { chosenContexts, contextsOfRow, noneOfTheirs } from '../../subjects/context/kubeconfigs.js';
import { contextId } from '../../subjects/context/table.js';
import { hasContextYet } from '../../subjects/context/tasks.js';
import { holdersOf } from '../../subjects/holding/holder-tasks.js';
import type { Services } from '../../world/services.js';
import { followed, itemEnded, itemFailed, itemWritten, jobEnded, wasStopped } from './tasks.js';

const canRenew: Disabled = (state, messages) => {
  const { reasons } = messages;
  if (state.isAtWork) return reasons.underWay;
  const contexts = chosenContexts(state);
  const [first] = contexts;
  if (first === undefined) return hasContextYet(state, messages);
  return contexts.some((entry) => obstacle(state, entry) === null) ? null : whyNot(state, first, messages);
};

/** Asks with the plan in front: what is renewed, where it lies, and what is left alone, with the reason of each. */
export const renewChosen: Action = {
  action: 'renew',
  command: 'renew',
  isChanging: true,
  disabled: canRenew,
  does: (state) => {
    const due = chosenContexts(state).filter((entry) => obstacle(state, entry) === null);
    return step(openOverlay(state, renewalQuestion(state, due, leftAlone(state))));
  },
};

/** What of the chosen rows is not renewed, each with the reason that its row alone would give. */
function leftAlone(state: AppState): readonly string[] {
  const messages = messagesIn(state.language);
  const reasons = chosenRows(state).flatMap((row) => {
    const entries = contextsOfRow(state, row);
    if (entries.length > 0) return entries.flatMap((entry) => whyNotNamed(state, entry, messages));
    const why = noneOfTheirs(state, messages, row) ?? messages.reasons.noContextYet;
    return messages.labelled(nameOfRow(state, row), why);
  });
  const { hidden } = messages.reasons;
  const unseen = leftMarks(state).flatMap((row) => {
    const entries = contextsOfRow(state, row);
    const names =
      entries.length > 0 ? entries.map(({ context }) => visible(context)) : [nameOfRow(state, row)];
    return names.map((name) => messages.labelled(name, hidden));
  });
  return [...new Set([...reasons, ...unseen])];
}

function whyNotNamed(state: AppState, entry: ContextEntry, messages: Messages): readonly string[] {
  const why = whyNot(state, entry, messages);
  return why === null ? [] : [messages.labelled(visible(entry.context), why)];
}

function nameOfRow(state: AppState, row: string): string {
  const { clusterOf, nameOf } = viewOf(state);
  const cluster = state.fleet.clusters.get(clusterOf(state, row) ?? '');
  return visible(cluster?.name ?? nameOf(state, row));
}

/** As many as a small terminal shows; of what is left alone, two are named whatever there is to renew. */
const [mostNamed, leastNamed] = [6, 2];

function renewalQuestion(
  state: AppState,
  due: readonly ContextEntry[],
  others: readonly string[],
): Confirmation {
  const { renewal } = messagesIn(state.language);
  const named = (lines: readonly string[], most: number): readonly string[] =>
    lines.length <= most ? lines : [...lines.slice(0, most), renewal.more(lines.length - most)];
  const items = due.map((entry) => itemText(state, entry));
  return question({
    title: renewal.title(due.length),
    lines: [
      ...named(items, mostNamed - Math.min(leastNamed, others.length)),
      ...(others.length > 0 ? [renewal.leftAlone(others.length)] : []),
      ...named(others, Math.max(leastNamed, mostNamed - due.length)),
      renewal.effect,
    ],
    typed: due.length < manyItems ? null : String(due.length),
    ask: renewMany(due),
  });
}

function itemText({ now, home, language }: AppState, { context, file, credential }: ContextEntry): string {
  const messages = messagesIn(language);
  const { renewal } = messages;
  const [name, place] = [visible(context), visible(homePath(file, home))];
  const leftMs = credential.kind === 'certificate' ? credential.notAfter.getTime() - now.getTime() : 0;
  return leftMs > 0
    ? renewal.item(name, durationText(leftMs, messages), place)
    : renewal.expired(name, place);
}

/** Renews one after the other in place, each with the profile that sees its cluster. */
export const renewMany = defineTask({
  name: 'renewMany',
  slot: workSlot,
  arrivals: {
    begun: (state: AppState, count: number) => ({ ...state, job: startJob('renew', count) }),
    done: (before: AppState, entry: ContextEntry, outcome: RenewalOutcome | Skipped | AckringError) => {
      const clusterId = entry.ack?.clusterId ?? null;
      const id = contextId(entry);
      const state = unmark(before, (screen, row) =>
        contextsOfRow(before, row, screen).some((each) => contextId(each) === id),
      );
      if (outcome instanceof AckringError) return itemFailed(state, entry.context, outcome);
      switch (outcome.kind) {
        case 'renewed': {
          const written = itemWritten(state, {
            ...entry,
            verdict: outcome.verdict,
            notAfter: outcome.after.notAfter,
          });
          const isOne = state.job?.total === 1;
          return isOne
            ? followed(step(written), { ...entry, clusterId })
            : step(written, ...holdersOf(written, clusterId ?? ''));
        }
        case 'failed':
          return itemFailed(state, entry.context, outcome.error);
        case 'notRenewed':
          return outcome.reason === 'HeldByAnotherIdentity'
            ? heldByAnother(state, entry)
            : itemEnded(state, 'unchanged');
        case 'skip':
          // It was due when requested: another context with its user was renewed meanwhile, or somebody did it.
          return itemEnded(state, outcome.reason === 'OutsideRenewalWindow' ? 'done' : 'unchanged');
      }
    },
  },
  run: async ({ world, emit, signal }, entries: readonly ContextEntry[]) => {
    emit.begun(entries.length);
    const task = randomUUID();
    for (const entry of entries) {
      if (signal.aborted) return;
      const outcome = await renewOne(world, entry, { signal, task });
      if (wasStopped('error' in outcome ? outcome.error : outcome)) return;
      emit.done(entry, outcome);
    }
  },
  ended: jobEnded,
});

type Skipped = Extract<RenewalDecision, { readonly kind: 'skip' }>;

async function renewOne(
  world: World,
  entry: ContextEntry,
  options: { readonly signal: AbortSignal; readonly task: string },
): Promise<RenewalOutcome | Skipped | AckringError> {
  const { ack } = entry;
  const account = ack?.account === undefined ? undefined : { id: ack.account };
  const services = ack === null ? world.local() : world.servicesFor({ id: ack.clusterId, account });
  try {
    const decision = await decided(services, entry);
    if (decision.kind === 'skip') return decision;
    for await (const outcome of services.renew([decision], options)) return outcome;
    throw new AckringError('Cancelled', say('the renewal was cancelled'), {
      remedy: say('Renew again when ready.'),
    });
  } catch (error) {
    return toAckringError(error);
  }
}

/**
 * As the files are now. If several have a context of that name, the plain name means the first one's: then by its
 * file alone.
 */
async function decided(services: Services, { file, context }: ContextEntry): Promise<RenewalDecision> {
  const contexts = [context];
  const named = (await services.planRenewals({ contexts })).decisions.find(
    ({ entry }) => entry.file === file,
  );
  const [decision] = named ? [named] : (await services.planRenewals({ files: [file], contexts })).decisions;
  if (decision !== undefined) return decision;
  throw new AckringError(
    'ContextNotFound',
    say('there is no context "{context}" in {files}', { context, files: file }),
    { remedy: say('Read the files again: ctrl-r.') },
  );
}

function heldByAnother(state: AppState, { context }: ContextEntry): AppState {
  return addNotice(itemEnded(state, 'failed'), {
    mood: 'bad',
    told: ({ answers, fetch }) => ({
      text: answers.failed(context, fetch.heldByAnother),
      remedy: fetch.renewAsHolder,
    }),
  });
}

/** Why a context is not renewed now, in words; null if it is due. */
function whyNot(state: AppState, entry: ContextEntry, { reasons }: Messages): string | null {
  const why = obstacle(state, entry);
  if (why === null) return null;
  if (entry.status === 'revoked') return reasons.wasRevoked;
  if (why !== 'OutsideRenewalWindow') return reasons.notRenewable[why];
  const { renewableFrom: opens } = entry;
  return reasons.windowOpens(opens === null ? '–' : localDay(opens, state.timeZone));
}

/** Core's decision; a cluster that no region has listed is not renewed. */
function obstacle(state: AppState, entry: ContextEntry): ReturnType<typeof notDue> | 'unknownCluster' {
  const { kubeconfigs, fleet, now } = state;
  const why = notDue(entry, { entries: kubeconfigs.inventory?.entries ?? [], now });
  if (why !== null) return why;
  return entry.ack !== null && clusterOfContext(fleet, entry.ack) ? null : 'unknownCluster';
}
