import type { AppState } from '../../screen/app-state.js';
import type { Ask } from '../../screen/task.js';
import { scanFleet } from './tasks.js';

/** A scan that took so long doubles the pause before the next. */
const longScanMs = 6000;
/** The longest pause, in shortest ones: after this, what is shown is too old whoever looks. */
const laziest = 10;
/**
 * The fleet is asked again after a pause that grows with how long the last scan took, how many regions refused, and how
 * long nobody has pressed a key: about 4, 8 and 16 minutes on a screen that is only looked at, and a forgotten one costs
 * the API next to nothing.
 */
export function fleetDue(state: AppState): readonly Ask[] {
  return isScanDue(state) ? [scanFleet()] : [];
}

function isScanDue({ fleet, now, lastKeyAt, job, rotation, settings }: AppState): boolean {
  if (fleet.isScanning || fleet.seenAt === null || fleet.scanStartedAt === null) return false;
  if (job !== null || rotation.running !== null) return false;
  const tookMs = Math.max(0, fleet.seenAt.getTime() - fleet.scanStartedAt.getTime());
  const idleMs = Math.max(0, now.getTime() - lastKeyAt.getTime());
  const failed = [...fleet.regions.values()].filter(({ kind }) => kind === 'failed').length;
  const shortestMs = settings.refreshSeconds * 1000;
  const pauseMs = shortestMs * (1 + tookMs / longScanMs) + idleMs / 2;
  const refusedMs = pauseMs * (1 + failed / Math.max(1, fleet.regions.size));
  return now.getTime() - fleet.seenAt.getTime() >= Math.min(laziest * shortestMs, refusedMs);
}
