/** Remembers used nonces for as long as a request's date could still pass. */
export interface Nonces {
  /** False when it was used before. */
  use(nonce: string, now: Date): boolean;
}

/** Twice the permitted skew: a date 15 minutes ahead stays valid for 30. */
const keptMs = 30 * 60 * 1000;

/** One memory for one service. */
export function createNonces(): Nonces {
  const seen = new Map<string, number>();
  return {
    use(nonce, now) {
      for (const [old, at] of seen) {
        if (now.getTime() - at <= keptMs) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) return false;
      seen.set(nonce, now.getTime());
      return true;
    },
  };
}
