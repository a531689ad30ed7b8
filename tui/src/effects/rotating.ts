import type { RotationEvent, RotationMode } from '@ackring/core/rotation/report/report';
import type { World } from './world.js';

/** Events of a run that come within this time are one change of the screen. */
const gatherMs = 80;

/** Plans a rotation, or runs it, with the configuration of this folder. */
export async function rotate(world: World, mode: RotationMode, signal: AbortSignal): Promise<void> {
  const { dispatch } = world;
  const { rotation } = world.local();
  dispatch({ kind: 'rotationStarted', mode });
  const configuration = await rotation.configuration(null);
  if (mode === 'plan') {
    return dispatch({ kind: 'rotationEnded', report: await rotation.plan({ configuration, signal }) });
  }
  let events: RotationEvent[] = [];
  const flush = (): void => {
    if (events.length > 0) dispatch({ kind: 'rotationEvents', events });
    events = [];
  };
  const timer = setInterval(flush, gatherMs);
  try {
    const report = await rotation.apply({ configuration, signal, onEvent: (event) => events.push(event) });
    flush();
    dispatch({ kind: 'rotationEnded', report });
  } finally {
    clearInterval(timer);
  }
}
