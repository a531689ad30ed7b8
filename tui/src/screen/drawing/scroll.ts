/** The part of `lines` that shows when scrolled down by `top`, never past the end. */
export function windowed<T>(lines: readonly T[], top: number, height: number): readonly T[] {
  const highest = Math.max(0, lines.length - height);
  const from = Math.min(top, highest);
  return lines.slice(from, from + height);
}
