import type { Removal } from '../features/access/removal.js';
import type { UndoDialog } from '../features/activity/undo.js';
import type { FetchDialog } from '../features/fetch/dialog.js';
import type { RotationTab } from '../features/rotation/views.js';
import type { SettingsDialog } from '../features/settings/dialog.js';
import type { AppState } from './app-state.js';
import type { Confirmation } from './confirmation.js';
import type { Picker } from './picker.js';
import { type Step, step, type Transition } from './step.js';

export type DetailsSubject =
  | { readonly kind: 'cluster'; readonly id: string }
  | { readonly kind: 'region'; readonly id: string }
  | { readonly kind: 'context'; readonly id: string }
  | { readonly kind: 'orphan'; readonly id: string }
  | { readonly kind: 'identity'; readonly id: string }
  | { readonly kind: 'outcome'; readonly id: string }
  | { readonly kind: 'rotation'; readonly tab: Exclude<RotationTab, 'plan'>; readonly id: string }
  | { readonly kind: 'activity'; readonly id: string };

export const clusterTabs = ['overview', 'connection', 'identities', 'certificates', 'events'] as const;
export type ClusterTab = (typeof clusterTabs)[number];

/** All that is known of one row. */
export interface Details {
  readonly kind: 'details';
  readonly subject: DetailsSubject;
  /** Of a cluster; other subjects have one page. */
  readonly tab: ClusterTab;
  readonly top: number;
}

/** A text to be read. */
export interface Viewer {
  readonly kind: 'viewer';
  readonly title: string;
  readonly text: string;
  readonly top: number;
}

export interface Help {
  readonly kind: 'help';
  readonly top: number;
}

/** What lies over the screen and takes the keys first. */
export type Overlay =
  | Help
  | Details
  | Viewer
  | FetchDialog
  | Confirmation
  | Picker
  | SettingsDialog
  | Removal
  | UndoDialog;

export type OverlayOf<Kind extends Overlay['kind']> = Extract<Overlay, { readonly kind: Kind }>;

/** What a key does over one kind of overlay; nothing where another lies on top by now. */
export function over<Kind extends Overlay['kind']>(
  kind: Kind,
  act: (state: AppState, overlay: OverlayOf<Kind>) => Step,
): Transition {
  return (state) => (isOf(state.overlay, kind) ? act(state, state.overlay) : step(state));
}

function isOf<Kind extends Overlay['kind']>(overlay: Overlay | null, kind: Kind): overlay is OverlayOf<Kind> {
  return overlay?.kind === kind;
}

/** Opens over what is there; closing comes back to it. */
export function openOverlay(state: AppState, overlay: Overlay): AppState {
  const beneath = state.overlay === null ? state.beneath : [...state.beneath, state.overlay];
  return { ...state, overlay, beneath };
}

export function closeOverlay(state: AppState): AppState {
  return { ...state, overlay: state.beneath.at(-1) ?? null, beneath: state.beneath.slice(0, -1) };
}
