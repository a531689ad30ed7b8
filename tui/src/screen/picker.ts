import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { box, dialogWidth } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { fitLine, type Line, lineWidth, type Span, span, withHit, wrapText } from './drawing/line.js';
import type { Dialog } from './feature.js';
import { type Found, find, type LitWord } from './filter.js';
import { litLine } from './lit.js';
import type { Reader } from './reader.js';
import { textRows } from './rows.js';
import type { Step } from './step.js';
import type { TextField } from './text-field.js';

type PickerPurpose = 'profiles' | 'regions' | 'clean' | 'revoke' | 'use' | 'namespace';

/** The option for every region, including future ones. */
export const everyRegion = '*';

/** A list to choose from by typing a part of it; several can be ticked. */
export interface Picker {
  readonly kind: 'picker';
  readonly purpose: PickerPurpose;
  readonly options: readonly string[];
  readonly ticked: ReadonlySet<string>;
  /** Enter takes the option under the cursor, and nothing can be ticked. */
  readonly isOfOne?: true;
  /** What Enter takes: the ticked options, unchanged or changed; or the option that the cursor was moved to. */
  readonly takes: 'found' | 'changed' | 'current';
  readonly field: TextField;
  readonly cursor: number;
  /** What is typed can be taken too, though it is none of the options. */
  readonly takesTyped?: boolean;
  /** What is known of the options, below them. */
  readonly note?: string;
  /** What it is about, for answers that arrive later. */
  readonly subject?: string;
  /** What tells an option from the others, as columns beside each. */
  readonly columns?: (state: AppState, option: string, messages: Messages) => readonly Span[];
  /** Details of the option under the cursor, shown under its name beside the list if there is room. */
  readonly preview?: (
    state: AppState,
    option: string,
    place: { readonly width: number; readonly messages: Messages },
  ) => readonly Line[];
  /** The screen's change for the options taken; none if nothing was found. */
  readonly take: (state: AppState, choice: readonly string[], takes: Picker['takes']) => Step;
}

declare module './overlays.js' {
  interface Overlays {
    readonly picker: Picker;
  }
}

/** The options that match the typed text. */
function pickerFound({ options, field, takesTyped = false }: Picker): Found {
  const rows = textRows(options.map((id) => ({ id, text: id === everyRegion ? 'all *' : id })));
  // The same for everybody.
  const anybody: Reader = { now: new Date(0), timeZone: '', home: '', messages: messagesIn('en') };
  const found = find(field.value, rows, anybody);
  const typed = field.value.trim();
  if (!takesTyped || typed === '' || options.includes(typed)) return found;
  return { ...found, ids: [...found.ids, typed] };
}

function pickerCurrent(picker: Picker): string | null {
  return pickerFound(picker).ids[picker.cursor] ?? null;
}

export function movePicker(picker: Picker, by: number): Picker {
  const last = Math.max(0, pickerFound(picker).ids.length - 1);
  const takes = picker.takes === 'changed' ? 'changed' : 'current';
  return { ...picker, takes, cursor: Math.min(Math.max(0, picker.cursor + by), last) };
}

export function tickPicker(picker: Picker): Picker {
  const current = pickerCurrent(picker);
  if (current === null) return picker;
  // Every region is a choice of its own, which excludes all others.
  const others = [...picker.ticked].filter((id) => (id === everyRegion) === (current === everyRegion));
  const ticked = new Set(others);
  if (!ticked.delete(current)) ticked.add(current);
  return { ...picker, ticked, takes: 'changed' };
}

/** The ticked options, or the one under the cursor if none is ticked or the cursor was moved there to switch to it. */
export function pickerChoice(picker: Picker): readonly string[] {
  if (picker.ticked.size > 0 && picker.takes !== 'current')
    return picker.options.filter((option) => picker.ticked.has(option));
  const current = pickerCurrent(picker);
  return current === null ? [] : [current];
}

/** What is typed finds nothing, and nothing was ticked since. */
export function isAstray(picker: Picker): boolean {
  return picker.takes !== 'changed' && picker.field.value !== '' && pickerFound(picker).ids.length === 0;
}

/** Below this a preview would leave the list too little room. */
const previewFrom = 90;

/** A choice of many: type to find, tick to take several; details of the one under the cursor beside it. */
export function pickerBox(state: AppState, picker: Picker, messages: Messages, height: number): Dialog {
  const { picker: words } = messages;
  const hasPreview = picker.preview !== undefined && state.size.columns >= previewFrom;
  const width = dialogWidth(state, picker.preview === undefined ? 84 : hasPreview ? 116 : 64);
  const inner = width - 4;
  const listWidth = hasPreview ? Math.floor(inner * 0.44) : inner;
  const { ids: matches, lit } = pickerFound(picker);
  const room = Math.max(1, Math.min(14, height - 5));
  const top = Math.max(0, Math.min(picker.cursor - Math.floor(room / 2), matches.length - room));
  const look = { width: inner - 2, isFocused: true, placeholder: '' };
  const shown = matches.slice(top, top + room);
  const options = shown.map((option, index) => optionLine(picker, option, top + index, { lit, messages }));
  const rows = withColumns(state, picker, { shown, options, width: inner, messages });
  const list: readonly Line[] = matches.length === 0 ? [[span(`  ${words.none}`, 'dim')]] : rows;
  const current = matches[picker.cursor];
  const place = { width: inner - listWidth - 2, messages };
  const preview = hasPreview && current !== undefined ? previewOf(state, picker, current, place) : [];
  const lines: readonly Line[] = [
    [span('/ ', 'key'), ...fieldSpans(picker.field, look)],
    ...(preview.length === 0 ? list : beside(list, preview.slice(0, room), listWidth)),
    ...(picker.note === undefined ? [] : wrapText(picker.note, inner)).map(
      (text): Line => [span(text, 'dim')],
    ),
    [span(hintOf(picker, words), 'faint')],
  ];
  const note = `${matches.length === 0 ? 0 : picker.cursor + 1}/${matches.length}`;
  return {
    lines: box(words[picker.purpose], lines, width, note),
    cursor: { x: 4 + fieldCursor(picker.field, look.width), y: 1 },
  };
}

/** Without its name, what stands beside another option reads as that one's. */
function previewOf(
  state: AppState,
  { preview }: Picker,
  option: string,
  place: { readonly width: number; readonly messages: Messages },
): readonly Line[] {
  const name = span(nameOf(option, place.messages), 'strong');
  return [[name], ...(preview?.(state, option, place) ?? [])];
}

/** The names as wide as the widest, as far as what stands beside them leaves room. */
function withColumns(
  state: AppState,
  { columns }: Picker,
  list: {
    readonly shown: readonly string[];
    readonly options: readonly Line[];
    readonly width: number;
    readonly messages: Messages;
  },
): readonly Line[] {
  if (columns === undefined) return list.options;
  const cells = list.shown.map((option) => columns(state, option, list.messages));
  const taken = Math.max(...cells.map(lineWidth)) + 2;
  const width = Math.min(list.width - taken, Math.max(...list.options.map(lineWidth)));
  return list.options.map((option, index) => [
    ...fitLine(option, width),
    span('  '),
    ...(cells[index] ?? []),
  ]);
}

function nameOf(option: string, { crumbs }: Messages): string {
  return option === everyRegion ? crumbs.allRegions : visible(option);
}

function hintOf({ takesTyped, isOfOne }: Picker, words: Messages['picker']): string {
  if (takesTyped) return words.hintTyped;
  return isOfOne ? words.hintOne : words.hint;
}

function beside(list: readonly Line[], preview: readonly Line[], width: number): readonly Line[] {
  return Array.from({ length: Math.max(list.length, preview.length) }, (_, index) => [
    ...fitLine(list[index] ?? [], width),
    span('│ ', 'border'),
    ...(preview[index] ?? []),
  ]);
}

function optionLine(
  picker: Picker,
  option: string,
  at: number,
  { lit, messages }: { readonly lit: readonly LitWord[]; readonly messages: Messages },
): Line {
  const isHere = at === picker.cursor;
  const name = nameOf(option, messages);
  const tick = picker.ticked.has(option) ? '◉' : '○';
  // Of one, what is ticked is what is so now.
  const hasNoTick = picker.isOfOne && picker.ticked.size === 0;
  const isTyped = picker.takesTyped === true && !picker.options.includes(option);
  const line: Line = [
    span(isHere ? '› ' : '  ', 'accent'),
    ...(hasNoTick ? [] : [span(`${tick} `, picker.ticked.has(option) ? 'accent' : 'dim')]),
    ...litLine([span(name, isHere ? 'strong' : 'text')], lit),
    ...(isTyped ? [span(` · ${messages.picker.typed}`, 'dim')] : []),
  ];
  return withHit(line, { kind: 'option', at });
}
