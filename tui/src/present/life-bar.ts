import { isTemporary, renewalWindowDays, type Validity } from '@ackring/core/words/certificate';

const longTermMs = 1095 * 86_400_000;
const windowShare = (renewalWindowDays * 86_400_000) / longTermMs;

export interface LifeBar {
  /** Life left, as solid cells. */
  readonly left: string;
  /** Life spent. */
  readonly spent: string;
}

/**
 * How much of a certificate's life is left, solid from the left, with a notch where the 180-day window
 * opens. The full length is three years, or a temporary certificate's own duration, which has no window.
 */
export function lifeBar(validity: Validity, now: Date, cells = 17): LifeBar {
  const isShort = isTemporary(validity);
  const wholeMs = isShort ? validity.notAfter.getTime() - validity.notBefore.getTime() : longTermMs;
  const share = Math.min(1, Math.max(0, (validity.notAfter.getTime() - now.getTime()) / wholeMs));
  // A life that is not over keeps one cell, and one that is not whole lacks one.
  const solid = share === 0 ? 0 : Math.max(1, Math.floor(share * cells));
  const notch = isShort ? -1 : Math.round(windowShare * cells) - 1;
  const bar = Array.from({ length: cells }, (_, cell) => (cell === notch ? '╎' : cell < solid ? '━' : '╍'));
  return { left: bar.slice(0, solid).join(''), spent: bar.slice(solid).join('') };
}
