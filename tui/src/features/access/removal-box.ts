import type { Messages } from '../../messages/messages.js';
import { visible } from '../../present/visible.js';
import type { AppState } from '../../screen/app-state.js';
import { dialogWidth } from '../../screen/dialog-width.js';
import { box } from '../../screen/drawing/box.js';
import { type Line, lineWidth, span, wrapText } from '../../screen/drawing/line.js';
import { windowed } from '../../screen/drawing/scroll.js';
import { factLines } from '../../screen/fact-lines.js';
import type { Dialog } from '../../screen/feature.js';
import { keyLabel } from '../../screen/key-name.js';
import { problemFacts } from '../../screen/problem-facts.js';
import { cleanLines } from './clean-lines.js';
import { countSteps, isPastStopping, type Removal, type RemovalChoice, removalChoices } from './removal.js';
import { revokeLines } from './revoke-lines.js';

/** Taking access away: what it would do, what it does, what came of it. The safe choice has the focus. */
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
  return act.plan === null || stage === 'failed' ? '' : removal.clean.counts(countSteps(act.plan.steps));
}

function bodyOf(state: AppState, removal: Removal, width: number, messages: Messages): readonly Line[] {
  const { act, stage, problem } = removal;
  if (problem !== null) return factLines(problemFacts(problem, messages), width);
  if (stage === 'planning') return [[span(messages.removal.planning, 'dim')]];
  return act.kind === 'clean'
    ? cleanLines(state, act, { stage, width, messages })
    : revokeLines(state, act, { stage, width, messages });
}

function footOf(removal: Removal, width: number, messages: Messages): readonly Line[] {
  const { removal: words } = messages;
  const { stage, isStopping } = removal;
  if (stage === 'plan') return choiceLines(removal, width, messages);
  const text = isStopping && stage === 'running' ? words.stopping : hintOf(removal, messages);
  return text === '' ? [] : wrapText(text, width).map((line) => [span(line, 'dim')]);
}

function hintOf(removal: Removal, { removal: words }: Messages): string {
  if (removal.stage === 'running')
    return isPastStopping(removal) ? words.noStop : words.stop(keyLabel('esc'));
  return removal.stage === 'planning' ? '' : words.close(keyLabel('enter'));
}

/** How much more there is to be read below. */
function moreLine(hidden: number): Line {
  return hidden > 0 ? [span(`↓ ${hidden}`, 'accent')] : [];
}

/** Side by side where there is room, else under one another. */
function choiceLines(removal: Removal, width: number, messages: Messages): readonly Line[] {
  const choices = removalChoices(removal).map((choice, index): Line => {
    const label = choiceLabel(removal, choice, messages);
    const isFocused = index === removal.choice;
    if (!isFocused) return [span(`  ${label}   `, 'dim')];
    return [span(`[ ${label} ]`, choice === 'leave' ? 'strong' : 'bad', 'field'), span(' ')];
  });
  return lineWidth(choices.flat()) <= width ? [choices.flat()] : choices;
}

function choiceLabel({ act }: Removal, choice: RemovalChoice, { removal }: Messages): string {
  const { choices } = removal;
  const counts = countSteps(act.kind === 'clean' ? (act.plan?.steps ?? []) : []);
  switch (choice) {
    case 'leave':
      return choices.leave;
    case 'revoke':
      return choices.revoke;
    case 'clean':
      return choices.clean(counts.remove);
    case 'force':
      return choices.force(counts.remove, counts.force);
  }
}
