import type { Ask } from './task.js';
import type { TextField } from './text-field.js';

/** A question before something that cannot be taken back lightly. The safe choice has the focus. */
export interface Confirmation {
  readonly kind: 'confirm';
  readonly title: string;
  readonly lines: readonly string[];
  /** What must be typed word for word; null for a plain yes or no. */
  readonly typed: string | null;
  readonly field: TextField;
  readonly isYesFocused: boolean;
  readonly ask: Ask;
  /** Asked after this one was confirmed, before anything is done. */
  readonly next?: Confirmation;
}

export function isConfirmed({ typed, field, isYesFocused }: Confirmation): boolean {
  return typed === null ? isYesFocused : field.value === typed;
}
