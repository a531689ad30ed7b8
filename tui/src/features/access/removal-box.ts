import type { RevokePlan } from '@ackring/core/access';
import { type AckringError, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { keyLabel } from '../../screen/binding.js';
import { box, dialogWidth, windowed } from '../../screen/drawing/box.js';
import { cutText, type Line, lineWidth, span, withHit, wrapText } from '../../screen/drawing/line.js';
import { factLines, problemFacts } from '../../screen/fact-lines.js';
import type { Dialog } from '../../screen/feature.js';
import { cleanLines } from './clean-lines.js';
import {
  countSteps,
  isPastStopping,
  type Removal,
  type RemovalChoice,
  type RevokeAct,
  removalChoices,
} from './removal.js';
import { impactOf, stepMark, stepText, type Touched } from './revoke-impact.js';

/** Removing access: the plan, the progress, the outcome. The safe choice has the focus. */
export function removalBox(state: AppState, removal: Removal, messages: Messages, height: number): Dialog {
  const width = dialogWidth(state, 104);
  const inner = width - 4;
  const body = bodyOf(state, removal, inner, messages);
  const foot = footOf(removal, inner, messages);
  const room = Math.max(1, height - 3 - foot.length);
  const shown = windowed(body, removal.top, room);
  const lines = [...shown, moreLine(body.length - (body.indexOf(shown[0] ?? []) + shown.length)), ...foot];
  return { lines: box(titleOf(removal, messages), lines, width, noteOf(removal, messages)), cursor: null };
}

function titleOf({ act }: Removal, { removal }: Messages): string {
  return act.kind === 'clean'
    ? removal.clean.title(act.names.map(visible))
    : removal.revoke.title(visible(act.cluster.name));
}

function noteOf({ act, stage }: Removal, { removal }: Messages): string {
  if (act.kind === 'revoke') return visible(act.cluster.region);
  return act.plan === null || stage !== 'plan' ? '' : removal.clean.counts(countSteps(act.plan.steps));
}

function bodyOf(state: AppState, removal: Removal, width: number, messages: Messages): readonly Line[] {
  const { act, stage, problem } = removal;
  if (problem !== null) return factLines(problemFacts(problem, messages, state), width);
  if (stage === 'planning') return [[span(messages.removal.planning, 'dim')]];
  return act.kind === 'clean'
    ? cleanLines(state, act, { stage, width, messages })
    : revokeLines(state, act, { stage, width, messages });
}

function footOf(removal: Removal, width: number, messages: Messages): readonly Line[] {
  const { removal: words } = messages;
  const { stage, isStopping, leftOut } = removal;
  if (stage === 'plan') {
    const left: readonly Line[] = leftOut === null ? [] : [[span(cutText(leftOut, width), 'warn')]];
    return [...left, ...choiceLines(removal, width, messages)];
  }
  const text = isStopping && stage === 'running' ? words.stopping : hintOf(removal, messages);
  return text === '' ? [] : wrapText(text, width).map((line) => [span(line, 'dim')]);
}

function hintOf(removal: Removal, { removal: words }: Messages): string {
  if (removal.stage === 'running')
    return isPastStopping(removal) ? words.noStop : words.stop(keyLabel('esc'));
  return removal.stage === 'planning' ? '' : words.close(keyLabel('enter'));
}

/** How many more lines there are below. */
function moreLine(hidden: number): Line {
  return hidden > 0 ? [span(`↓ ${hidden}`, 'accent')] : [];
}

/** Side by side if there is room, else stacked. */
function choiceLines(removal: Removal, width: number, messages: Messages): readonly Line[] {
  const choices = removalChoices(removal).map((choice, index): Line => {
    const label = choiceLabel(removal, choice, messages);
    const isFocused = index === removal.choice;
    const isHarmless = choice === 'leave' || choice === 'look';
    const line: Line = isFocused
      ? [span(`[ ${label} ]`, isHarmless ? 'strong' : 'bad', 'field'), span(' ')]
      : [span(`  ${label}   `, 'dim')];
    return withHit(line, { kind: 'choice', part: 'choice', at: index });
  });
  return lineWidth(choices.flat()) <= width ? [choices.flat()] : choices;
}

function choiceLabel({ act }: Removal, choice: RemovalChoice, { removal }: Messages): string {
  const { choices } = removal;
  const counts = countSteps(act.kind === 'clean' ? (act.plan?.steps ?? []) : []);
  switch (choice) {
    case 'leave':
      return choices.leave;
    case 'look':
      return choices.look;
    case 'revoke':
      return choices.revoke;
    case 'clean':
      return choices.clean(counts.remove);
    case 'force':
      return choices.force(counts.remove, counts.force);
  }
}

interface Place {
  readonly stage: Removal['stage'];
  readonly width: number;
  readonly messages: Messages;
}

/** What would stop working, and then every step to restore it. */
function revokeLines(state: AppState, act: RevokeAct, place: Place): readonly Line[] {
  if (act.plan === null) return [];
  return place.stage === 'plan' ? impactLines(state, act.plan, place) : stepLines(act, place);
}

const touchedTones = { '✕': 'bad', '?': 'warn', '·': 'dim' } as const;

function impactLines(state: AppState, plan: RevokePlan, { width, messages }: Place): readonly Line[] {
  const { revoke } = messages.removal;
  const { used, recently, replaced, stopped } = impactOf(plan, { ...state, messages });
  const lines = (touched: readonly Touched[]): readonly Line[] =>
    touched.flatMap(({ sign, text }) =>
      wrapText(text, width - 2).map((line, index) => [
        span(index === 0 ? `${sign} ` : '  ', touchedTones[sign]),
        span(line),
      ]),
    );
  return [
    [span(used, plan.reason === 'NotUsed' ? 'text' : 'warn')],
    ...wrapText(recently, width).map(
      (text): Line => [span(text, plan.recentUse.kind === 'unused' ? 'dim' : 'warn')],
    ),
    [],
    ...(replaced.length === 0 ? [] : [[span(revoke.dies, 'strong')], ...lines(replaced), []]),
    [span(revoke.dead, 'strong')],
    ...lines(stopped),
  ];
}

function problemLines(error: AckringError, messages: Messages): readonly string[] {
  const { message, remedy } = translateProblem(error, messages);
  return [visible(message), ...(remedy === '' ? [] : [visible(remedy)])];
}

const tones = { '✓': 'good', '✕': 'bad', '–': 'dim', '?': 'warn' } as const;

function stepLines({ steps, outcome, cluster }: RevokeAct, { width, messages }: Place): readonly Line[] {
  const { revoke } = messages.removal;
  const lines = steps.flatMap((done) => {
    const { result, error } = done;
    const what = stepText(done, messages);
    const why = error === null ? [] : problemLines(error, messages);
    const sign = stepMark(done);
    const told: Line = [span(`${sign} `, tones[sign]), span(what, result === 'failed' ? 'bad' : 'text')];
    return [
      told,
      ...why.flatMap((text) => wrapText(text, width - 4)).map((text): Line => [span(`    ${text}`, 'dim')]),
    ];
  });
  if (outcome === null) return [...lines, [span('⟳ ', 'accent'), span(revoke.running, 'dim')]];
  const tone = outcome.revoked === 'yes' ? 'good' : 'bad';
  return [...lines, [], [span(revoke.ended[outcome.revoked](visible(cluster.name)), tone)]];
}
