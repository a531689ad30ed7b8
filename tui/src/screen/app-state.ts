import { type AckringError, memberAccount } from '@ackring/core/words';
import type { ProfileFacts } from '@ackring/core/world';
import type { Language } from '../messages/language.js';
import type { Settings } from '../world/settings.js';
import type { Job } from './job.js';
import type { ListScreens } from './list-screens.js';
import type { Notice } from './notice.js';
import type { Overlay } from './overlays.js';
import type { PastLines, Recalling } from './recall.js';
import type { ScreenName } from './screen-name.js';
import type { ProfileName } from './world.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

type ReadOnlyCause = 'flag' | 'profile' | 'setting';

/** The features' parts of the state: each declares its own here, and the table of features has the initial one. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where its parts are at home
export interface FeatureStates {}

/** Everything that the screens show. Plain data: transitions are functions from one state to the next. */
export interface AppState extends FeatureStates {
  readonly size: Size;
  readonly now: Date;
  readonly home: string;
  /** Nothing shown is real. */
  readonly isDemo: boolean;
  /** The reader's; empty for the machine's own, which is slow to determine. */
  readonly timeZone: string;
  readonly language: Language;
  /** The language of `--lang` or of the locale: used again when the setting is null. */
  readonly fallbackLanguage: Language;
  /** `--lang` wins over the settings. */
  readonly isLanguageByFlag: boolean;
  readonly settings: Settings;
  /** Why the settings could not be used; the defaults are then in force. */
  readonly settingsProblem: AckringError | null;
  /** Whether the terminal's ground is dark or light; null until it has said so. */
  readonly ground: 'dark' | 'light' | null;
  /** Read-only by flag; the settings can add to it, never remove it. */
  readonly isReadOnlyByFlag: boolean;
  readonly readOnly: ReadOnlyCause | null;
  /** The watched profiles. */
  readonly watched: readonly ProfileName[];
  /** Selected regions; empty for all. */
  readonly regions: readonly string[];
  readonly profile: ProfileFacts | null;
  readonly profileProblem: AckringError | null;
  readonly profileNames: readonly string[];
  readonly screen: ScreenName;
  readonly past: readonly ScreenName[];
  readonly future: readonly ScreenName[];
  readonly lists: ListScreens;
  readonly overlay: Overlay | null;
  /** Overlays under the one on top. */
  readonly beneath: readonly Overlay[];
  readonly prompt: Prompt | null;
  readonly pastLines: PastLines;
  /** Foreground work is under way: no other begins. */
  readonly isAtWork: boolean;
  readonly job: Job | null;
  /** The newest message; it fades from the screen and stays in Activity. */
  readonly notice: Notice | null;
  readonly notices: readonly Notice[];
  /** Why the last key did nothing: no news takes its place before it could be read. */
  readonly answer: Notice | null;
  /** The news that waits for that. */
  readonly later: Notice | null;
  readonly lastKeyAt: Date;
  /** When the last letter came of a text that nothing takes here; null if none is being typed. */
  readonly astrayAt: Date | null;
  /** What the copy key gave last, and of which rows: pressed again, with nothing between, it gives the next. */
  readonly copied: { readonly of: string; readonly at: number } | null;
  readonly click: Click | null;
}

/** Applies new settings: language and read-only follow them, unless a flag decides. */
export function withSettings(state: AppState, settings: Settings): AppState {
  const own = state.isLanguageByFlag ? null : settings.language;
  const language = own ?? state.fallbackLanguage;
  // A hint was said in the language before.
  const notice = language === state.language ? state.notice : null;
  const next = { ...state, settings, language, notice };
  return { ...next, readOnly: readOnlyCause(next) };
}

/** Read-only by flag before profile before setting. */
function readOnlyCause({ isReadOnlyByFlag, settings, watched, profile }: AppState): ReadOnlyCause | null {
  if (isReadOnlyByFlag) return 'flag';
  const names = watched.map((name) => name ?? profile?.profile ?? '');
  const { directory, readOnlyProfiles } = settings;
  const isReadOnly = (name: string): boolean =>
    readOnlyProfiles.includes(name) ||
    (memberAccount(name, directory) !== null && readOnlyProfiles.includes(directory?.profile ?? ''));
  const isByProfile = names.some(isReadOnly);
  if (isByProfile) return 'profile';
  return settings.readOnly ? 'setting' : null;
}

/** The previous click: a second one on the same row makes a double click. */
export interface Click {
  readonly row: string;
  readonly atMs: number;
  /** It was the second one, and what it opened is there. */
  readonly isDouble?: true;
}

/** The line at the bottom that is being typed into. */
export interface Prompt extends Recalling {
  readonly kind: 'command' | 'filter';
  /** The previous filter, restored by Esc. */
  readonly before: string;
  /** The row that was selected then: it is again, where nothing was found. */
  readonly row?: string | null;
  /** The field still has that filter: a letter begins another, Space or an editing key goes on with it. */
  readonly isOld?: boolean;
  /** What Tab offers in turn, until something is typed. */
  readonly offered?: { readonly lines: readonly string[]; readonly at: number } | null;
}
