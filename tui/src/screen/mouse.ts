import type { AppState, Click } from './app-state.js';
import { keysOf } from './binding.js';
import { activeBindings } from './dispatch.js';
import { type Hit, hitIn } from './drawing/line.js';
import { linesAboveBody, listHeight } from './empty-body.js';
import { openDialog, viewOf } from './feature.js';
import { frame, isBesideDialog } from './frame.js';
import { moveTo, scrollBy, toggleMark } from './list.js';
import { currentScreen, withCurrentList } from './list-screen.js';
import type { MouseAct } from './mouse-reports.js';
import { type Step, step } from './step.js';

/** A second click within this time opens what the first has selected. */
const doubleClickMs = 400;
const rowsOfNotch = 3;
/** Columns with the mark of a row. */
const gutter = 3;

/** The effect of a click or of the wheel; `press` handles keys. */
export function onMouse(
  state: AppState,
  act: MouseAct,
  { atMs, press }: { readonly atMs: number; readonly press: Press },
): Step {
  if (!state.settings.mouse) return step(state);
  // Two clicks with anything else between them are not a double click.
  if (act.kind === 'wheel') return step({ ...scrolled(state, act.by * rowsOfNotch), click: null });
  // The third click of a quick hand was meant for the row, not for what the second one has opened.
  if (state.click?.isDouble === true && isSoonAfter(state.click, atMs)) return step(state);
  if (isBesideDialog(state, act)) return openDialog(state)?.isWorking() ? step(state) : press(state, 'esc');
  const hit = hitIn(frame(state).lines[act.y] ?? [], act.x);
  if (hit?.kind === 'option') return onOption(state, hit.at, { atMs, press });
  if (hit !== null) return followed({ ...state, click: null }, hit, press);
  const at = rowAt(state, act.y);
  if (at === null) return step(state);
  const row = currentScreen(state).list.visible[at] ?? '';
  const selected = withCurrentList(state, (list) => moveTo(list, at));
  if (act.isMarking === true || act.x < gutter) {
    const marked = withCurrentList(selected, (list) => moveTo(toggleMark(list), at));
    return step({ ...marked, click: null });
  }
  return clicked(state.click, selected, row, { atMs, press });
}

type Press = (state: AppState, key: string) => Step;

/** A click moves to the option, a second one soon after takes it. */
function onOption(state: AppState, at: number, { atMs, press }: { atMs: number; press: Press }): Step {
  const there = openDialog(state)?.moveTo(state, at) ?? state;
  return clicked(state.click, there, `option:${at}`, { atMs, press });
}

/** Takes what was clicked if the click before was on the same. */
function clicked(
  before: Click | null,
  there: AppState,
  row: string,
  { atMs, press }: { readonly atMs: number; readonly press: Press },
): Step {
  if (before?.row !== row || !isSoonAfter(before, atMs)) return step({ ...there, click: { row, atMs } });
  const taken = press({ ...there, click: null }, 'enter');
  return { ...taken, state: { ...taken.state, click: { row, atMs, isDouble: true } } };
}

function isSoonAfter(before: Click, atMs: number): boolean {
  return atMs - before.atMs <= doubleClickMs;
}

function followed(state: AppState, hit: Exclude<Hit, { readonly kind: 'option' }>, press: Press): Step {
  if (hit.kind === 'key') return press(state, hit.key);
  if (hit.kind === 'action') {
    const binding = activeBindings(state).find(({ action }) => action === hit.action);
    const [key] = binding === undefined ? [] : keysOf(binding, state.settings.keys);
    return key === undefined ? step(state) : press(state, key);
  }
  if (hit.kind === 'choice') return openDialog(state)?.choose(state, hit) ?? step(state);
  const { overlay } = state;
  const turned =
    overlay === null ? viewOf(state).turn?.(state, hit.tab) : openDialog(state)?.turn(state, hit.tab);
  return turned ?? step(state);
}

/** A list, or the text that covers it: as in an editor the cursor stays on its row while that is in sight. */
function scrolled(state: AppState, by: number): AppState {
  const { overlay } = state;
  if (overlay === null) return withCurrentList(state, (list) => scrollBy(list, by, listHeight(state)));
  if (!('top' in overlay)) return state;
  return { ...state, overlay: { ...overlay, top: Math.min(Math.max(0, overlay.top + by), 100_000) } };
}

/** The place in the list of a line of the screen; null for other lines, and while something else has the keys. */
export function rowAt(state: AppState, y: number): number | null {
  if (state.overlay !== null || state.prompt !== null) return null;
  const first = linesAboveBody(state) + (viewOf(state).linesAbove?.(state) ?? 0) + 1;
  const line = y - first;
  if (line < 0 || line >= listHeight(state)) return null;
  const { list } = currentScreen(state);
  const at = list.top + line;
  return at < list.visible.length ? at : null;
}
