const signs: Readonly<Record<string, string>> = {
  enter: '⏎',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

/** A key as it is shown: `⏎`, `ctrl-r`, `space`. */
export function keyLabel(key: string): string {
  return signs[key] ?? key;
}
