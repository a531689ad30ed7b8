export interface PaceLimits {
  readonly most: number;
  readonly withinMs: number;
  /** Whoever exceeds the limit is held off for so long; until there is room again by default. */
  readonly penaltyMs?: number;
}

/** Keeps a sender's pace. */
export interface Pace {
  /** False when this message comes too fast. */
  take(now: Date): boolean;
}

export function createPace({ most, withinMs, penaltyMs = 0 }: PaceLimits): Pace {
  let sent: number[] = [];
  let heldUntil = 0;
  return {
    take(now) {
      const time = now.getTime();
      if (time < heldUntil) return false;
      sent = sent.filter((at) => time - at < withinMs);
      if (sent.length >= most) {
        heldUntil = time + penaltyMs;
        return false;
      }
      sent.push(time);
      return true;
    },
  };
}
