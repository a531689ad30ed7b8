// Who used which certificate, from the audit logs of the clusters.

export { boundUser, hasBoundRoles, leastRoles, leastRolesText } from './least-rights.js';
export { type RecentUse, recentUseToJson } from './recent-use.js';
export { type UsageEvent, usualSpanMs } from './usage.js';
export type { UsageRow } from './usage-row.js';
