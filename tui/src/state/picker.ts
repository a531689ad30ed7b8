import { filteredIds } from './filter.js';
import type { TextField } from './text-field.js';

export type PickerPurpose = 'profiles' | 'regions' | 'clean' | 'revoke';

/** A list to choose from by typing a part of it; several can be ticked. */
export interface Picker {
  readonly kind: 'picker';
  readonly purpose: PickerPurpose;
  readonly options: readonly string[];
  readonly ticked: ReadonlySet<string>;
  readonly field: TextField;
  readonly cursor: number;
}

/** What the typed text lets through. */
export function pickerMatches({ options, field }: Picker): readonly string[] {
  return filteredIds(
    field.value,
    options.map((id) => ({ id, text: id })),
  );
}

export function pickerCurrent(picker: Picker): string | null {
  return pickerMatches(picker)[picker.cursor] ?? null;
}

export function movePicker(picker: Picker, by: number): Picker {
  const last = Math.max(0, pickerMatches(picker).length - 1);
  return { ...picker, cursor: Math.min(Math.max(0, picker.cursor + by), last) };
}

export function tickPicker(picker: Picker): Picker {
  const current = pickerCurrent(picker);
  if (current === null) return picker;
  const ticked = new Set(picker.ticked);
  if (!ticked.delete(current)) ticked.add(current);
  return { ...picker, ticked };
}

/** The ticked options, or else the one under the cursor. */
export function pickerChoice(picker: Picker): readonly string[] {
  if (picker.ticked.size > 0) return picker.options.filter((option) => picker.ticked.has(option));
  const current = pickerCurrent(picker);
  return current === null ? [] : [current];
}
