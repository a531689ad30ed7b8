/** Smaller steps of the clock are corrections, not news. */
const correctionMs = 5_000;

/** Whether so much time has passed since then; also if the clock was set back meanwhile, as nobody can tell any more. */
export function hasElapsed(since: Date, lengthMs: number, now: Date): boolean {
  const passedMs = now.getTime() - since.getTime();
  return passedMs >= lengthMs || passedMs < -correctionMs;
}
