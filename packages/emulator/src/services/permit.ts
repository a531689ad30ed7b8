import { authorize, type Refusal } from '../ram/authorize.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';

/** Asks RAM whether the caller may do one action on one resource, and refuses in a service's own words. */
export type Permit = (world: World, caller: Caller, action: string, resource: string) => void;

/** Makes the question for one service. */
export function permitOrRefuse(refusal: Refusal): Permit {
  return (world, caller, action, resource) =>
    authorize(world, caller, { actions: [action], resource }, refusal);
}
