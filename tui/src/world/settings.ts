import type { AccessChoice, Directory } from '@ackring/core/words';
import type { Language } from '../messages/language.js';

export const skins = ['dark', 'light', 'mono'] as const;
export type Skin = (typeof skins)[number];

/** A person's settings. Every field has a default, so an empty file is valid. */
export interface Settings {
  /** Null means the Alibaba Cloud CLI's current profile. */
  readonly profile: string | null;
  /** The profiles whose accounts make the fleet, or `"all"`: `ackring accounts add`. Empty means the one in use. */
  readonly accounts: readonly string[] | 'all';
  /** A resource directory whose members, but for some, are of the fleet: the role assumed in each, its external id. Null for none. */
  readonly directory: Directory | null;
  /** Empty means every region. */
  readonly regions: readonly string[];
  /** True lists the hubs of ACK One's fleets too: one call more for each account. */
  readonly hubs: boolean;
  /** True changes nothing in the cloud or in files, as with `--read-only`. */
  readonly readOnly: boolean;
  /** Profiles that are read-only, as with `--read-only`. */
  readonly readOnlyProfiles: readonly string[];
  /** The type a fetch starts with: minutes (15–4320) of a temporary kubeconfig, or null for long-term. */
  readonly durationMinutes: number | null;
  /** The endpoint a fetch starts with; `auto` takes the public one when there is one. */
  readonly access: AccessChoice;
  /** With placeholders `{region}`, `{name}`, `{id}`, `{account}` and `{profile}`; without a profile that is the account. */
  readonly contextName: string;
  /** Shortest interval (5–3600 s) between scans of the screen; a slow cloud or an idle user lengthens it. */
  readonly refreshSeconds: number;
  /** The deployed function of the Rotation screen: NAME or SERVICE/NAME, optionally followed by `@REGION`. */
  readonly function: string;
  /** A file of rules for `policy check`, absolute or from `~/`: Expiry marks what breaks them. Null for none. */
  readonly rules: string | null;
  /** False leaves the mouse to the terminal. */
  readonly mouse: boolean;
  /** The colours of the screen. Null follows the terminal: as `COLORFGBG` or it says, else what can be read on both. */
  readonly skin: Skin | null;
  /** Null follows the machine's locale. */
  readonly language: Language | null;
  /** Clusters listed first, by id, under the profile that sees them; `""` is the environment's own keys. */
  readonly favourites: Readonly<Record<string, readonly string[]>>;
  /** Aliases of clusters under the profile that sees them: `{"ops": {"tok": "<cluster id>"}}`. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Action name to key, over the built-in table. */
  readonly keys: Readonly<Record<string, string>>;
  /** Endpoint by service (`cs`, `kms`, `oss`, `fc`, `sts`, `cms`, `sls`, `rd`, `adcp`); the environment wins. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** NAME or SERVICE/NAME, optionally followed by `@REGION`. */
export const functionPattern = /^[\w-]+(\/[\w-]+)?(@[a-z0-9-]+)?$/;

export const defaultSettings: Settings = {
  profile: null,
  accounts: [],
  directory: null,
  regions: [],
  hubs: false,
  readOnly: false,
  readOnlyProfiles: [],
  durationMinutes: 480,
  access: 'auto',
  contextName: 'ack/{region}/{name}',
  refreshSeconds: 120,
  function: 'ackring-rotate',
  rules: null,
  mouse: true,
  skin: null,
  language: null,
  favourites: {},
  aliases: {},
  keys: {},
  endpoints: {},
};
