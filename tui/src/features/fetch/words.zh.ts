import type * as en from './words.en.js';

export const fetch: typeof en.fetch = {
  title: (cluster) => `获取 kubeconfig · ${cluster}`,
  titleMany: (count) => `获取 ${count} 个 kubeconfig`,
  alsoFor: (names) => `同样用于：${names}`,
  type: '类型',
  temporary: '临时',
  longTerm: '长期（3 年）',
  token: '令牌',
  duration: '有效期',
  custom: '自定义',
  ends: (instant) => `${instant} 到期`,
  access: '访问',
  private: '内网（VPC）',
  public: (address) => `公网（${address}）`,
  noPublic: '公网（该集群没有）',
  noPrivate: '内网（该集群没有）',
  file: '写入',
  context: '名称',
  cluster: '集群',
  user: '用户',
  contextEntry: '上下文',
  planning: '正在计算变更…',
  certificate: (life) => `证书 ${life}`,
  tokenUser: 'RAM 令牌（每次使用时签署）',
  nothingChanges: '没有变更',
  untouched: (count) => `其他 ${count} 个上下文保持不变`,
  currentStays: (name) => (name === null ? 'current-context 仍未设置' : `current-context 仍为“${name}”`),
  currentBecomes: (name) => `current-context 改为“${name}”`,
  steps: { fetch: '获取中…', write: '写入中…', verify: '询问 API Server…' },
  done: (context, file) => `${context} 已写入 ${file}`,
  cancelled: '已取消，未写入任何内容',
  heldByAnother: '用这些凭证取得的是另一持有者的 kubeconfig',
  renewAsHolder: '请切换到其持有者的配置档：`:profile`',
  changed: '未执行任何操作：计划已与显示的不同，请重新查看',
};

export const actions: typeof en.actions = {
  fetch: '获取',
  dialogAcceptAndUse: '同时切换',
};

export const accepts: typeof en.accepts = {
  fetch: '获取',
};

export const scopes: typeof en.scopes = {
  fetch: '获取对话框',
};

export const reasons: typeof en.reasons = {
  noCluster: '未选中集群',
  notServing: (state) => `集群处于 ${state} 状态时 API Server 不会响应`,
  noEndpoint: '该集群没有可访问的 API Server 端点',
  useOne: '只有一个上下文能成为当前上下文',
  badDuration: '有效期为 15m 到 3d，例如 90m、8h、2d',
};
