import type { RotationEvent, RotationMode, RotationReport } from '@ackring/core/rotation';
import type { AckringError } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { hasElapsed } from '../../screen/notice.js';
import { notify, notifyProblem, tellRecorded } from '../../screen/notify.js';
import type { Ask } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import type { Slot } from '../../screen/world.js';
import { askedAgain } from './function-tasks.js';
import { rotationFailed, rotationStarted, withRenewals, withReport, withRotationEvent } from './rotation.js';
import { partsOfTab, type RotationPart } from './views.js';

/** Events of a run within this time are one change of the screen. */
const gatherMs = 80;

/** Of its own: opening the screen plans, which neither stops other work nor waits for it. */
const rotating: Slot = { name: 'rotation', stopsOn: ['cancel'] };

/** Plans a rotation, or runs it, with the local configuration. */
export const rotate = defineTask({
  name: 'rotate',
  slot: rotating,
  arrivals: {
    started: (state: AppState, mode: RotationMode) => ({
      ...state,
      rotation: rotationStarted(state.rotation, mode),
    }),
    moved: (state: AppState, events: readonly RotationEvent[]) => ({
      ...state,
      rotation: events.reduce(withRotationEvent, state.rotation),
    }),
    planned: (state: AppState, report: RotationReport, noSink: AckringError | null) => ({
      ...state,
      rotation: { ...withReport(state.rotation, report), noSink },
    }),
    ended: (state: AppState, report: RotationReport) => {
      const next = { ...state, rotation: withReport(state.rotation, report) };
      const ran = { ...next, rotation: withRenewals(next.rotation, report, state.now) };
      const isClean = report.counts.failed === 0 && report.failures.length === 0;
      const said = ({ rotation }: Messages) => rotation.ended(report.counts);
      return isClean ? tellRecorded(ran, said(messagesIn(state.language))) : notify(ran, 'bad', said);
    },
  },
  run: async ({ world, emit, signal }, mode: RotationMode) => {
    const { rotation } = world.local();
    emit.started(mode);
    const file = null;
    const configuration = await rotation.configuration(file);
    if (mode === 'plan') {
      const report = await rotation.plan({ configuration, signal });
      return emit.planned(report, await rotation.noSink({ configuration, file }));
    }
    let events: RotationEvent[] = [];
    const flush = (): void => {
      if (events.length > 0) emit.moved(events);
      events = [];
    };
    const timer = setInterval(flush, gatherMs);
    try {
      const report = await rotation.apply({
        ...{ configuration, file, signal },
        onEvent: (event) => events.push(event),
      });
      flush();
      emit.ended(report);
    } finally {
      clearInterval(timer);
    }
  },
  failed: (state, error) =>
    notifyProblem({ ...state, rotation: rotationFailed(state.rotation, error) }, error),
});

/** How old an answer may be while its view is open. */
const everyMs: Readonly<Record<RotationPart, number>> = {
  function: 60_000,
  runs: 60_000,
  log: 5_000,
  calendar: Number.POSITIVE_INFINITY,
};

/** What refuses is requested less often, and nothing is requested for an unused screen. */
const refusedMs = 60_000;

const idleMs = 10 * 60_000;

/** What the open view has not requested yet. */
export function askedFirst(state: AppState): readonly Ask[] {
  const { rotation } = state;
  return askedAgain(
    state,
    partsOfTab[rotation.tab].filter((part) => rotation[part].at === null),
  );
}

/** What the open view requested too long ago. */
export function askedWhenOld(state: AppState): readonly Ask[] {
  const { rotation, now, lastKeyAt, screen } = state;
  if (screen !== 'rotation' || now.getTime() - lastKeyAt.getTime() > idleMs) return [];
  const isOld = (part: RotationPart): boolean => {
    const { at, problem } = rotation[part];
    const keptMs = problem === null ? everyMs[part] : refusedMs;
    return at !== null && hasElapsed(at, keptMs, now);
  };
  // The calendar scans the whole fleet: only a reload requests it again.
  return askedAgain(
    state,
    partsOfTab[rotation.tab].filter((part) => part !== 'calendar' && isOld(part)),
  );
}
