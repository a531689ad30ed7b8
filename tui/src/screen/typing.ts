import type { AppState, Prompt } from './app-state.js';
import { completions, runCommand } from './commands.js';
import { findBinding } from './dispatch.js';
import { openDialog } from './feature.js';
import { currentRow, pursue, setFilter } from './list-screen.js';
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
  if (prompt.kind === 'command' && (key === 'up' || key === 'down')) {
    return step(recall(state, prompt, key === 'up' ? 1 : -1));
  }
  if (key === 'tab' && prompt.kind === 'command') return step(complete(state, prompt));
  const begins = prompt.isOld === true && ('paste' in input || Array.from(key).length === 1);
  const field = edited(begins ? emptyField : prompt.field, input);
  if (field === null) return findBinding(state, key) === null ? step(state) : null;
  const typed: AppState = { ...state, prompt: { ...prompt, field, isOld: false, recall: 0 } };
  return step(prompt.kind === 'filter' ? setFilter(typed, field.value) : typed);
}

/** Esc restores the previous filter, and the place in the list where nothing was found. */
function leave(state: AppState, { kind, before, row = null }: Prompt): AppState {
  const closed: AppState = { ...state, prompt: null };
  if (kind !== 'filter') return closed;
  const restored = setFilter(closed, before);
  const hasFound = currentRow(state) !== null;
  return hasFound || row === null ? restored : pursue(restored, state.screen, row);
}

function accept(state: AppState, prompt: Prompt): Step {
  const closed: AppState = { ...state, prompt: null };
  if (prompt.kind === 'filter') return step(closed);
  const line = prompt.field.value.trim();
  if (line === '') return step(closed);
  const commandHistory = [...state.commandHistory.filter((past) => past !== line), line].slice(-100);
  return runCommand({ ...closed, commandHistory }, line);
}

function recall(state: AppState, prompt: Prompt, by: 1 | -1): AppState {
  const past = state.commandHistory;
  const at = Math.min(Math.max(0, prompt.recall + by), past.length);
  if (at === prompt.recall) return state;
  const typed = prompt.recall === 0 ? prompt.field.value : (prompt.typed ?? '');
  const line = at === 0 ? typed : (past[past.length - at] ?? '');
  return { ...state, prompt: { ...prompt, typed, recall: at, field: fieldOf(line) } };
}

function complete(state: AppState, prompt: Prompt): AppState {
  const [first] = completions(state, prompt.field.value);
  if (first === undefined) return state;
  return { ...state, prompt: { ...prompt, field: fieldOf(`${first} `), recall: 0 } };
}
