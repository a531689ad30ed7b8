import { authorize, type Refusal } from '../ram/authorize.js';
import type { Caller } from '../world/identities.js';

/** Asks RAM whether the caller may do one action on one resource, and refuses in a service's own words. */
export type Permit = (caller: Caller, action: string, resource: string) => void;

/** Makes the question for one service. */
export function permitOrRefuse(refusal: Refusal): Permit {
  return (caller, action, resource) => authorize(caller, { actions: [action], resource }, refusal);
}
