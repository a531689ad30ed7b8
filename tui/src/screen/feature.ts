import type { Messages } from '../messages/messages.js';
import type { AppState, FeatureStates, ScreenName } from './app-state.js';
import type { Binding } from './binding.js';
import type { Line } from './drawing/line.js';
import { chosenRows } from './list-screen.js';
import type { Overlay, OverlayOf, Subject } from './overlay.js';
import type { Rows } from './rows.js';
import type { Step } from './step.js';
import type { Ask } from './task.js';
import type { Input } from './text-field.js';

/** How old what a list shows is, and what is missing of it. */
export interface Age {
  /** When it was learnt; null before that. */
  readonly at: Date | null;
  readonly isAsking: boolean;
  /** Some of it is from before and not confirmed yet. */
  readonly isStale?: boolean;
  /** Regions, clusters or files that did not answer or refused. */
  readonly missing?: number;
  /** The question itself was refused: nothing newer is to be had. */
  readonly isRefused?: boolean;
}

/** A screen with a list: what its rows are, how it is drawn, and what a row leads to. */
export interface View {
  /** In the order of the screen's sort. */
  readonly rows: (state: AppState) => Rows;
  /** Rows of what failed or is left over: told of as long as nothing is sought. */
  readonly extraRows?: (state: AppState) => readonly string[];
  /** The parts of the state that rows are made of: they are made anew when one of them is another. */
  readonly madeOf: (state: AppState) => readonly unknown[];
  /** Between the breadcrumbs and the message line. */
  readonly body: (state: AppState, messages: Messages) => readonly Line[];
  /** Lines of the body above the list's titles. */
  readonly linesAbove?: (state: AppState) => number;
  /** What is shown, beside the screen's name. */
  readonly crumb: (state: AppState, messages: Messages) => string;
  /** Without it, it is as old as what is at hand. */
  readonly age?: (state: AppState) => Age;
  /** At the right of it, where nothing is sought. */
  readonly count?: (state: AppState, messages: Messages) => string;
  /** Turns to the tab of a name that was clicked on. */
  readonly turn?: (state: AppState, tab: string) => Step;
  /** Which of its tabs is open, for somebody who hears it. */
  readonly tab?: (state: AppState, messages: Messages) => string;
  /** What it needs asked when it opens. */
  readonly opens?: (state: AppState) => readonly Ask[];
  /** What it has loaded for itself, asked again. */
  readonly reloads?: (state: AppState) => readonly Ask[];
  readonly clusterOf: (state: AppState, row: string) => string | null;
  readonly subjectOf: (state: AppState, row: string) => Subject;
  /** What names the row elsewhere: the copy key takes it. */
  readonly nameOf: (state: AppState, row: string) => string;
  /** What its column titles do not say, for the help. */
  readonly help?: (messages: Messages) => readonly Line[];
}

/** What lies over a screen, and where in it text is being typed. */
export interface Dialog {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/** How one kind of overlay is drawn and typed into. */
export interface DialogView<O extends Overlay = Overlay> {
  readonly draw: (state: AppState, overlay: O, messages: Messages, height: number) => Dialog;
  /** What typing does; null for a key that its fields do not take. */
  readonly types?: (state: AppState, overlay: O, input: Input) => Step | null;
  /** Turns to the tab of a name that was clicked on. */
  readonly turn?: (state: AppState, overlay: O, tab: string) => Step;
  /** Whether letters belong to a field now, before they belong to the keys. */
  readonly isTyping?: (overlay: O) => boolean;
}

export type DialogViews = { readonly [Kind in Overlay['kind']]: DialogView<OverlayOf<Kind>> };

/** What can be typed after `:`. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  /** What may follow; completion offers these. */
  readonly choices?: (state: AppState) => readonly string[];
  run(state: AppState, words: readonly string[]): Step;
}

/** Everything that the features bring. */
export interface Features {
  /** What they keep, before anything is known. */
  readonly initial: FeatureStates;
  readonly keys: readonly Binding[];
  /** Those that a person has made, on the screen that is shown. */
  readonly ownKeys: (state: AppState) => readonly Binding[];
  readonly commands: readonly Command[];
  readonly views: Readonly<Record<ScreenName, View>>;
  readonly dialogs: DialogViews;
  /** Opens the page of all that is known of a row. */
  readonly openSubject: (state: AppState, subject: Subject) => Step;
  readonly header: (state: AppState, messages: Messages) => Line;
  /** What is due to be asked again, at every tick. */
  readonly due: readonly ((state: AppState) => readonly Ask[])[];
  /** What a step calls for, whatever brought it about. */
  readonly follows: readonly ((before: AppState, now: AppState) => readonly Ask[])[];
}

let installed: Features | null = null;

/** Called once, by the table of features: the engine itself knows none of them. */
export function installFeatures(features: Features): void {
  installed = features;
}

export function features(): Features {
  if (installed === null) throw new Error('the table of features was not loaded');
  return installed;
}

export function viewOf({ screen }: Pick<AppState, 'screen'>): View {
  return features().views[screen];
}

/** The clusters an action is for, by id: those of the chosen rows, whatever these are. */
export function chosenClusterIds(state: AppState): readonly string[] {
  const { clusterOf } = viewOf(state);
  return [...new Set(chosenRows(state).flatMap((row) => clusterOf(state, row) ?? []))];
}

/** The open overlay with its own view; null where there is none. */
export function openDialog({ overlay }: AppState): DialogOver | null {
  return overlay === null ? null : dialogOver(overlay.kind, overlay);
}

/** A view bound to the overlay that it is for. */
export interface DialogOver {
  draw(state: AppState, messages: Messages, height: number): Dialog;
  types(state: AppState, input: Input): Step | null;
  isTyping(): boolean;
  turn(state: AppState, tab: string): Step | null;
}

function dialogOver<Kind extends Overlay['kind']>(kind: Kind, overlay: Overlay): DialogOver {
  const view: DialogView<OverlayOf<Kind>> = features().dialogs[kind];
  const own = overlay as OverlayOf<Kind>;
  return {
    draw: (state, messages, height) => view.draw(state, own, messages, height),
    types: (state, input) => view.types?.(state, own, input) ?? null,
    isTyping: () => view.isTyping?.(own) ?? false,
    turn: (state, tab) => view.turn?.(state, own, tab) ?? null,
  };
}
