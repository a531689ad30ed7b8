import type { Phrase, Words } from './say.js';

/** The titles of sortable columns; the same word means the same on every screen. */
export const columns = {
  name: 'NAME',
  region: 'REGION',
  kind: 'KIND',
  version: 'VERSION',
  state: 'STATE',
  life: 'LIFE',
  server: 'SERVER',
  file: 'FILE',
  identity: 'IDENTITY',
  cluster: 'CLUSTER',
  end: 'ENDS',
  status: 'STATUS',
  count: 'CLUSTERS',
  decision: 'DECISION',
  time: 'TIME',
  access: 'ACCESS',
  answer: 'ANSWER',
  renewedBy: 'RENEWED BY',
  // By the cloud's own record until the audit logs are read.
  seen: 'LAST USED',
  used: 'LAST USED',
  roles: 'ROLES',
  orphans: 'ORPHANS',
  who: 'WHO',
  reason: 'REASON',
  outcome: 'OUTCOME',
  what: 'WHAT',
} as const satisfies Words;

export type ColumnId = keyof typeof columns;

/** What a column's key does. */
export const sorts = {
  sortName: 'sort by name',
  sortRegion: 'sort by region',
  sortKind: 'sort by kind',
  sortVersion: 'sort by version',
  sortState: 'sort by state',
  sortLife: 'sort by life left',
  sortServer: 'sort by server',
  sortFile: 'sort by file',
  sortIdentity: 'sort by identity',
  sortCluster: 'sort by cluster',
  sortEnd: 'sort by end',
  sortStatus: 'sort by status',
  sortCount: 'sort by clusters held',
  sortDecision: 'sort by decision',
  sortTime: 'sort by time',
  sortAccess: 'sort by access',
  sortAnswer: 'sort by answer',
  sortRenewedBy: 'sort by who renews',
  sortSeen: 'sort by when last used',
  sortUsed: 'sort by when last used, by the audit logs',
  sortRoles: 'sort by roles',
  sortOrphans: 'sort by orphans',
  sortWho: 'sort by whom or which',
  sortReason: 'sort by reason',
  sortOutcome: 'sort by outcome',
  sortWhat: 'sort by what happened',
} satisfies Record<SortActionId, Phrase>;

export type SortActionId = `sort${Capitalize<ColumnId>}`;
