import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { dialogWidth, windowedBox } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { type Line, span, widthOf, withHit, wrapText } from './drawing/line.js';
import type { Dialog } from './feature.js';
import type { Ask } from './step.js';
import { emptyField, type TextField } from './text-field.js';

/** A question before something that is hard to undo. The safe choice has the focus. */
export interface Confirmation {
  readonly kind: 'confirm';
  readonly title: string;
  readonly lines: readonly string[];
  /** What must be typed exactly; null for a plain yes or no. */
  readonly typed: string | null;
  readonly field: TextField;
  readonly isYesFocused: boolean;
  /** Scrolled down by so many lines: what is asked stays in sight below. */
  readonly top: number;
  readonly ask: Ask;
  /** Asked after this one was confirmed, before anything is done. */
  readonly next?: Confirmation;
}

declare module './overlays.js' {
  interface Overlays {
    readonly confirm: Confirmation;
  }
}

/** Nothing is typed yet, and the safe answer has the focus. */
export function question(
  asked: Pick<Confirmation, 'title' | 'lines' | 'typed' | 'ask' | 'next'>,
): Confirmation {
  return { kind: 'confirm', field: emptyField, isYesFocused: false, top: 0, ...asked };
}

/** The first name that a keyboard has: others may look alike, or be of letters that nobody can type. Else the last. */
export function typeable(names: readonly string[]): string {
  return names.find((name) => /^[\p{L}\p{N}][\p{L}\p{N}@._-]*$/u.test(name)) ?? names.at(-1) ?? '';
}

export function isConfirmed({ typed, field, isYesFocused }: Confirmation): boolean {
  return typed === null ? isYesFocused : field.value === typed;
}

/** A question with the safe answer focused, or a name to type. */
export function confirmBox(
  state: AppState,
  question: Confirmation,
  { confirm }: Messages,
  height: number,
): Dialog {
  const width = dialogWidth(state, 72);
  const text = question.lines.flatMap((line) => wrapText(line, width - 4)).map((line) => [span(line)]);
  if (question.typed === null) {
    return boxed(question, { text, width, height }, [[], answers(question.isYesFocused, confirm)]);
  }
  const label = confirm.type(question.typed);
  return typedBox(question, { text, label, leaves: confirm.leaves, width, height });
}

/** No and yes, each to be clicked. */
export function answers(isYesFocused: boolean, { no, yes }: Messages['confirm']): Line {
  return [
    ...withHit([choice(no, !isYesFocused)], { kind: 'action', action: 'answerNo' }),
    span('  '),
    ...withHit([choice(yes, isYesFocused)], { kind: 'action', action: 'answerYes' }),
  ];
}

/** The word to type is shown completely, beside the field or, if long, above it. */
function typedBox(
  question: Confirmation,
  place: {
    readonly text: readonly Line[];
    readonly label: string;
    readonly leaves: string;
    readonly width: number;
    readonly height: number;
  },
): Dialog {
  const { label, width } = place;
  const inner = width - 4;
  const isBeside = widthOf(label) < inner / 2;
  const above = isBeside ? [] : wrapText(label, inner).map((line): Line => [span(line, 'warn')]);
  const before = isBeside ? `${label} ` : '';
  const fieldWidth = inner - widthOf(before);
  const look = { width: fieldWidth, isFocused: true, placeholder: '' };
  const field: Line = [span(before, 'warn'), ...fieldSpans(question.field, look)];
  const hint: Line = [span(isConfirmed(question) ? '' : place.leaves, 'faint')];
  const { lines } = boxed(question, place, [[], ...above, field, hint]);
  return {
    lines,
    cursor: {
      x: 2 + widthOf(before) + fieldCursor(question.field, fieldWidth),
      // Above the hint and the edge.
      y: lines.length - 3,
    },
  };
}

/** The text, scrolled where it is higher than the room, over what is asked, which is always seen. */
function boxed(
  { title, top }: Confirmation,
  {
    text,
    width,
    height,
  }: { readonly text: readonly Line[]; readonly width: number; readonly height: number },
  asked: readonly Line[],
): Dialog {
  return { lines: windowedBox(title, text, { width, height, top, below: asked }), cursor: null };
}

function choice(label: string, isFocused: boolean): Line[number] {
  return isFocused ? span(`[ ${label} ]`, 'strong', 'field') : span(`  ${label}  `, 'dim');
}
