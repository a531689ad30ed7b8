import type { AppState, Prompt } from './app-state.js';
import { completions, runCommand } from './commands.js';
import { findBinding } from './dispatch.js';
import { openDialog } from './feature.js';
import { currentRow, pursue, setFilter } from './list-screen.js';
import { recalled, recallStep, withLine } from './recall.js';
import { type Step, step } from './step.js';
import { edited, emptyField, fieldOf, type Input } from './text-field.js';

/** The transition of typing, or null if no field takes this key. */
export function typeInto(state: AppState, input: Input): Step | null {
  if (state.prompt !== null) return typeIntoPrompt(state, state.prompt, input);
  if ('key' in input && input.key === '?' && isFieldEmpty(state)) return null;
  return openDialog(state)?.types(state, input) ?? null;
}

/** No input begins with `?`: there it is the key for help. */
export function isFieldEmpty({ overlay }: AppState): boolean {
  return overlay !== null && 'field' in overlay && overlay.field?.value === '';
}

/** Letters go to the field being typed into before the keys. */
export function isTyping(state: AppState): boolean {
  return state.prompt !== null || (openDialog(state)?.isTyping() ?? false);
}

/** Keys while the bottom line is typed into; null for those that work even then. */
function typeIntoPrompt(state: AppState, prompt: Prompt, input: Input): Step | null {
  const key = 'key' in input ? input.key : '';
  if (key === 'esc' || key === 'ctrl-c' || (key === 'backspace' && prompt.field.value === '')) {
    return step(leave(state, prompt));
  }
  if (key === 'enter') return accept(state, prompt);
  // In a filter the arrows move over what it finds.
  const by = recallStep(input, prompt.kind === 'command');
  if (by !== null) return step(withPrompt(state, recalled(prompt, state.pastLines[prompt.kind], by)));
  if (prompt.kind === 'command' && (key === 'tab' || key === 'shift-tab')) {
    return step({ ...state, prompt: completed(state, prompt, key === 'tab' ? 1 : -1) });
  }
  const begins = prompt.isOld === true && ('paste' in input || Array.from(key).length === 1);
  const field = edited(begins ? emptyField : prompt.field, input);
  if (field === null) return findBinding(state, key) === null ? step(state) : null;
  return step(withPrompt(state, { ...prompt, field, recall: 0 }));
}

/** With another line in it; a filter is in force as it is typed. */
function withPrompt(state: AppState, prompt: Prompt): AppState {
  const typed: AppState = { ...state, prompt: { ...prompt, isOld: false, offered: null } };
  return prompt.kind === 'filter' ? setFilter(typed, prompt.field.value) : typed;
}

/** Esc restores the previous filter, and the place in the list where nothing was found. */
function leave(state: AppState, { kind, before, row = null }: Prompt): AppState {
  const closed: AppState = { ...state, prompt: null };
  if (kind !== 'filter') return closed;
  const restored = setFilter(closed, before);
  const hasFound = currentRow(state) !== null;
  return hasFound || row === null ? restored : pursue(restored, state.screen, row);
}

function accept(state: AppState, { kind, field }: Prompt): Step {
  const line = field.value.trim();
  const closed = { ...state, prompt: null, pastLines: withLine(state.pastLines, kind, line) };
  return kind === 'filter' || line === '' ? step(closed) : runCommand(closed, line);
}

/** What all that can follow have in common is typed at once; then each stands there in turn. */
function completed(state: AppState, prompt: Prompt, by: 1 | -1): Prompt {
  const { value } = prompt.field;
  const { lines, at } = prompt.offered ?? { lines: completions(state, value), at: null };
  const [first, ...others] = lines;
  if (first === undefined) return prompt;
  if (others.length === 0) return { ...prompt, field: fieldOf(`${first} `), recall: 0 };
  const common = at === null ? commonBeginning(lines) : '';
  if (common.length > value.length && common.startsWith(value)) {
    return { ...prompt, field: fieldOf(common), recall: 0 };
  }
  const next = at === null ? (by === 1 ? 0 : lines.length - 1) : (at + by + lines.length) % lines.length;
  return { ...prompt, field: fieldOf(lines[next] ?? ''), recall: 0, offered: { lines, at: next } };
}

function commonBeginning([first = '', ...others]: readonly string[]): string {
  const letters = Array.from(first);
  while (!others.every((other) => other.startsWith(letters.join('')))) letters.pop();
  return letters.join('');
}
