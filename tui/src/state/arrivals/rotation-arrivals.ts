import type { RotationEvent, RotationMode, RotationReport } from '@ackring/core/rotation/report/report';
import type { AckringError } from '@ackring/core/words/errors';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../app-state.js';
import { notify, tellProblem } from '../notify.js';
import { rotationFailed, rotationStarted, withReport, withRotationEvent } from '../rotation.js';

export function rotationStart(state: AppState, mode: RotationMode): AppState {
  return { ...state, rotation: rotationStarted(state.rotation, mode) };
}

export function rotationEvents(state: AppState, events: readonly RotationEvent[]): AppState {
  return { ...state, rotation: events.reduce(withRotationEvent, state.rotation) };
}

/** A plan shows by itself; a run also says what came of it. */
export function rotationEnded(state: AppState, report: RotationReport): AppState {
  const next = { ...state, rotation: withReport(state.rotation, report) };
  if (report.mode === 'plan') return next;
  const isClean = report.counts.failed === 0 && report.failures.length === 0;
  return notify(next, isClean ? 'good' : 'bad', messagesIn(state.language).rotation.ended(report.counts));
}

export function rotationFailure(state: AppState, error: AckringError): AppState {
  return tellProblem({ ...state, rotation: rotationFailed(state.rotation, error) }, error);
}
