import type { Messages } from '../messages/messages.js';
import type { AppState, FeatureStates } from './app-state.js';
import type { Binding } from './binding.js';
import type { Choice, Line } from './drawing/line.js';
import { chosenRows } from './list-screen.js';
import type { Overlay, OverlayOf, Subject } from './overlays.js';
import type { Rows } from './rows.js';
import type { ScreenName } from './screen-name.js';
import type { Ask, Step } from './step.js';
import type { Input } from './text-field.js';

/** How old a list's data are, and what is missing. */
export interface Age {
  /** When they were learnt; null before that. */
  readonly at: Date | null;
  readonly isAsking: boolean;
  /** They are learnt again by themselves, several times a minute: only a minute without that is news. */
  readonly isFollowed?: boolean;
  /** Some are from before and not confirmed yet. */
  readonly isStale?: boolean;
  /** Regions or clusters that did not answer or refused. */
  readonly missing?: number;
  /** Files that could not be read. */
  readonly unread?: number;
  /** The request itself was refused: nothing newer is available. */
  readonly isRefused?: boolean;
}

/** A screen with a list: what its rows are, how it is drawn, and what a row leads to. */
export interface View {
  /** In the order of the screen's sort. */
  readonly rows: (state: AppState) => Rows;
  /** Rows for failed or orphaned parts: shown unless a filter is set. */
  readonly extraRows?: (state: AppState) => readonly string[];
  /** The parts of the state that rows depend on: they are rebuilt when one of them changes. */
  readonly madeOf: (state: AppState) => readonly unknown[];
  /** Between the breadcrumbs and the message line. */
  readonly body: (state: AppState, messages: Messages) => readonly Line[];
  /** How its rows are grouped where they have this field, in small letters; null for a field of none. */
  readonly fieldElsewhere?: (state: AppState, field: string, messages: Messages) => string | null;
  /** Lines of the body above the list's titles. */
  readonly linesAbove?: (state: AppState) => number;
  /** What is shown, beside the screen's name. */
  readonly crumb: (state: AppState, messages: Messages) => string;
  /** Without it, the data are as old as what is at hand. */
  readonly age?: (state: AppState) => Age;
  /** On its right side, without a filter. */
  readonly count?: (state: AppState, messages: Messages) => string;
  /** The message line while there is no message. */
  readonly resting?: (state: AppState, messages: Messages) => Line;
  /** Why it has no rows, in a few words, where nobody has filtered them; null where it simply has none. */
  readonly whyEmpty?: (state: AppState, messages: Messages) => string | null;
  /** Opens the tab whose name was clicked. */
  readonly turn?: (state: AppState, tab: string) => Step;
  /** The open tab, for screen readers. */
  readonly tab?: (state: AppState, messages: Messages) => string;
  /** What it requests when it opens. */
  readonly opens?: (state: AppState) => readonly Ask[];
  /** Repeats what it has requested for itself. */
  readonly reloads?: (state: AppState) => readonly Ask[];
  readonly clusterOf: (state: AppState, row: string) => string | null;
  readonly subjectOf: (state: AppState, row: string) => Subject;
  /** Names the row elsewhere, alone among all. */
  readonly nameOf: (state: AppState, row: string) => string;
  /** What people call it, which the copy key gives first, if no other is called so; `nameOf` by default. */
  readonly called?: (state: AppState, row: string) => string | undefined;
  /** What its column titles do not say, for the help. */
  readonly help?: (messages: Messages) => readonly Line[];
}

/** What covers a screen, and where in it text is being typed. */
export interface Dialog {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/** How one kind of overlay is drawn and typed into. */
export interface DialogView<O extends Overlay = Overlay> {
  readonly draw: (state: AppState, overlay: O, messages: Messages, height: number) => Dialog;
  /** The effect of typing; null for a key that its fields do not take. */
  readonly types?: (state: AppState, overlay: O, input: Input) => Step | null;
  /** Opens the tab whose name was clicked. */
  readonly turn?: (state: AppState, overlay: O, tab: string) => Step;
  /** Moves to the row that was clicked. */
  readonly moveTo?: (state: AppState, overlay: O, at: number) => AppState;
  /** Takes the button or other choice that was clicked. */
  readonly choose?: (state: AppState, overlay: O, choice: Choice) => Step;
  /** Whether letters currently go to a field rather than to the keys. */
  readonly isTyping?: (overlay: O) => boolean;
  /** Whether Esc would stop work: a click beside it does not. */
  readonly isWorking?: (overlay: O) => boolean;
  /** The lines of what is read, for a search in it. */
  readonly texts?: (state: AppState, overlay: O) => readonly string[];
  /** Whether it is only read now: the key of a screen leaves it, since nothing is lost. */
  readonly isRead?: (overlay: O) => boolean;
}

export type DialogViews = { readonly [Kind in Overlay['kind']]: DialogView<OverlayOf<Kind>> };

/** A `:` command. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  /** The command line that does the same, as of a key. */
  readonly command?: string;
  /** What it does, for the help. */
  readonly label: (messages: Messages) => string;
  /** Its arguments, by name: what a choice or anything typed stands for. */
  readonly syntax?: (messages: Messages) => string;
  /** The possible arguments after these, for completion. */
  readonly choices?: (state: AppState, words: readonly string[]) => readonly string[];
  run(state: AppState, words: readonly string[]): Step;
}

/** What one feature provides; the table of features joins them. */
export interface Feature {
  /** Its initial part of the state. */
  readonly initial?: Partial<FeatureStates>;
  readonly views?: Partial<Features['views']>;
  readonly dialogs?: Partial<DialogViews>;
  readonly keys?: readonly Binding[];
  /** In the help below the other keys of their screen. */
  readonly sortKeys?: readonly Binding[];
  readonly due?: Features['due'];
  readonly follows?: Features['follows'];
}

/** Several features as one; the types say whether a screen, a dialog or a part of the state has none. */
export function joined<const All extends readonly Feature[]>(features: All): Joined<All[number]> {
  const all = <Part>(part: (feature: Feature) => readonly Part[] | undefined) =>
    features.flatMap((feature) => part(feature) ?? []);
  return {
    initial: Object.assign({}, ...features.map(({ initial }) => initial)),
    views: Object.assign({}, ...features.map(({ views }) => views)),
    dialogs: Object.assign({}, ...features.map(({ dialogs }) => dialogs)),
    keys: [...all(({ keys }) => keys), ...all(({ sortKeys }) => sortKeys)],
    due: all(({ due }) => due),
    follows: all(({ follows }) => follows),
  };
}

interface Joined<One> extends Pick<Features, 'keys' | 'due' | 'follows'> {
  readonly initial: Whole<Given<One, 'initial'>>;
  readonly views: Whole<Given<One, 'views'>>;
  readonly dialogs: Whole<Given<One, 'dialogs'>>;
}

/** What those features that have such a part have there. */
type Given<One, Part extends keyof Feature> = One extends Readonly<Record<Part, infer Value>> ? Value : never;

/** All of a union at once. */
type Whole<Part> = (Part extends unknown ? (part: Part) => void : never) extends (whole: infer All) => void
  ? All
  : never;

/** Everything that the features provide. */
export interface Features {
  /** Their initial part of the state. */
  readonly initial: FeatureStates;
  readonly keys: readonly Binding[];
  /** The user's own, on the shown screen. */
  readonly ownKeys: (state: AppState) => readonly Binding[];
  /** In the order of the help. */
  readonly commands: readonly Command[];
  /** The names of the command line, some of two words. */
  readonly lineCommands: readonly string[];
  /** Where `:word` leads that is no command; null for nowhere. */
  readonly jump: (state: AppState, word: string) => Step | null;
  /** The first names that begin so and that it leads to, for completion. */
  readonly jumpNames: (state: AppState, beginning: string) => readonly string[];
  readonly views: Readonly<Record<ScreenName, View>>;
  readonly dialogs: DialogViews;
  /** Opens a row's details. */
  readonly openRow: (state: AppState, row: string) => Step;
  /** What else there is to copy of a row besides its name, in the order in which the copy key gives it. */
  readonly copies: (
    state: AppState,
    row: string,
  ) => Readonly<Partial<Record<keyof Messages['copies']['kinds'], string>>>;
  readonly header: (state: AppState, messages: Messages) => Line;
  /** Requests that are due, at every tick. */
  readonly due: readonly ((state: AppState) => readonly Ask[])[];
  /** Follow-up work of a step, whatever caused it. */
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

/** The clusters of an action, by id: those of the selected rows, whatever these are. */
export function chosenClusterIds(state: AppState): readonly string[] {
  return clusterIdsOf(state, chosenRows(state));
}

/** The clusters of rows of the shown screen, by id. */
export function clusterIdsOf(state: AppState, rows: readonly string[]): readonly string[] {
  const { clusterOf } = viewOf(state);
  return [...new Set(rows.flatMap((row) => clusterOf(state, row) ?? []))];
}

/** The open overlay with its own view; null if there is none. */
export function openDialog({ overlay }: AppState): DialogOver | null {
  return overlay === null ? null : dialogOver(overlay.kind, overlay);
}

/** A view bound to its overlay. */
export interface DialogOver {
  draw(state: AppState, messages: Messages, height: number): Dialog;
  types(state: AppState, input: Input): Step | null;
  isTyping(): boolean;
  isWorking(): boolean;
  isRead(): boolean;
  texts(state: AppState): readonly string[];
  turn(state: AppState, tab: string): Step | null;
  moveTo(state: AppState, at: number): AppState | null;
  choose(state: AppState, choice: Choice): Step | null;
}

function dialogOver<Kind extends Overlay['kind']>(kind: Kind, overlay: Overlay): DialogOver {
  const view: DialogView<OverlayOf<Kind>> = features().dialogs[kind];
  const own = overlay as OverlayOf<Kind>;
  return {
    draw: (state, messages, height) => view.draw(state, own, messages, height),
    types: (state, input) => view.types?.(state, own, input) ?? null,
    isTyping: () => view.isTyping?.(own) ?? false,
    isWorking: () => view.isWorking?.(own) ?? false,
    isRead: () => view.isRead?.(own) ?? false,
    texts: (state) => view.texts?.(state, own) ?? [],
    turn: (state, tab) => view.turn?.(state, own, tab) ?? null,
    moveTo: (state, at) => view.moveTo?.(state, own, at) ?? null,
    choose: (state, choice) => view.choose?.(state, own, choice) ?? null,
  };
}
