/** Values that vary from run to run, known from where they were made: nothing is masked for how it looks. */
export interface Origin {
  /** What stands in their place. */
  readonly mask: string;
  readonly values: Iterable<string>;
  /** Their length varies, and with it the space behind them. */
  readonly isOfAnyLength?: true;
}

/** What varies at a certain place of a screen: next to words that are always there. */
export type Place = readonly [pattern: RegExp, mask: string];

/** A shorter beginning of a value that was cut could be of anything. */
const shortestCut = 4;

/**
 * A screen as it may be kept and compared: values of these origins and what varies at these places are masked, trailing
 * spaces dropped. A value is masked as a whole, between what is neither letter nor digit: of one that is part of
 * another, or begins with it, nothing else is taken. A value of two origins is the first one's.
 */
export function masked(screen: string, origins: readonly Origin[], places: readonly Place[] = []): string {
  const text = [...places, ...everywhere].reduce(
    (masking, [pattern, mask]) => masking.replace(pattern, mask),
    withoutValues(screen, origins),
  );
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Places that every screen has. */
const everywhere: readonly Place[] = [
  // At some minutes of a day a fixed time of the clock is a value of the cloud's as well, and masked with its date.
  [/<date> \d\d:\d\d GMT[+-]\d+/g, '<date>'],
  // The quarters below the chart move with the calendar.
  [/0 ┼[─┴╎\s]*[\d\s-]*/g, '0 ┼ <quarters>\n   '],
  // On a slow machine it is minutes; of files that are followed no seconds are told.
  [/⟳ (?:\d+ (?:s|min)|<1 min) ago/g, '⟳ <n> s ago'],
  [/⟳ (?:\d+ (?:秒|分钟|分)前|1 (?:分钟内|分以内))/g, '⟳ <n> 秒前'],
  // The account arrives a moment after the fleet.
  [/ ?[(（]<account>[)）]/g, ''],
  // Right-aligned text moves with the text on the left.
  [/ {2,}→ /g, '  → '],
];

/** Success messages fade after a while, sooner than a slow machine takes its next step. */
export const withoutMessage: readonly Place[] = [[/^ ✓ .*$/m, '']];

function withoutValues(screen: string, origins: readonly Origin[]): string {
  const originOf = new Map<string, Origin>();
  for (const origin of origins) {
    for (const value of origin.values) {
      for (const shown of value === '' ? [] : [value, ...beginningsOf(value)]) {
        if (!originOf.has(shown)) originOf.set(shown, origin);
      }
    }
  }
  // The longest first: of two that begin alike the other would leave a part of it.
  const shown = [...originOf.keys()].sort((a, b) => b.length - a.length).map(literally);
  if (shown.length === 0) return screen;
  const pattern = new RegExp(`(?<![0-9A-Za-z])(?:${shown.join('|')})(?![0-9A-Za-z])`, 'g');
  return screen
    .replace(pattern, (value) => {
      const { mask = value, isOfAnyLength = false } = originOf.get(value) ?? {};
      return `${mask}${value.endsWith('…') ? '…' : ''}${isOfAnyLength ? anyLength : ''}`;
    })
    .replace(spaceBehind, '$1  ')
    .replaceAll(anyLength, '');
}

/** Behind a value of any length, until the space behind it is one that is always the same; on no screen. */
const anyLength = '\u{f0000}';
const spaceBehind = new RegExp(`${anyLength}([^\\n]*?)(?: {2,}| +(?=│))`, 'gu');

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** As where there is no room for all of it. */
function beginningsOf(value: string): readonly string[] {
  const lengths = Array.from(
    { length: Math.max(0, value.length - shortestCut) },
    (_, more) => shortestCut + more,
  );
  return lengths.map((length) => `${value.slice(0, length)}…`);
}
