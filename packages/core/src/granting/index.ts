// Giving access: roles inside clusters, and how long certificates live.

export type { GrantDirection } from '../rights/change-role.js';
export { type Ending, type EndingRight, endingAfter, rightState } from '../rights/ending-right.js';
export { clusterRole, roleNamed } from '../rights/roles.js';
export type { EndedRight } from '../rights/take-back.js';
export type { GrantOutcome } from './giving.js';
export { type GrantAsked, type GrantPlan, grantRefusal } from './grant.js';
export type { LifePlan } from './life.js';
