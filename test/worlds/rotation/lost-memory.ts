import { keepsMemory } from './plan.js';
import type { World } from './world.js';

/**
 * Whether everything that was remembered on a night was lost since, or before it in a store that was shut all the while:
 * in one store, while no other one had it too.
 */
export function wasMemoryLost({ plan }: World, since: number): boolean {
  return plan.changes.some(
    ({ kind, night, sink }) =>
      (kind === 'memoryDeleted' || kind === 'memoryTorn') &&
      isMemoryOf(plan, sink) &&
      (night >= since || isShutFrom(plan, sink, night, since)) &&
      plan.sinks.every(
        (_, other) => other === sink || !isMemoryOf(plan, other) || isShutOn(plan, other, since, night),
      ),
  );
}

/** Whether a store came back since that had not learnt meanwhile what another one knew, which was shut by then. */
export function wasMemoryBehind({ plan, night: now }: World, since: number): boolean {
  return plan.changes.some(({ kind, night, nights, sink }) => {
    const back = night + nights;
    const isBack = shutting.has(kind) && nights > 0 && since <= back && back <= now;
    return (
      isBack &&
      plan.sinks.some(
        (_, other) => other !== sink && isMemoryOf(plan, other) && isShutOn(plan, other, back, back),
      )
    );
  });
}

function isMemoryOf({ sinks }: World['plan'], sink: number): boolean {
  const plan = sinks[sink];
  return plan !== undefined && keepsMemory(plan);
}

const shutting: ReadonlySet<string> = new Set([
  'sinkOut',
  'sinkRefuses',
  'sinkUnreadable',
  'memoryUnreadable',
  'memoryUnwritable',
  'memoryDeleted',
  'memoryTorn',
]);

/** Nothing was kept or read there at some time between. */
function isShutOn({ changes }: World['plan'], sink: number, from: number, until: number): boolean {
  return changes.some(
    (change) =>
      shutting.has(change.kind) &&
      change.sink === sink &&
      change.night <= until &&
      change.night + Math.max(change.nights, 1) >= from,
  );
}

/** One change shut it from before the one night until after the other. */
function isShutFrom({ changes }: World['plan'], sink: number, from: number, until: number): boolean {
  return changes.some(
    (change) =>
      shutting.has(change.kind) &&
      change.sink === sink &&
      change.night <= from &&
      change.night + change.nights >= until,
  );
}
