import type { World } from '../world/world.js';

/** How far a signature's own time may be from the cloud's, either way. */
const permittedSkewMs = 15 * 60 * 1000;

/** True when a signature's time is near enough to the cloud's, or to the machine's, which clients keep. */
export function isSignedNow(world: World, signedAt: Date, skewMs = permittedSkewMs): boolean {
  return [world.clock.now(), world.clock.machine()].some(
    (now) => Math.abs(now.getTime() - signedAt.getTime()) <= skewMs,
  );
}
