import { box } from '../components/box.js';
import { fieldCursor, fieldSpans } from '../components/field.js';
import { type Line, span, widthOf, wrapText } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import { type Confirmation, isConfirmed } from '../state/confirmation.js';
import { dialogWidth } from './dialog-width.js';
import type { Dialog } from './dialogs.js';

/** A question with the safe answer in focus, or a name to be typed. */
export function confirmBox(state: AppState, question: Confirmation, { confirm }: Messages): Dialog {
  const width = dialogWidth(state, 72);
  const text = question.lines.flatMap((line) => wrapText(line, width - 4)).map((line) => [span(line)]);
  if (question.typed === null) {
    const choices: Line = [
      choice(confirm.no, !question.isYesFocused),
      span('  '),
      choice(confirm.yes, question.isYesFocused),
    ];
    return { lines: box(question.title, [...text, [], choices], width), cursor: null };
  }
  const label = `${confirm.type(question.typed)} `;
  const fieldWidth = Math.max(8, width - 4 - widthOf(label));
  const look = { width: fieldWidth, isFocused: true, placeholder: '' };
  const field: Line = [span(label, 'warn'), ...fieldSpans(question.field, look)];
  const x = 2 + widthOf(label) + fieldCursor(question.field, fieldWidth);
  const hint: Line = [span(isConfirmed(question) ? '' : confirm.leaves, 'faint')];
  return {
    lines: box(question.title, [...text, [], field, hint], width),
    cursor: { x, y: text.length + 2 },
  };
}

function choice(label: string, isFocused: boolean): Line[number] {
  return isFocused ? span(`[ ${label} ]`, 'strong', 'field') : span(`  ${label}  `, 'dim');
}
