import { fieldOf, type Input, type TextField } from './text-field.js';

/** The lines typed before, the oldest first, by what they were typed for. */
export type PastLines = Readonly<Record<'command' | 'filter' | 'run', readonly string[]>>;

/** A field in which an earlier line can stand. */
export interface Recalling {
  readonly field: TextField;
  /** The position in the earlier lines, from the last one; 0 is the line being typed. */
  readonly recall: number;
  /** That line, while an earlier one is shown. */
  readonly typed?: string;
}

const most = 100;

/** With this as its last line; one that was there moves. */
export function withLine(past: PastLines, kind: keyof PastLines, line: string): PastLines {
  if (line === '') return past;
  return { ...past, [kind]: [...past[kind].filter((each) => each !== line), line].slice(-most) };
}

/** The step into the past that a key asks for, or null: ↑ and ↓ where they move nothing else. */
export function recallStep(input: Input, hasArrows: boolean): 1 | -1 | null {
  const key = 'key' in input ? input.key : '';
  if (key === 'ctrl-p' || (hasArrows && key === 'up')) return 1;
  return key === 'ctrl-n' || (hasArrows && key === 'down') ? -1 : null;
}

/** With an earlier line in the field, or at the end again what was being typed. */
export function recalled<T extends Recalling>(from: T, lines: readonly string[], by: 1 | -1): T {
  const at = Math.min(Math.max(0, from.recall + by), lines.length);
  if (at === from.recall) return from;
  const typed = from.recall === 0 ? from.field.value : (from.typed ?? '');
  return { ...from, typed, recall: at, field: fieldOf(at === 0 ? typed : (lines.at(-at) ?? '')) };
}
