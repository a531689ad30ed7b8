import type { AckringError } from '@ackring/core/errors';
import type { ProfileFacts } from '../services.js';
import { defaultSettings, type Language, type Settings } from '../settings.js';
import type { ClusterColumn } from './cluster-rows.js';
import type { Confirmation } from './confirmation.js';
import type { ContextColumn } from './context-rows.js';
import type { FetchDialog } from './fetch-dialog.js';
import type { Searchable } from './filter.js';
import { emptyFleet, type FleetState } from './fleet.js';
import { type KubeconfigsState, noKubeconfigs } from './kubeconfigs.js';
import { emptyList, type ListState } from './list.js';
import type { Notice } from './notice.js';
import type { Prompt } from './prompt.js';
import type { ScreenName } from './screen-name.js';
import type { Sort } from './sorting.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A screen's own part of the state: its rows as shown, its filter and its sort. */
export interface ListScreen<Column extends string> {
  readonly list: ListState;
  /** Every row in the order of the sort, with the text the filter looks at. */
  readonly rows: readonly Searchable[];
  readonly filter: string;
  readonly sort: Sort<Column>;
}

export type ReadOnlyCause = 'flag' | 'profile' | 'setting';

/** What lies over the screen and takes the keys first. */
export type Overlay =
  | { readonly kind: 'help'; readonly top: number }
  | { readonly kind: 'details'; readonly subject: DetailsSubject; readonly top: number }
  | FetchDialog
  | Confirmation;

export type DetailsSubject =
  | { readonly kind: 'cluster'; readonly id: string }
  | { readonly kind: 'region'; readonly id: string }
  | { readonly kind: 'context'; readonly id: string };

/** All that the screens show. Plain data: the transitions are functions from one to the next. */
export interface AppState {
  readonly size: Size;
  readonly now: Date;
  readonly home: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly settings: Settings;
  readonly readOnly: ReadOnlyCause | null;
  readonly profile: ProfileFacts | null;
  readonly profileProblem: AckringError | null;
  readonly screen: ScreenName;
  readonly past: readonly ScreenName[];
  readonly future: readonly ScreenName[];
  readonly fleet: FleetState;
  readonly kubeconfigs: KubeconfigsState;
  readonly clusters: ListScreen<ClusterColumn>;
  readonly contexts: ListScreen<ContextColumn>;
  readonly overlay: Overlay | null;
  readonly prompt: Prompt | null;
  readonly commandHistory: readonly string[];
  /** The newest message; it fades from the screen and stays in Activity. */
  readonly notice: Notice | null;
  readonly notices: readonly Notice[];
}

export interface InitialOptions {
  readonly size: Size;
  readonly now: Date;
  readonly home: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly readOnly: ReadOnlyCause | null;
  readonly settings?: Settings;
}

export function initialState(options: InitialOptions): AppState {
  return {
    ...options,
    settings: options.settings ?? defaultSettings,
    profile: null,
    profileProblem: null,
    screen: 'clusters',
    past: [],
    future: [],
    fleet: emptyFleet,
    kubeconfigs: noKubeconfigs,
    clusters: { list: emptyList, rows: [], filter: '', sort: { column: 'region', isDescending: false } },
    contexts: { list: emptyList, rows: [], filter: '', sort: { column: 'left', isDescending: false } },
    overlay: null,
    prompt: null,
    commandHistory: [],
    notice: null,
    notices: [],
  };
}
