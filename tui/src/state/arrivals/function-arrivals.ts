import type { AckringError } from '@ackring/core/words/errors';
import { messagesIn } from '../../messages/messages.js';
import { visible } from '../../present/visible.js';
import type { AppState } from '../app-state.js';
import type { ArrivalEvent } from '../event.js';
import { notify, tellProblem } from '../notify.js';
import { partAnswered } from '../rotation.js';
import { askedAgain } from '../rotation-asking.js';
import type { PartAnswer } from '../rotation-views.js';
import { type Step, step } from '../step.js';

/** A part that fails is a row of its view, not a message: the rest of the screen goes on. */
export function rotationAnswered(state: AppState, answer: PartAnswer): AppState {
  return { ...state, rotation: partAnswered(state.rotation, answer, state.now) };
}

/** What came of it is told, and what it left behind is looked at. */
export function functionInvoked(
  state: AppState,
  { name, report, failure }: Extract<ArrivalEvent, { kind: 'functionInvoked' }>,
): Step {
  const { deployed } = messagesIn(state.language);
  const rests = { ...state, rotation: { ...state.rotation, isInvoking: false } };
  const isClean = report !== null && report.counts.failed === 0 && report.failures.length === 0;
  const text =
    report === null
      ? deployed.invoke.failed(visible(name), visible(failure))
      : deployed.invoke.done(visible(name), report.counts);
  const told = notify(rests, isClean ? 'good' : 'bad', text);
  return step(told, ...askedAgain(told, ['function', 'runs', 'log']));
}

/** Given up waiting for, it runs on: only the answer is lost. */
export function functionNotInvoked(state: AppState, error: AckringError): AppState {
  const rests = { ...state, rotation: { ...state.rotation, isInvoking: false } };
  if (error.code !== 'Cancelled') return tellProblem(rests, error);
  return notify(rests, 'warn', messagesIn(state.language).deployed.invoke.unwaited);
}
