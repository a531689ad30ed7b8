import type { AppState } from './app-state.js';
import { type Hit, hitIn } from './drawing/line.js';
import { openDialog, viewOf } from './feature.js';
import { frame, linesAboveBody } from './frame.js';
import { listHeight } from './layout.js';
import { moveBy, moveTo } from './list.js';
import { currentScreen, withCurrentList } from './list-screen.js';
import type { MouseAct } from './mouse-reports.js';
import { type Step, step } from './step.js';

/** A second click so soon opens what the first has selected. */
const doubleClickMs = 400;
const rowsOfNotch = 3;

/** The click before: a second one on the same row makes a double click. */
export interface Click {
  readonly row: string;
  readonly atMs: number;
}

/** What a click or a turn of the wheel does; `press` is what a key does. */
export function onMouse(
  state: AppState,
  act: MouseAct,
  { atMs, press }: { readonly atMs: number; readonly press: (state: AppState, key: string) => Step },
): Step {
  if (!state.settings.mouse) return step(state);
  if (act.kind === 'wheel') return step(scrolled(state, act.by * rowsOfNotch));
  const hit = hitIn(frame(state).lines[act.y] ?? [], act.x);
  if (hit !== null) return followed(state, hit, press);
  const at = rowAt(state, act.y);
  if (at === null) return step(state);
  const row = currentScreen(state).list.visible[at] ?? '';
  const selected = withCurrentList(state, (list) => moveTo(list, at));
  const { click } = state;
  if (click?.row === row && atMs - click.atMs <= doubleClickMs)
    return press({ ...selected, click: null }, 'enter');
  return step({ ...selected, click: { row, atMs } });
}

function followed(state: AppState, hit: Hit, press: (state: AppState, key: string) => Step): Step {
  if (hit.kind === 'key') return press(state, hit.key);
  const { overlay } = state;
  const turned =
    overlay === null ? viewOf(state).turn?.(state, hit.tab) : openDialog(state)?.turn(state, hit.tab);
  return turned ?? step(state);
}

/** A list under its cursor, or the text that lies over it. */
function scrolled(state: AppState, by: number): AppState {
  const { overlay } = state;
  if (overlay === null) return withCurrentList(state, (list) => moveBy(list, by));
  if (!('top' in overlay)) return state;
  return { ...state, overlay: { ...overlay, top: Math.min(Math.max(0, overlay.top + by), 100_000) } };
}

/** The place in the list that a line of the screen shows; null for other lines, and while something else has the keys. */
export function rowAt(state: AppState, y: number): number | null {
  if (state.overlay !== null || state.prompt !== null) return null;
  const first = linesAboveBody + (viewOf(state).linesAbove?.(state) ?? 0) + 1;
  const line = y - first;
  if (line < 0 || line >= listHeight(state)) return null;
  const { list } = currentScreen(state);
  const at = list.top + line;
  return at < list.visible.length ? at : null;
}
