/** The titles of the columns that a list can be sorted by; the same word means the same on every screen. */
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
};

export type ColumnId = keyof typeof columns;

/** What the key of a column does. */
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
} satisfies Record<SortActionId, string> as Record<SortActionId, string>;

export type SortActionId = `sort${Capitalize<ColumnId>}`;
