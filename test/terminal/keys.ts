/** What a terminal sends for each key, by the names in the program's own key table. */
const sequences: Readonly<Record<string, string>> = {
  enter: '\r',
  // As terminals send it that distinguish it: alone it would have to be told from the beginning of a sequence by the
  // silence behind it, and a busy machine reads what is sent later together with it.
  esc: '\x1b[27u',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  space: ' ',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pgup: '\x1b[5~',
  pgdn: '\x1b[6~',
};

/** The bytes of a key; `ctrl-r` and the like are control characters, a letter is itself. */
export function bytesOf(key: string): string {
  const named = sequences[key];
  if (named !== undefined) return named;
  if (key.startsWith('ctrl-')) return String.fromCharCode(key.charCodeAt(5) & 0x1f);
  return key;
}
