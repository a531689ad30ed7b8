import type { AccessChoice } from '@ackring/core/words';
import type { Language } from '../messages/language.js';

export const skins = ['dark', 'light', 'mono'] as const;
export type Skin = (typeof skins)[number];

/** What a person may set once for all. Every field has a default, so an empty file is a valid one. */
export interface Settings {
  /** Null for the profile that the Alibaba Cloud CLI would take. */
  readonly profile: string | null;
  /** Empty for every region. */
  readonly regions: readonly string[];
  /** True: nothing in the cloud or in a file is changed, as with `--read-only`. */
  readonly readOnly: boolean;
  /** Profiles with which nothing is changed, as with `--read-only`. */
  readonly readOnlyProfiles: readonly string[];
  /** The type a fetch starts with: minutes (15–4320) of a temporary kubeconfig, or null for long-term. */
  readonly durationMinutes: number | null;
  /** The endpoint a fetch starts with; `auto` takes the public one when there is one. */
  readonly access: AccessChoice;
  /** With `{region}`, `{name}` and `{id}` in it. */
  readonly contextName: string;
  /** Shortest pause (5–3600 s) before the screen asks for the fleet again; a slow cloud and idle hands lengthen it. */
  readonly refreshSeconds: number;
  /** The deployed function that the Rotation screen looks at: NAME or SERVICE/NAME, `@REGION` behind it if need be. */
  readonly function: string;
  /** False: the terminal keeps the mouse for itself. */
  readonly mouse: boolean;
  /** The colors of the screen. */
  readonly skin: Skin;
  /** Null follows the machine's locale. */
  readonly language: Language | null;
  /** Action name to key, over the built-in table. */
  readonly keys: Readonly<Record<string, string>>;
  /** Endpoint by service (`cs`, `kms`, `oss`, `fc`, `sts`, `cms`, `sls`); the environment wins over it. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** NAME or SERVICE/NAME, with `@REGION` behind it if need be. */
export const functionPattern = /^[\w-]+(\/[\w-]+)?(@[a-z0-9-]+)?$/;

export const defaultSettings: Settings = {
  profile: null,
  regions: [],
  readOnly: false,
  readOnlyProfiles: [],
  durationMinutes: 480,
  access: 'auto',
  contextName: 'ack/{region}/{name}',
  refreshSeconds: 120,
  function: 'ackring-rotate',
  mouse: true,
  skin: 'dark',
  language: null,
  keys: {},
  endpoints: {},
};
