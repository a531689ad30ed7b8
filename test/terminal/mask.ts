export type Mask = readonly [pattern: RegExp, mask: string];

/** What varies from run to run without a change: times, dates, ports, serial numbers. */
const volatile: readonly Mask[] = [
  // The quarters below the chart move with the calendar.
  [/0 ┼[─┴╎\s]*[\d\s-]*/g, '0 ┼ <quarters>\n   '],
  [/\b\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?: (?:UTC|GMT[+-]\d+))?)?/g, '<date>'],
  [/127\.0\.0\.1(?::\d+)?/g, '<address>'],
  [/\b\d{15,20}-\d{9,10}\b/g, '<identity>'],
  [/\b\d{15,20}\b/g, '<uid>'],
  [/\bc[0-9a-f]{32}\b/g, '<cluster id>'],
  [/\b(?:[0-9a-f]{2}:){3,}[0-9a-f]{2}\b/g, '<serial>'],
  [/\bserial [0-9a-f]{6,}\b/g, 'serial <serial>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<run>'],
  [/(Last used:|the last) \d+ (?:s|min) ago/g, '$1 <n> s ago'],
  [/\b\d+ ms\b/g, '<n> ms'],
  // On a slow machine it is minutes; of files that are followed no seconds are told.
  [/⟳ (?:\d+ (?:s|min)|<1 min) ago/g, '⟳ <n> s ago'],
  [/⟳ (?:\d+ (?:秒|分钟|分)前|1 (?:分钟内|分以内))/g, '⟳ <n> 秒前'],
  // The account arrives a moment after the fleet.
  [/ ?[(（]\d{4}…\d{4}[)）]/g, ''],
  // Right-aligned text moves with the text on the left.
  [/ {2,}→ /g, '  → '],
];

/** A screen as it may be kept and compared: what varies is masked, trailing spaces are dropped. */
export function masked(screen: string, more: readonly Mask[] = []): string {
  const text = [...more, ...volatile].reduce(
    (masking, [pattern, mask]) => masking.replace(pattern, mask),
    screen,
  );
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Success messages fade after a while, sooner than a slow machine takes its next step. */
export const withoutMessage: readonly Mask[] = [[/^ ✓ .*$/m, '']];
