import type { AppState } from './app-state.js';
import type { Confirmation } from './confirmation.js';
import type { Picker } from './picker.js';
import { type Step, step, type Transition } from './step.js';
import type { TextField } from './text-field.js';

/** A text to read. */
export interface Viewer {
  readonly kind: 'viewer';
  readonly title: string;
  readonly text: string;
  readonly top: number;
}

export interface Help {
  readonly kind: 'help';
  readonly top: number;
  /** The search text for the keys. */
  readonly field: TextField;
  readonly isSearching: boolean;
}

/** What can cover a screen, by kind: each feature declares its own dialogs here. */
export interface Overlays {
  readonly help: Help;
  readonly viewer: Viewer;
  readonly confirm: Confirmation;
  readonly picker: Picker;
}

/** What covers the screen and takes the keys first. */
export type Overlay = Overlays[keyof Overlays];

/** The subject of a details page, by kind: each feature declares its own here. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where its parts are at home
export interface Subjects {}

/** One row of a list, for its details page. */
export type Subject = Subjects[keyof Subjects];

export type OverlayOf<Kind extends Overlay['kind']> = Extract<Overlay, { readonly kind: Kind }>;

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

/** Opens above what is there; closing returns to it. */
export function openOverlay(state: AppState, overlay: Overlay): AppState {
  const beneath = state.overlay === null ? state.beneath : [...state.beneath, state.overlay];
  return { ...state, overlay, beneath };
}

export function closeOverlay(state: AppState): AppState {
  return { ...state, overlay: state.beneath.at(-1) ?? null, beneath: state.beneath.slice(0, -1) };
}
