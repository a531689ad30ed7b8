// Giving access: roles inside clusters, and how long certificates live.

export { type GrantDirection, type GrantPlan, grantRefusal } from './grant.js';
export type { LifePlan } from './life.js';
export { clusterRole } from './roles.js';
