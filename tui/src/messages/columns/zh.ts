import type { ColumnId, SortActionId } from './en.js';

export const columns: Readonly<Record<ColumnId, string>> = {
  name: '名称',
  region: '地域',
  kind: '类型',
  version: '版本',
  state: '状态',
  life: '剩余',
  server: '服务器',
  file: '文件',
  identity: '身份',
  cluster: '集群',
  end: '到期',
  status: '状态',
  count: '集群数',
  decision: '决定',
  time: '时间',
};

export const sorts: Readonly<Record<SortActionId, string>> = {
  sortName: '按名称排序',
  sortRegion: '按地域排序',
  sortKind: '按类型排序',
  sortVersion: '按版本排序',
  sortState: '按状态排序',
  sortLife: '按剩余时间排序',
  sortServer: '按服务器排序',
  sortFile: '按文件排序',
  sortIdentity: '按身份排序',
  sortCluster: '按集群排序',
  sortEnd: '按到期排序',
  sortStatus: '按状态字母排序',
  sortCount: '按持有集群数排序',
  sortDecision: '按决定排序',
  sortTime: '按时间排序',
};
