import type { AppState } from './app-state.js';
import { isRecorded } from './notify.js';
import type { Overlay, OverlayOf, Viewer } from './overlays.js';
import { type Step, step, type Transition } from './step.js';

/** What a key does in one kind of overlay; nothing if another is on top by now. */
export function over<Kind extends Overlay['kind']>(
  kind: Kind,
  act: (state: AppState, overlay: OverlayOf<Kind>) => Step,
): Transition {
  return (state) => (isOf(state.overlay, kind) ? act(state, state.overlay) : step(state));
}

function isOf<Kind extends Overlay['kind']>(overlay: Overlay | null, kind: Kind): overlay is OverlayOf<Kind> {
  return overlay?.kind === kind;
}

/** Opens above what is there; closing returns to it. A hint that it is under way, or of a key before, is over. */
export function openOverlay(state: AppState, overlay: Overlay): AppState {
  const beneath = state.overlay === null ? state.beneath : [...state.beneath, state.overlay];
  const notice = state.notice?.mood === 'info' ? null : state.notice;
  return { ...state, overlay, beneath, notice };
}

/** A text to read, from its top. */
export function textToRead(title: string, text: string): Viewer {
  return { kind: 'viewer', title, text, top: 0, sought: null };
}

/** Shows a result that nobody waits for: above the screen, and below a dialog opened meanwhile. */
export function overlayAbove(state: AppState, overlay: Overlay): AppState {
  if (state.overlay === null) return openOverlay(state, overlay);
  return { ...state, beneath: [overlay, ...state.beneath] };
}

/** A hint about a key of it is over with it. */
export function closeOverlay(state: AppState): AppState {
  const notice = state.notice !== null && isRecorded(state, state.notice) ? state.notice : null;
  return { ...state, overlay: state.beneath.at(-1) ?? null, beneath: state.beneath.slice(0, -1), notice };
}
