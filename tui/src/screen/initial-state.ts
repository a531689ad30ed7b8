import type { Language } from '../messages/language.js';
import { defaultSettings, type Settings } from '../world/settings.js';
import type { AppState, Size } from './app-state.js';
import { features } from './feature.js';
import { emptyListScreens } from './list-screens.js';
import type { ScreenName } from './screen-name.js';
import type { ProfileName } from './world.js';

interface InitialOptions {
  readonly size: Size;
  readonly now: Date;
  readonly home: string;
  readonly isDemo?: boolean;
  readonly timeZone: string;
  readonly language: Language;
  readonly isLanguageByFlag?: boolean;
  readonly isReadOnly: boolean;
  readonly profile?: ProfileName;
  readonly regions?: readonly string[];
  readonly settings?: Settings;
  readonly screen?: ScreenName;
}

export function initialState(options: InitialOptions): AppState {
  const { size, now, home, timeZone, language, isReadOnly, profile = null, regions = [] } = options;
  return {
    ...features().initial,
    size,
    now,
    home,
    isDemo: options.isDemo ?? false,
    timeZone,
    language,
    fallbackLanguage: language,
    isLanguageByFlag: options.isLanguageByFlag ?? false,
    settings: options.settings ?? defaultSettings,
    settingsProblem: null,
    ground: null,
    isReadOnlyByFlag: isReadOnly,
    readOnly: isReadOnly ? 'flag' : null,
    watched: [profile],
    regions,
    profile: null,
    profileProblem: null,
    profileNames: [],
    screen: options.screen ?? 'clusters',
    past: [],
    future: [],
    lists: emptyListScreens,
    overlay: null,
    beneath: [],
    prompt: null,
    pastLines: { command: [], filter: [], run: [] },
    isAtWork: false,
    job: null,
    notice: null,
    notices: [],
    answer: null,
    later: null,
    lastKeyAt: now,
    astrayAt: null,
    copied: null,
    click: null,
  };
}
