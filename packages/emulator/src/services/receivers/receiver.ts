interface PaceLimits {
  readonly most: number;
  readonly withinMs: number;
  /** How long a sender is blocked beyond the limit; by default until there is room again. */
  readonly penaltyMs?: number;
}

/** Limits a sender's rate. */
export interface Pace {
  /** False if this message comes too fast. */
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

/** A body as a JSON object, or null if it is not one. */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}

/** A value as an object with members, or null if it is not one. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** A value as a list, empty if it is not one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The addresses in Markdown and bare text that a chat app would turn into links, including images. */
export function markdownLinks(text: string): readonly string[] {
  const inBrackets = text.matchAll(/\[[^\]]*\]\(([^)\s]+)[^)]*\)/g).map(([, address = '']) => address);
  const bare = text.matchAll(/\bhttps?:\/\/[^\s)>\]]+/g).map(([address]) => address);
  const tags = text.matchAll(/<a\b[^>]*href=["']?([^"'>\s]+)/g).map(([, address = '']) => address);
  return [...inBrackets, ...bare, ...tags];
}
