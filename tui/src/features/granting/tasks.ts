import {
  type Ending,
  type EndingRight,
  type GrantDirection,
  type GrantOutcome,
  type GrantPlan,
  grantRefusal,
  type LifePlan,
} from '@ackring/core/granting';
import { type Cluster, visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import { durationText, localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { question, typeable } from '../../screen/confirmation.js';
import { dialogWidth } from '../../screen/drawing/box.js';
import { notifyProblem, tellRecorded } from '../../screen/notify.js';
import { openOverlay, textToRead } from '../../screen/overlay.js';
import { readerOf } from '../../screen/reader.js';
import type { Ask } from '../../screen/step.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import { forgetCluster } from '../../subjects/holding/access.js';
import { scanHolders } from '../../subjects/holding/holder-tasks.js';
import { readJournal } from '../../subjects/journal/tasks.js';
import { readRights } from '../../subjects/right/rights.js';
import { withPlanOutdated } from '../../subjects/rotation/rotation.js';
import { grantLines, lifeLines } from './plan-text.js';
import type { requestsText } from './requests-table.js';

interface GrantRequest {
  readonly direction: GrantDirection;
  readonly user: string;
  readonly cluster: Cluster;
  readonly role: GrantPlan['role'];
  readonly ending: Ending | null;
}

/** Plans one role; never over a dialog opened meanwhile. */
export const planGrant = defineTask({
  name: 'planGrant',
  slot: workSlot,
  arrivals: {
    planned: (state: AppState, plan: GrantPlan) => {
      if (state.overlay !== null) return state;
      const refusal = grantRefusal(plan);
      if (refusal !== null) return notifyProblem(state, refusal);
      const { granting } = messagesIn(state.language);
      const { identity, direction } = plan;
      const beside = direction === 'give' ? [granting.ramToo] : [];
      return asked(state, {
        title: granting.titles[direction],
        lines: [
          ...grantLines(plan, { messages: messagesIn(state.language), timeZone: state.timeZone }),
          ...beside,
        ],
        typed: typeable([identity.name, identity.uid]),
        ask: (confirm) => applyGrant({ plan, confirm }),
      });
    },
  },
  run: async ({ world, emit, signal }, { cluster, ...request }: GrantRequest) => {
    const { granting } = world.servicesFor(cluster);
    emit.planned(await granting.planGrant({ cluster, ...request }, { signal }));
  },
});

/** Does what was shown. */
const applyGrant = defineTask({
  name: 'applyGrant',
  isQueued: true,
  arrivals: {
    done: (
      state: AppState,
      { cluster, identity, role, direction }: GrantPlan,
      { isSeen, until }: GrantOutcome,
    ) => {
      const { granting } = messagesIn(state.language);
      const place = role.namespace === null ? cluster.name : `${cluster.name}/${role.namespace}`;
      const words = [identity.name, role.name, place].map((each) => visible(each)) as [
        string,
        string,
        string,
      ];
      const said =
        until === null
          ? granting.done[direction](...words)
          : granting.done.giveUntil(...words, localTime(until, state.timeZone));
      return changed(state, cluster, isSeen ? said : `${said} · ${granting.unseen}`);
    },
  },
  run: async ({ world, emit }, { plan, confirm }: { readonly plan: GrantPlan; readonly confirm: string }) => {
    const { granting } = world.servicesFor(plan.cluster);
    emit.done(plan, await granting.applyGrant(plan, { confirm }));
  },
});

/** Shows every role that was given from this machine for a time, as text to read and copy. */
export const showRequests = defineTask({
  name: 'showRequests',
  arrivals: {
    read: (state: AppState, rights: readonly EndingRight[], textOf: typeof requestsText) => {
      const { granting } = messagesIn(state.language);
      const text = textOf(rights, readerOf(state), dialogWidth(state, 100) - 4);
      return openOverlay(state, textToRead(granting.requests.title, text));
    },
  },
  run: async ({ world, emit }) => {
    const { requestsText, rightsWithNames } = await import('./requests-table.js');
    const local = world.local();
    const [{ rights }, met] = await Promise.all([
      local.granting.rights(null),
      local.cachedHolders().catch(() => []),
    ]);
    emit.read(rightsWithNames(rights, met), requestsText);
  },
});

interface LifeRequest {
  readonly user: string;
  readonly cluster: Cluster;
  readonly hours: number;
}

/** Plans a life; never over a dialog opened meanwhile. */
export const planLife = defineTask({
  name: 'planLife',
  slot: workSlot,
  arrivals: {
    planned: (state: AppState, plan: LifePlan) => {
      if (state.overlay !== null) return state;
      const messages = messagesIn(state.language);
      return asked(state, {
        title: messages.granting.titles.life,
        lines: lifeLines(plan, { messages, timeZone: state.timeZone }),
        typed: typeable([plan.cluster.name, plan.cluster.id]),
        ask: (confirm) => applyLife({ plan, confirm }),
      });
    },
  },
  run: async ({ world, emit, signal }, { user, cluster, hours }: LifeRequest) => {
    const { granting } = world.servicesFor(cluster);
    emit.planned(await granting.planLife({ user, hours, cluster: async () => cluster }, { signal }));
  },
});

/** Does what was shown. */
const applyLife = defineTask({
  name: 'applyLife',
  isQueued: true,
  arrivals: {
    done: (state: AppState, { cluster, identity, hours }: LifePlan) => {
      const messages = messagesIn(state.language);
      const life = durationText(hours * 3_600_000, messages);
      return changed(
        state,
        cluster,
        messages.granting.done.life(visible(identity.name), visible(cluster.name), life),
      );
    },
  },
  run: async ({ world, emit }, { plan, confirm }: { readonly plan: LifePlan; readonly confirm: string }) => {
    await world.servicesFor(plan.cluster).granting.applyLife(plan, { confirm });
    emit.done(plan);
  },
});

interface Question {
  readonly title: string;
  readonly lines: readonly string[];
  readonly typed: string;
  readonly ask: (confirm: string) => Ask;
}

function asked(state: AppState, { title, lines, typed, ask }: Question): AppState {
  const shown = lines.map((line) => visible(line));
  return openOverlay(state, question({ title, lines: shown, typed, ask: ask(typed) }));
}

/** The roles of that cluster are learnt again, and a plan may be another one. */
function changed(state: AppState, cluster: Cluster, said: string): Step {
  const rotation = withPlanOutdated(state.rotation);
  const next = { ...state, rotation, access: forgetCluster(state.access, new Set([cluster.id])) };
  const scan = scanHolders({ clusters: [cluster], part: 'few' });
  return step(tellRecorded(next, said), readJournal(), readRights(), scan);
}
