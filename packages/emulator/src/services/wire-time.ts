/** An instant as most services of the cloud write it: UTC, whole seconds, `2026-11-24T08:00:00Z`. */
export function wireTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
