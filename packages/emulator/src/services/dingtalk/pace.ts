const minuteMs = 60_000;
const perMinute = 20;
/** Whoever exceeds the limit is held off for so long. */
const penaltyMs = 10 * minuteMs;

/** Keeps one robot's pace: twenty messages a minute, and ten minutes of silence for whoever sends more. */
export interface Pace {
  /** False when this message comes too fast. */
  take(now: Date): boolean;
}

export function createPace(): Pace {
  let sent: number[] = [];
  let heldUntil = 0;
  return {
    take(now) {
      const time = now.getTime();
      if (time < heldUntil) return false;
      sent = sent.filter((at) => time - at < minuteMs);
      if (sent.length >= perMinute) {
        heldUntil = time + penaltyMs;
        return false;
      }
      sent.push(time);
      return true;
    },
  };
}
