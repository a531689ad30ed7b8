import { openCertificates } from './certificates.js';
import type { Breach, Promised } from './court.js';
import { invoke } from './function.js';
import { happen, tidy } from './happen.js';
import type { FleetPlan } from './plan.js';
import type { OpenHub } from './stores.js';
import { createWitness, type Figures } from './witness.js';
import { beginNight, createWorld } from './world.js';

export interface Played {
  readonly breaches: readonly Breach[];
  readonly figures: Figures;
}

/** Plays a fleet's years; with `until`, ends at the first breach of that promise. */
export async function play(
  plan: FleetPlan,
  until: Promised | null = null,
  openHub?: OpenHub,
): Promise<Played> {
  const world = await createWorld(plan, await openCertificates(), openHub);
  const witness = createWitness(world);
  for (let night = 0; night < plan.nights; night += 1) {
    beginNight(world, night);
    happen(world);
    tidy(world);
    for (const { hub } of world.stores) await hub.catchUp();
    witness.before();
    const invocations = [];
    for (const index of plan.functions.keys()) invocations.push(...(await invoke(world, index, witness)));
    witness.after(invocations);
    if (until !== null && witness.breaches.some(({ promise }) => promise === until)) break;
  }
  witness.end();
  return { breaches: witness.breaches, figures: witness.figures() };
}
