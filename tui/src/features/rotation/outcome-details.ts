import type { Condition } from '@ackring/core/rotation/credential/condition';
import type { RotationOutcome } from '@ackring/core/rotation/report/report';
import type { Messages } from '../../messages/messages.js';
import { visible } from '../../present/visible.js';
import type { AppState } from '../../screen/app-state.js';
import { fitText, type Line, span, widthOf } from '../../screen/drawing/line.js';
import { localTime } from '../../screen/drawing/local-time.js';
import { type Fact, factLines } from '../../screen/fact-lines.js';
import { problemFacts } from '../../screen/problem-facts.js';

/** What the rotation decided of one credential, why, and every step it took. */
export function outcomeLines(
  state: AppState,
  outcome: RotationOutcome,
  width: number,
  messages: Messages,
): readonly Line[] {
  const { rotation, decisions, decisionReasons } = messages;
  const { decision, identity, holder, notAfter, before, after, error, deferred } = outcome;
  const facts: Fact[] = [
    [rotation.decision, `${decisions[decision.kind]} · ${decisionReasons[decision.reason]}`],
    [rotation.identity, visible(holder === null ? identity : `${holder} (${identity})`)],
    [rotation.ends, notAfter === null ? rotation.none : localTime(new Date(notAfter), state.timeZone)],
    [rotation.before, summaryText(state, before, rotation.none)],
    [rotation.after, summaryText(state, after, rotation.none)],
  ];
  const { condition } = outcome;
  if (condition != null && condition.state !== 'ready') {
    facts.splice(1, 0, [rotation.condition, conditionText(state, condition, messages)]);
  }
  if (deferred !== null) facts.push(['', [span(rotation.deferrals[deferred], 'warn')]]);
  if (error !== null) facts.push(...problemFacts(error, messages));
  return [...factLines(facts, width), ...stepLines(outcome, messages)];
}

function conditionText(state: AppState, condition: Condition, { rotation }: Messages): string {
  const since = rotation.since(localTime(new Date(condition.since), state.timeZone));
  return `${rotation.conditions[condition.state]} · ${since}`;
}

function summaryText(state: AppState, summary: RotationOutcome['before'], none: string): string {
  if (summary === null) return none;
  return `${summary.serial} · ${localTime(new Date(summary.notAfter), state.timeZone)}`;
}

function stepLines({ steps }: RotationOutcome, { rotation }: Messages): readonly Line[] {
  if (steps.length === 0) return [];
  const nameWidth = Math.max(...Object.values(rotation.steps).map(widthOf)) + 2;
  const lines = steps.map(
    ({ step, result, durationMs, sink }): Line => [
      span(result === 'failed' ? '✕ ' : '✓ ', result === 'failed' ? 'bad' : 'good'),
      span(fitText(rotation.steps[step], nameWidth)),
      span(fitText(rotation.results[result], 12), 'dim'),
      span(fitText(`${Math.round(durationMs)} ms`, 9, 'right'), 'dim'),
      span(sink === null ? '' : `  ${visible(sink)}`, 'dim'),
    ],
  );
  return [[], [span(rotation.step, 'strong')], ...lines];
}
