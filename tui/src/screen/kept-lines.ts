import type { AppState } from './app-state.js';
import type { Line } from './drawing/line.js';

/** The lines of a list's rows in the last frame, by row. */
let last: { readonly state: AppState; readonly lines: ReadonlyMap<string, Line> } | null = null;

/**
 * The lines of these rows of the shown list, drawn anew only where a key can have changed them: what most keys change
 * is where the cursor is, which no line of another row shows. A kept line is the very same object, which is not
 * painted again.
 */
export function keptLines(state: AppState, ids: readonly string[], draw: (id: string) => Line): Line[] {
  const known = last !== null && isSameButCursor(last.state, state) ? last.lines : null;
  const drawn = new Map<string, Line>();
  const lines = ids.map((id) => {
    const line = known?.get(id) ?? draw(id);
    drawn.set(id, line);
    return line;
  });
  last = { state, lines: drawn };
  return lines;
}

function isSameButCursor(one: AppState, other: AppState): boolean {
  const { screen } = other;
  const [ones, others] = [one.lists[screen], other.lists[screen]];
  return (
    isSameExcept(one, other, ['lists', 'lastKeyAt', 'click', 'prompt', 'notice']) &&
    isSameExcept(one.lists, other.lists, [screen]) &&
    isSameExcept(ones, others, ['list', 'pursued']) &&
    isSameExcept(ones.list, others.list, ['cursor', 'isHeld', 'top'])
  );
}

function isSameExcept<T extends object>(one: T, other: T, except: readonly (keyof T)[]): boolean {
  for (const key in other) if (one[key] !== other[key] && !except.includes(key)) return false;
  return true;
}
