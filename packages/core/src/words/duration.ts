export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

const unitMs = { m: minuteMs, h: hourMs, d: dayMs } as const;

/**
 * `90m`, `8h`, `3d` in milliseconds, whatever the letter's case and the spaces about it; a number alone is in `unit`, if
 * given. Null for anything else.
 */
export function durationMs(text: string, unit: keyof typeof unitMs | null = null): number | null {
  const [, count, typed = ''] = /^\s*([0-9]{1,6})\s*([mhd]?)\s*$/i.exec(text) ?? [];
  const letter = typed.toLowerCase();
  const each = letter === 'm' || letter === 'h' || letter === 'd' ? letter : unit;
  return count === undefined || each === null ? null : Number(count) * unitMs[each];
}
