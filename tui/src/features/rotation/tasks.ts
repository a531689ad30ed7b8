import type { RotationEvent, RotationMode, RotationReport } from '@ackring/core/rotation/report/report';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { notify, tellProblem } from '../../screen/notify.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import { rotationFailed, rotationStarted, withReport, withRotationEvent } from './rotation.js';

/** Events of a run that come within this time are one change of the screen. */
const gatherMs = 80;

/** Plans a rotation, or runs it, with the configuration of this folder. */
export const rotate = defineTask({
  name: 'rotate',
  slot: workSlot,
  arrivals: {
    started: (state: AppState, mode: RotationMode) => ({
      ...state,
      rotation: rotationStarted(state.rotation, mode),
    }),
    moved: (state: AppState, events: readonly RotationEvent[]) => ({
      ...state,
      rotation: events.reduce(withRotationEvent, state.rotation),
    }),
    /** A plan shows by itself; a run also says what came of it. */
    ended: (state: AppState, report: RotationReport) => {
      const next = { ...state, rotation: withReport(state.rotation, report) };
      if (report.mode === 'plan') return next;
      const isClean = report.counts.failed === 0 && report.failures.length === 0;
      return notify(next, isClean ? 'good' : 'bad', messagesIn(state.language).rotation.ended(report.counts));
    },
  },
  run: async ({ world, tell, signal }, mode: RotationMode) => {
    const { rotation } = world.local();
    tell.started(mode);
    const configuration = await rotation.configuration(null);
    if (mode === 'plan') return tell.ended(await rotation.plan({ configuration, signal }));
    let events: RotationEvent[] = [];
    const flush = (): void => {
      if (events.length > 0) tell.moved(events);
      events = [];
    };
    const timer = setInterval(flush, gatherMs);
    try {
      const report = await rotation.apply({ configuration, signal, onEvent: (event) => events.push(event) });
      flush();
      tell.ended(report);
    } finally {
      clearInterval(timer);
    }
  },
  failed: (state, error) => tellProblem({ ...state, rotation: rotationFailed(state.rotation, error) }, error),
});
