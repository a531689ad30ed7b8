import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { box, dialogWidth } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { type Line, span } from './drawing/line.js';
import type { Dialog } from './feature.js';
import { type Found, find, type LitWord } from './filter.js';
import { litLine } from './lit.js';
import type { Reader } from './reader.js';
import { textRows } from './rows.js';
import type { Step } from './step.js';
import type { TextField } from './text-field.js';

type PickerPurpose = 'profiles' | 'regions' | 'clean' | 'revoke';

/** The option that stands for every region, those that come later too. */
export const everyRegion = '*';

/** A list to choose from by typing a part of it; several can be ticked. */
export interface Picker {
  readonly kind: 'picker';
  readonly purpose: PickerPurpose;
  readonly options: readonly string[];
  readonly ticked: ReadonlySet<string>;
  /** What Enter takes: what is ticked, as it was found or as it was changed; or the option somebody went to. */
  readonly takes: 'found' | 'changed' | 'current';
  readonly field: TextField;
  readonly cursor: number;
  /** What becomes of the screen with the options that were taken; none where nothing was found. */
  readonly take: (state: AppState, choice: readonly string[]) => Step;
}

/** What the typed text lets through. */
function pickerFound({ options, field }: Picker): Found {
  const rows = textRows(options.map((id) => ({ id, text: id === everyRegion ? 'all *' : id })));
  // They say the same to everybody.
  const anybody: Reader = { now: new Date(0), timeZone: '', home: '', messages: messagesIn('en') };
  return find(field.value, rows, anybody);
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
  // Every region is a choice of its own, beside which no other says anything.
  const others = [...picker.ticked].filter((id) => (id === everyRegion) === (current === everyRegion));
  const ticked = new Set(others);
  if (!ticked.delete(current)) ticked.add(current);
  return { ...picker, ticked, takes: 'changed' };
}

/** The ticked options, or the one under the cursor when none is ticked or somebody went there to switch to it. */
export function pickerChoice(picker: Picker): readonly string[] {
  if (picker.ticked.size > 0 && picker.takes !== 'current')
    return picker.options.filter((option) => picker.ticked.has(option));
  const current = pickerCurrent(picker);
  return current === null ? [] : [current];
}

/** A choice of many: typed to be found, ticked to take several. */
export function pickerBox(state: AppState, picker: Picker, messages: Messages, height: number): Dialog {
  const { picker: words } = messages;
  const width = dialogWidth(state, 64);
  const fieldWidth = width - 6;
  const { ids: matches, lit } = pickerFound(picker);
  const room = Math.max(1, Math.min(14, height - 5));
  const top = Math.max(0, Math.min(picker.cursor - Math.floor(room / 2), matches.length - room));
  const look = { width: fieldWidth, isFocused: true, placeholder: '' };
  const lines: readonly Line[] = [
    [span('/ ', 'key'), ...fieldSpans(picker.field, look)],
    ...(matches.length === 0 ? [[span(`  ${words.none}`, 'dim')]] : []),
    ...matches
      .slice(top, top + room)
      .map((option, index) => optionLine(picker, option, top + index, { lit, messages })),
    [span(words.hint, 'faint')],
  ];
  return {
    lines: box(words[picker.purpose], lines, width),
    cursor: { x: 4 + fieldCursor(picker.field, fieldWidth), y: 1 },
  };
}

function optionLine(
  picker: Picker,
  option: string,
  at: number,
  { lit, messages }: { readonly lit: readonly LitWord[]; readonly messages: Messages },
): Line {
  const isHere = at === picker.cursor;
  const name = option === everyRegion ? messages.crumbs.allRegions : visible(option);
  const tick = picker.ticked.has(option) ? '◉' : '○';
  return [
    span(isHere ? '› ' : '  ', 'accent'),
    span(`${tick} `, picker.ticked.has(option) ? 'accent' : 'dim'),
    ...litLine([span(name, isHere ? 'strong' : 'text')], lit),
  ];
}
