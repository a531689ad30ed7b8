import type { FleetEvent } from '@ackring/core/fleet/events';
import type { World } from './perform.js';

/** Answers that come within this time are one change of the screen. */
const gatherMs = 40;

/** Asks every region; what comes is shown in small batches, so that a large fleet does not drown the keys. */
export async function scanFleet({ services, dispatch }: World, signal: AbortSignal): Promise<void> {
  dispatch({ kind: 'fleetStarted' });
  let gathered: FleetEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (signal.aborted || gathered.length === 0) return;
    dispatch({ kind: 'fleet', events: gathered });
    gathered = [];
  };
  try {
    for await (const event of services.scanFleet({ signal })) {
      gathered.push(event);
      timer ??= setTimeout(flush, gatherMs);
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
  flush();
  if (!signal.aborted) dispatch({ kind: 'fleetScanned' });
}
