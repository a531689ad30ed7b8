/**
 * Whether a terminal can draw more than ASCII. The Linux console has glyphs for a few of our signs only, and draws all
 * others alike; a locale with another encoding than UTF-8 says what the terminal reads. No locale at all says nothing:
 * containers have none.
 */
export function drawsSigns(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (/^(?:linux|dumb|vt\d+|ansi)$/.test(environment['TERM'] ?? '')) return false;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  if (/^(?:C|POSIX)$/.test(locale)) return false;
  const [, encoding] = /\.([^@]+)/.exec(locale) ?? [];
  return encoding === undefined || /^utf-?8$/i.test(encoding);
}

/** Our own signs as ASCII, each as wide as before; names in other scripts stay, there is nothing else to show. */
export function withPlainSigns(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.replace(ownSigns, (sign) => plain.get(sign) ?? '?') : text;
}

const ownSigns = /[\u00b7\u00d7\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u27ff]/g;

/** Signs, and what stands for each of them. */
const pairs = [
  ['━═─╌╭╮╰╯┌┐└┘├┤┼┴┬', '==--+++++++++++++'],
  ['╍╎│┃▏▎▌', '.||||||'],
  ['●◉○◐✕✓▲▸■★☆✎⟳', '**o~x+^>##*w@'],
  ['▁▂▃▄▅▆▇█', '..::++##'],
  ['←→↑↓⏎', '<>^v<'],
  ['·×–—−…›', '.x---~>'],
  ['‘’“”', `''""`],
] as const;

const plain = new Map(
  pairs.flatMap(([signs, letters]) => Array.from(signs, (sign, at) => [sign, letters[at] ?? '?'])),
);
