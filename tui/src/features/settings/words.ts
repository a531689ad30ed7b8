import { type Phrase, say, type Words } from '../../messages/say.js';
import type { SettingName } from './dialog.js';

export const settings = {
  title: 'Settings',
  keysTitle: 'Settings · keys',
  names: {
    language: 'Language',
    skin: 'Skin',
    mouse: 'Mouse',
    duration: 'Fetch by default',
    access: 'Access',
    contextName: 'Context name',
    refresh: 'Refresh after',
    function: 'Deployed function',
    readOnly: 'Read-only',
    keys: 'Keys',
  } satisfies Record<SettingName, Phrase>,
  ofMachine: 'system default',
  byFlag: (language: string) => say('{language} now, by --lang', { language }),
  mouseOn: 'on: shift selects text',
  mouseOff: 'off',
  skins: { dark: 'dark', light: 'light', mono: 'mono' },
  accesses: { auto: 'public where there is one', public: 'public', private: 'private' },
  longTerm: 'long-term',
  yes: 'yes',
  no: 'no',
  rebound: (count: number) => (count === 0 ? say('built-in') : say('{count} of your own', { count })),
  pressKey: 'press the new key · Esc keeps the old one',
  hint: 'saved on this machine',
  keysHint: 'Enter, then the new key',
  clash: (key: string, action: string, other: string) =>
    say('{key} cannot be "{action}": it is "{other}" where both work', { key, action, other }),
} as const satisfies Words;

export const actions = {
  settings: 'settings',
} as const satisfies Words;

export const accepts = {
  settings: 'change',
} as const satisfies Words;

export const scopes = {
  settings: 'In the settings',
} as const satisfies Words;
