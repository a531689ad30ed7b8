const dayMs = 86_400_000;

/** Days before a credential's end at which somebody is told, each louder than the one before; 0 is the end. */
export const alarmSteps = [180, 60, 30, 7, 1, 0] as const;

export type AlarmStep = (typeof alarmSteps)[number];

/** The last step that was reached: the smallest with no more than so many days left; null before the first. */
export function alarmStepAt(notAfter: Date, now: Date): AlarmStep | null {
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs < 0) return 0;
  return alarmSteps.findLast((step) => step > 0 && leftMs <= step * dayMs) ?? null;
}
