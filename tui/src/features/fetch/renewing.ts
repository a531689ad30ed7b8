import { notDue, type RenewalDecision, type RenewalOutcome } from '@ackring/core/fetch';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { AckringError, toAckringError, visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import { say } from '../../messages/say.js';
import { durationText, localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import type { Action, Disabled } from '../../screen/binding.js';
import { type Confirmation, question } from '../../screen/confirmation.js';
import { manyItems, startJob } from '../../screen/job.js';
import { withoutMarks } from '../../screen/list-keys.js';
import { addNotice } from '../../screen/notify.js';
import { openOverlay } from '../../screen/overlay.js';
import { homePath } from '../../screen/reader.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import type { World } from '../../screen/world.js';
import { clusterOfContext } from '../../subjects/cluster/fleet.js';
import { chosenContexts, noneOfTheirs } from '../../subjects/context/kubeconfigs.js';
import { contextId } from '../../subjects/context/table.js';
import { holdersOf } from '../../subjects/holding/holder-tasks.js';
import type { Services } from '../../world/services.js';
import { followed, itemEnded, itemFailed, itemWritten, jobEnded } from './tasks.js';

const canRenew: Disabled = (state, messages) => {
  const { reasons } = messages;
  if (state.job !== null) return reasons.underWay;
  const contexts = chosenContexts(state);
  const [first] = contexts;
  if (first === undefined) return noneOfTheirs(state, messages) ?? reasons.noContextYet;
  if (contexts.some((entry) => obstacle(state, entry) === null)) return null;
  const why = obstacle(state, first);
  if (why === null) return null;
  if (why !== 'OutsideRenewalWindow') return reasons.notRenewable[why];
  const { renewableFrom: opens } = first;
  return reasons.windowOpens(opens === null ? '–' : localDay(opens, state.timeZone));
};

/** Asks with the plan in front: what is renewed, where it lies, and how many are left alone. */
export const renewChosen: Action = {
  action: 'renew',
  command: 'renew',
  isChanging: true,
  disabled: canRenew,
  does: (state) => {
    const chosen = chosenContexts(state);
    const due = chosen.filter((entry) => obstacle(state, entry) === null);
    return step(openOverlay(state, renewalQuestion(state, due, chosen.length - due.length)));
  },
};

/** As many as a small terminal shows. */
const mostNamed = 6;

function renewalQuestion(state: AppState, due: readonly ContextEntry[], others: number): Confirmation {
  const { renewal } = messagesIn(state.language);
  const more = due.length - mostNamed;
  return question({
    title: renewal.title(due.length),
    lines: [
      ...due.slice(0, mostNamed).map((entry) => itemText(state, entry)),
      ...(more > 0 ? [renewal.more(more)] : []),
      ...(others > 0 ? [renewal.leftAlone(others)] : []),
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
      const state = withoutMarks(before, { clusterId, row: contextId(entry) });
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
    for (const entry of entries) {
      if (signal.aborted) return;
      const outcome = await renewOne(world, entry, signal);
      if (signal.aborted && (outcome instanceof AckringError || outcome.kind === 'failed')) return;
      emit.done(entry, outcome);
    }
  },
  ended: jobEnded,
});

type Skipped = Extract<RenewalDecision, { readonly kind: 'skip' }>;

async function renewOne(
  world: World,
  entry: ContextEntry,
  signal: AbortSignal,
): Promise<RenewalOutcome | Skipped | AckringError> {
  const { ack } = entry;
  const account = ack?.account === undefined ? undefined : { id: ack.account };
  const services = ack === null ? world.local() : world.servicesFor({ id: ack.clusterId, account });
  try {
    const decision = await decided(services, entry);
    if (decision.kind === 'skip') return decision;
    for await (const outcome of services.renew([decision], { signal })) return outcome;
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
  const { answers, fetch } = messagesIn(state.language);
  const text = answers.failed(context, fetch.heldByAnother);
  return addNotice(itemEnded(state, 'failed'), { mood: 'bad', text, remedy: fetch.renewAsHolder });
}

/** Core's decision; a cluster that no region has listed is not renewed. */
function obstacle(state: AppState, entry: ContextEntry): ReturnType<typeof notDue> | 'unknownCluster' {
  const { kubeconfigs, fleet, now } = state;
  const why = notDue(entry, { entries: kubeconfigs.inventory?.entries ?? [], now });
  if (why !== null) return why;
  return entry.ack !== null && clusterOfContext(fleet, entry.ack) ? null : 'unknownCluster';
}
