/** The flags Ink reports with the text of a key. */
export interface InkKey {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageDown: boolean;
  readonly pageUp: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly meta: boolean;
  /** By the kitty keyboard protocol, in a terminal that another program has left reporting it. */
  readonly eventType?: 'press' | 'repeat' | 'release' | undefined;
}

/**
 * The keys in one report of the terminal. Keys pressed quickly, or over a slow link, arrive as one string (`jjj`, `f`
 * and Enter as `f\r`): each letter is a separate key. Alt and an arrow is only the arrow, by which people move over
 * words; Alt and another key, which only a terminal with the kitty keyboard protocol distinguishes from Esc and that
 * key, is none of the program's own, and no letter.
 */
export function keysIn(input: string, key: InkKey): readonly string[] {
  if (key.eventType === 'release') return [];
  const keys = keysWithoutAlt(input, key);
  return key.meta && !isCursorKey(key) ? keys.map((name) => `alt-${name}`) : keys;
}

function keysWithoutAlt(input: string, key: InkKey): readonly string[] {
  const named = specialName(key);
  if (named !== null) return [named];
  if (key.ctrl && input.length > 0) return [`ctrl-${input === ' ' ? 'space' : input.toLowerCase()}`];
  return Array.from(input, letterName);
}

function isCursorKey(key: InkKey): boolean {
  const { upArrow, downArrow, leftArrow, rightArrow, pageUp, pageDown, home, end } = key;
  return upArrow || downArrow || leftArrow || rightArrow || pageUp || pageDown || home || end;
}

function specialName(key: InkKey): string | null {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'pgup';
  if (key.pageDown) return 'pgdn';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'esc';
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  if (key.backspace) return 'backspace';
  return key.delete ? 'delete' : null;
}

function letterName(letter: string): string {
  switch (letter) {
    case '\r':
    case '\n':
      return 'enter';
    case '\t':
      return 'tab';
    case ' ':
      return 'space';
    case '\x1b':
      return 'esc';
    case '\x7f':
    case '\b':
      return 'backspace';
    case '\0':
      return 'ctrl-space';
    default:
      return letter < ' ' ? `ctrl-${String.fromCharCode(letter.charCodeAt(0) + 64).toLowerCase()}` : letter;
  }
}
