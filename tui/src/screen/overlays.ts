import type { TextField } from './text-field.js';

/** A word that is searched for in what is read. */
export interface Sought {
  readonly field: TextField;
  readonly isTyping: boolean;
}

/** A text to read. */
export interface Viewer {
  readonly kind: 'viewer';
  readonly title: string;
  readonly text: string;
  readonly top: number;
  readonly sought: Sought | null;
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
}

/** What covers the screen and takes the keys first. */
export type Overlay = Overlays[keyof Overlays];

/** The subject of a details page, by kind: each feature declares its own here. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where its parts are at home
export interface Subjects {}

/** One row of a list, for its details page. */
export type Subject = Subjects[keyof Subjects];

export type OverlayOf<Kind extends Overlay['kind']> = Extract<Overlay, { readonly kind: Kind }>;
