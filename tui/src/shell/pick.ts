import { emitKeypressEvents, type Key } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { AckringError, folded, visible } from '@ackring/core/words';
import fuzzysort from 'fuzzysort';
import { say } from '../messages/say.js';
import type { Size } from '../screen/app-state.js';
import {
  cutMiddle,
  cutStart,
  fitLine,
  fitText,
  type Line,
  lineWidth,
  type Span,
  span,
  widthOf,
} from '../screen/drawing/line.js';
import { colourDepth, createInk, drawsSigns, paint, terminalSkin } from '../screen/drawing/paint.js';
import { skins } from '../screen/drawing/skins.js';
import { type Fact, factLines } from '../screen/fact-lines.js';
import type { Reader } from '../screen/table.js';
import { edited, emptyField, fieldOf, type TextField } from '../screen/text-field.js';
import type { CommandContext } from './command.js';
import type { Mistyped } from './found-or-picked.js';

/** What a command passes on of its own surroundings. */
export type PickPlace = Pick<
  CommandContext,
  'stdin' | 'output' | 'progress' | 'environment' | 'signal' | 'services' | 'home' | 'language'
>;

/**
 * Lets the user choose one of `choices` on the terminal by typing a part of it; they are shown in the given order,
 * the likeliest first; with `mistyped` as if that had been typed here. Call only if `isInteractive`. Throws Cancelled
 * if nothing is chosen, and what is wrong with the mistyped where no choice matches it.
 */
export async function pick(
  what: 'context' | 'cluster',
  choices: readonly Choice[],
  { stdin, output, progress, environment, signal, services, messages }: PickPlace & Pick<Reader, 'messages'>,
  mistyped: Mistyped | null = null,
): Promise<string> {
  let list: PickList = { ...pickList(choices), field: fieldOf(mistyped?.typed ?? '') };
  if (mistyped !== null && matchesOf(list).length === 0) throw mistyped.problem;
  const { skin } = await services.settings();
  const ink = createInk(
    skins[skin ?? terminalSkin(environment)],
    colourDepth(environment),
    !drawsSigns(environment),
  );
  const input = stdin as ReadStream;
  let height = 0;
  // Line by line: some terminals keep a copy of what is cleared as a whole.
  const replace = (lines: readonly Line[]): void => {
    const drawn = lines.map((line) => `${paint(line, ink)}\x1b[K\n`);
    const gone = Math.max(0, height - lines.length);
    output.raw(`${up(height)}\r${drawn.join('')}${'\x1b[K\n'.repeat(gone)}${up(gone)}`);
    height = lines.length;
  };
  const draw = (): void => {
    const size = { columns: output.columns || 80, rows: output.rows || 24 };
    replace(pickLines(list, { title: messages.picking[what], hint: messages.picker.hintOne }, size));
  };
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const onKey = (text: string | undefined, key: Key): void => {
    const picked = afterKey(list, keyName(text, key));
    if (picked.kind === 'taken') resolve(picked.value);
    else if (picked.kind === 'left') resolve(null);
    else {
      list = picked.list;
      draw();
    }
  };
  const leave = (): void => resolve(null);
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.on('keypress', onKey);
  input.once('end', leave);
  signal.addEventListener('abort', leave);
  process.on('exit', restore);
  draw();
  input.resume();
  try {
    const chosen = await progress.whileAsking(() => promise);
    if (chosen !== null) return chosen;
    throw new AckringError('Cancelled', say('nothing was chosen'), {
      remedy: say('Name one, or choose again.'),
    });
  } finally {
    replace([]);
    process.off('exit', restore);
    signal.removeEventListener('abort', leave);
    input.off('keypress', onKey).off('end', leave);
    restore();
    input.pause();
  }

  function restore(): void {
    input.setRawMode(false);
  }
}

function up(lines: number): string {
  return lines === 0 ? '' : `\x1b[${lines}A`;
}

/** In the program's own key names: a letter is itself. */
function keyName(text: string | undefined, { name, ctrl, meta, sequence }: Key): string {
  if (name === 'return' || name === 'enter') return 'enter';
  // Node says of a lone Esc that it is one with Meta.
  if (name === 'escape') return 'escape';
  if (ctrl && name !== undefined) return `ctrl-${name}`;
  if (meta) return '';
  const isPrintable = text !== undefined && text !== '' && !/\p{Cc}/u.test(text);
  if (name === 'space') return 'space';
  return isPrintable ? text : (name ?? sequence ?? '');
}

/** One thing to choose. */
export interface Choice {
  /** The returned value. */
  readonly value: string;
  /** What is shown and searched. */
  readonly text: string;
  /** Shown beside it, and searched too. */
  readonly hint: string;
  /** Further details, shown beside the list if there is room. */
  readonly facts: readonly Fact[];
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
  // Equally good are the beginning of a name and that of a later part of it: people type the beginning.
  const begins = ({ text }: Choice): boolean => folded(text).startsWith(folded(typed));
  return found.map(({ obj }) => obj).toSorted((a, b) => Number(begins(b)) - Number(begins(a)));
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

/** Below this a preview would leave the list too little room. */
const previewFrom = 84;

/**
 * The lines below the prompt: the input, the number of matches, what keys do, those around the cursor, and details of
 * the one under it.
 */
export function pickLines(
  list: PickList,
  { title, hint }: { readonly title: string; readonly hint: string },
  { columns: width, rows: height }: Size,
): readonly Line[] {
  // Beside the prompt, and a line below: what scrolls away cannot be drawn over.
  const most = Math.max(1, Math.min(mostRows, height - 2));
  const matches = matchesOf(list);
  const count = `${matches.length}/${list.choices.length}`;
  const prompt: Span[] = [
    span(`${title} `, 'accent'),
    span('› ', 'key'),
    span(cutStart(list.field.value, Math.max(4, width - widthOf(title) - widthOf(count) - 8))),
    span('▏', 'dim'),
    span(`  ${count}`, 'faint'),
  ];
  const keys = `  ${hint}`;
  if (lineWidth(prompt) + widthOf(keys) < width) prompt.push(span(keys, 'faint'));
  const facts = matches[list.cursor]?.facts ?? [];
  if (width < previewFrom || facts.length === 0)
    return [prompt, ...rowLines(list, matches, { width, most, hasHints: true })];
  const left = Math.floor(width / 2);
  const rows = rowLines(list, matches, { width: left, most, hasHints: false });
  const cleaned = facts.map(
    ([label, value]): Fact => [label, typeof value === 'string' ? visible(value) : value],
  );
  const preview = factLines(cleaned, width - left - 3).slice(0, Math.min(most, Math.max(rows.length, 6)));
  return [
    prompt,
    ...Array.from({ length: Math.max(rows.length, preview.length) }, (_, index) => [
      ...fitLine(rows[index] ?? [], left),
      span('│ ', 'border'),
      ...fitLine(preview[index] ?? [], width - left - 3),
    ]),
  ];
}

function rowLines(
  { cursor }: PickList,
  matches: readonly Choice[],
  { width, most, hasHints }: { readonly width: number; readonly most: number; readonly hasHints: boolean },
): readonly Line[] {
  const top = Math.max(0, Math.min(cursor - Math.floor(most / 2), matches.length - most));
  const shown = matches.slice(top, top + most);
  const names = shown.map(({ text }) => visible(text));
  const room = hasHints ? Math.floor(width * 0.6) : width - 3;
  const widest = Math.min(room, Math.max(0, ...names.map(widthOf)));
  return shown.map((choice, index): Line => {
    const isHere = top + index === cursor;
    const name = fitText(cutMiddle(names[index] ?? '', widest), widest);
    const left = Math.max(0, width - widest - 5);
    return [
      span(isHere ? '› ' : '  ', 'accent'),
      span(name, isHere ? 'strong' : 'text'),
      ...(hasHints ? [span(`  ${fitText(visible(choice.hint), left).trimEnd()}`, 'dim')] : []),
    ];
  });
}
