import { visible } from '@ackring/core/words';
import fuzzysort from 'fuzzysort';
import { cutMiddle, fitText, type Line, span, widthOf } from '../screen/drawing/line.js';
import { edited, emptyField, type TextField } from '../screen/text-field.js';

/** One thing to choose. */
export interface Choice {
  /** The returned value. */
  readonly value: string;
  /** What is shown and searched. */
  readonly text: string;
  /** Shown beside it, and searched too. */
  readonly hint: string;
}

/** The input so far, and the match under the cursor. */
export interface PickList {
  readonly choices: readonly Choice[];
  readonly field: TextField;
  readonly cursor: number;
}

export function pickList(choices: readonly Choice[]): PickList {
  return { choices, field: emptyField, cursor: 0 };
}

/** The best first; in their own order without input. */
export function matchesOf({ choices, field }: PickList): readonly Choice[] {
  const typed = field.value.trim();
  if (typed === '') return choices;
  const found = fuzzysort.go(typed, choices, { keys: ['text', 'hint'], threshold: 0.3, limit: 200 });
  return found.map(({ obj }) => obj);
}

/** The effect of a key: another list, a choice, or `left` without one. */
export type Picked =
  | { readonly kind: 'goesOn'; readonly list: PickList }
  | { readonly kind: 'taken'; readonly value: string }
  | { readonly kind: 'left' };

export function afterKey(list: PickList, key: string): Picked {
  switch (key) {
    case 'escape':
    case 'ctrl-c':
    case 'ctrl-d':
      return { kind: 'left' };
    case 'enter': {
      const taken = matchesOf(list)[list.cursor];
      return taken === undefined ? { kind: 'goesOn', list } : { kind: 'taken', value: taken.value };
    }
    case 'up':
    case 'ctrl-p':
      return { kind: 'goesOn', list: moved(list, -1) };
    case 'down':
    case 'ctrl-n':
    case 'tab':
      return { kind: 'goesOn', list: moved(list, 1) };
    default: {
      const field = edited(list.field, { key });
      return { kind: 'goesOn', list: field === null ? list : { ...list, field, cursor: 0 } };
    }
  }
}

function moved(list: PickList, by: number): PickList {
  const last = Math.max(0, matchesOf(list).length - 1);
  return { ...list, cursor: Math.min(Math.max(0, list.cursor + by), last) };
}

const mostRows = 12;

/** The lines below the prompt: the input, the number of matches, and those around the cursor. */
export function pickLines(list: PickList, title: string, width: number): readonly Line[] {
  const matches = matchesOf(list);
  const top = Math.max(0, Math.min(list.cursor - Math.floor(mostRows / 2), matches.length - mostRows));
  const shown = matches.slice(top, top + mostRows);
  const names = shown.map(({ text }) => visible(text));
  const widest = Math.min(Math.floor(width * 0.6), Math.max(0, ...names.map(widthOf)));
  const count = `${matches.length}/${list.choices.length}`;
  return [
    [
      span(`${title} `, 'accent'),
      span('› ', 'key'),
      span(list.field.value),
      span('▏', 'dim'),
      span(`  ${count}`, 'faint'),
    ],
    ...shown.map((choice, index): Line => {
      const isHere = top + index === list.cursor;
      const name = fitText(cutMiddle(names[index] ?? '', widest), widest);
      const hint = visible(choice.hint);
      const room = Math.max(0, width - widest - 5);
      return [
        span(isHere ? '› ' : '  ', 'accent'),
        span(name, isHere ? 'strong' : 'text'),
        span(`  ${fitText(hint, room).trimEnd()}`, 'dim'),
      ];
    }),
  ];
}
