import { type AckringError, visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { fitText, type Line, span, widthOf, wrapText } from './drawing/line.js';
import { shownProblem } from './remedy.js';

/** A label and its value; texts are wrapped, lines are taken as they are. */
export type Fact = readonly [label: string, value: string | Line];

/** Facts one below the other, their labels in a column of their own. */
export function factLines(facts: readonly Fact[], width: number): readonly Line[] {
  const labelWidth = Math.max(...facts.map(([label]) => widthOf(label))) + 2;
  const room = Math.max(8, width - labelWidth);
  return facts.flatMap(([label, value]) => {
    const lines =
      typeof value === 'string' ? wrapText(value, room).map((text): Line => [span(text)]) : [value];
    return lines.map(
      (line, index): Line => [span(fitText(index === 0 ? label : '', labelWidth), 'dim'), ...line],
    );
  });
}

/** An error as facts: what happened, what to do, and the request id to quote. */
export function problemFacts(
  error: Pick<AckringError, 'code' | 'message' | 'remedy' | 'requestId'>,
  messages: Messages,
  where: Pick<AppState, 'settings' | 'screen' | 'home'>,
): readonly Fact[] {
  const { problem } = messages.details;
  const { message, remedy } = shownProblem(error, messages, where);
  const facts: readonly Fact[] = [
    [problem.message, message],
    [problem.remedy, remedy],
  ];
  return error.requestId === null ? facts : [...facts, [problem.requestId, visible(error.requestId)]];
}

/** The same if a screen has nothing else to show. */
export function problemText(
  error: Pick<AckringError, 'code' | 'message' | 'remedy'>,
  messages: Messages,
  where: Pick<AppState, 'settings' | 'screen' | 'home'>,
): readonly string[] {
  const { message, remedy } = shownProblem(error, messages, where);
  return [message, '', messages.labelled(messages.empty.remedy, remedy)];
}
