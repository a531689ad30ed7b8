import type { ColumnId, SortActionId } from './en.js';

export const columns: Readonly<Record<ColumnId, string>> = {
  name: '名前',
  region: 'リージョン',
  kind: '種類',
  version: 'バージョン',
  state: '状態',
  life: '残り',
  server: 'サーバー',
  file: 'ファイル',
  identity: 'ID',
  cluster: 'クラスター',
  end: '終了日',
  status: 'ステータス',
  count: 'クラスター数',
  decision: '判断',
  time: '時刻',
};

export const sorts: Readonly<Record<SortActionId, string>> = {
  sortName: '名前で並べ替え',
  sortRegion: 'リージョンで並べ替え',
  sortKind: '種類で並べ替え',
  sortVersion: 'バージョンで並べ替え',
  sortState: '状態で並べ替え',
  sortLife: '残り期間で並べ替え',
  sortServer: 'サーバーで並べ替え',
  sortFile: 'ファイルで並べ替え',
  sortIdentity: 'ID で並べ替え',
  sortCluster: 'クラスターで並べ替え',
  sortEnd: '終了日で並べ替え',
  sortStatus: 'ステータスで並べ替え',
  sortCount: 'クラスター数で並べ替え',
  sortDecision: '判断で並べ替え',
  sortTime: '時刻で並べ替え',
};
