import type { TextField } from './text-field.js';

/** The line at the bottom that is being typed into. */
export interface Prompt {
  readonly kind: 'command' | 'filter';
  readonly field: TextField;
  /** The filter as it was, to go back to on Esc. */
  readonly before: string;
  /** How far back in the command history we stand; 0 is the line being typed. */
  readonly recall: number;
}
