import type { World } from '../world/world.js';
import { GatewayError } from './error.js';

/** Remembers used nonces for as long as a request's date could still pass. */
export interface Nonces {
  /** Refuses one that was used before. */
  use(nonce: string, now: Date): void;
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
      if (seen.has(nonce)) {
        throw new GatewayError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
      }
      seen.set(nonce, now.getTime());
    },
  };
}

/** How far a signature's own time may be from the cloud's, either way. */
const permittedSkewMs = 15 * 60 * 1000;

/** True when a signature's time is near enough to the cloud's, or to the machine's, which clients keep. */
export function isSignedNow(world: World, signedAt: Date, skewMs = permittedSkewMs): boolean {
  return [world.clock.now(), world.clock.machine()].some(
    (now) => Math.abs(now.getTime() - signedAt.getTime()) <= skewMs,
  );
}

const isoPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Refuses a gateway date that is not `2026-11-24T08:00:00Z`, or too far off. */
export function checkIsoTime(world: World, text: string): void {
  checkTime(world, isoPattern.test(text) ? Date.parse(text) : Number.NaN);
}

/** The same for an HTTP date, in the older signature. */
export function checkHttpTime(world: World, text: string): void {
  checkTime(world, Date.parse(text));
}

function checkTime(world: World, time: number): void {
  if (Number.isNaN(time)) {
    throw new GatewayError(
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    );
  }
  if (isSignedNow(world, new Date(time))) return;
  throw new GatewayError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
}
