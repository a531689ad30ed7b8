import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type ActionId, keysOf } from './binding.js';
import { bindingOf } from './dispatch.js';
import { cutText, type Line, lineWidth, type Span, span } from './drawing/line.js';
import { type ScreenName, screenNames } from './screen-name.js';

/** The widest that the names of the others may be, in terminal columns: the first that fits is taken. */
const widths = [Number.POSITIVE_INFINITY, 12, 10, 8, 6, 4];

/**
 * The screens, the open one in brackets, which need no colour; a click opens one. Without room they are closer
 * together, then shortened, and only then left out.
 */
export function tabs(state: AppState, messages: Messages): Line {
  const looks = [namedTabs(state, messages, { most: Number.POSITIVE_INFINITY, end: ' ' })];
  for (const most of widths) looks.push(namedTabs(state, messages, { most, end: '' }));
  return looks.find((line) => lineWidth(line) <= state.size.columns) ?? numberedTabs(state, messages);
}

function namedTabs(
  state: AppState,
  messages: Messages,
  { most, end }: { readonly most: number; readonly end: ' ' | '' },
): Line {
  return [
    span(' '),
    ...screenNames.flatMap((name): readonly Span[] => {
      const [key, text] = [screenKey(state, name), messages.screens[name]];
      if (name === state.screen) return [span(end === '' ? ' ' : ''), openTab(key, text)];
      const hit = { kind: 'key', key } as const;
      return [
        { ...span(` ${key}`, 'key'), hit },
        { ...span(` ${cutText(text, most)}${end}`, 'dim'), hit },
      ];
    }),
  ];
}

/** Only the keys of the others, for a line with more to show. */
export function numberedTabs(state: AppState, messages: Messages): Line {
  return screenNames.flatMap((name): readonly Span[] => {
    const key = screenKey(state, name);
    if (name === state.screen) return [span(' '), openTab(key, messages.screens[name])];
    return [{ ...span(` ${key}`, 'key'), hit: { kind: 'key', key } }];
  });
}

function openTab(key: string, text: string): Span {
  return { ...span(`[${key} ${text}]`, 'strong', 'field'), hit: { kind: 'key', key } };
}

/** What the keys of the screens do. */
export const screenActions = {
  clusters: 'showClusters',
  contexts: 'showContexts',
  expiry: 'showExpiry',
  access: 'showAccess',
  rotation: 'showRotation',
  activity: 'showActivity',
} as const satisfies Record<ScreenName, string>;

const ofScreens: ReadonlySet<string> = new Set(Object.values(screenActions));

export function isOfScreen(action: ActionId): boolean {
  return ofScreens.has(action);
}

/** The keys that open a screen, with the user's settings. */
export function screenKey({ settings }: Pick<AppState, 'settings'>, screen: ScreenName): string {
  const binding = bindingOf(screenActions[screen]);
  return binding === null ? '' : (keysOf(binding, settings.keys)[0] ?? '');
}
