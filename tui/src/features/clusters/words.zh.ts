import type * as en from './words.en.js';

export const header: typeof en.header = {
  regions: (done, all) => (done === all ? `${all} 个地域` : `${done}/${all} 个地域`),
  clusters: (count) => `${count} 个集群`,
  scanning: '扫描中',
  stale: (ago) => `${ago}前的数据`,
  fresh: (ago) => `${ago}前`,
  justNow: '1 分钟内',
  readOnly: '只读',
  refused: '无法获取',
  noContext: '无上下文',
  noCredentials: '无凭证',
  loading: '启动中',
  origins: {
    environment: '环境变量',
    oidc: 'OIDC 角色',
    cliProfile: 'CLI 配置',
    credentialsFile: '凭证文件',
    ecsRole: '实例角色',
    uri: '凭证 URI',
  },
};

export const connection: typeof en.connection = {
  sans: '证书中附加的名称',
  kubectl: 'kubectl',
  skew: (from, to) => `适合此集群的版本为 ${from} 至 ${to}`,
  asking: '正在询问云端…',
  unknown: '未知',
  contexts: '指向此集群的上下文',
};

export const events: typeof en.events = { none: 'ackring 尚未对此集群做过任何操作。' };

export const kinds: typeof en.kinds = {
  managed: '托管',
  dedicated: '专有',
  serverless: 'Serverless',
  edge: '边缘',
  lingjun: '灵骏',
  acs: 'ACS',
  registered: '注册',
  unknown: '未知',
};

export const actions: typeof en.actions = {
  favourite: '收藏',
  profiles: '配置档',
  regions: '地域',
};

export const reasons: typeof en.reasons = {
  noProfiles: '没有可选的阿里云 CLI 配置档',
};

export const watching: typeof en.watching = {
  account: '账号',
  origin: '凭证',
  seen: '可见',
  notSeen: '目前未使用',
};

export const favourites: typeof en.favourites = {
  alias: '集群的短名',
  usage: ':alias 名称 为此集群起短名，:alias - 去掉',
  notAName: '短名只能用字母、数字和 . _ -',
  taken: (name) => `已有名为 ${name} 的集群`,
};

export const states: typeof en.states = {
  initial: '创建中',
  running: '运行中',
  updating: '更新中',
  updating_failed: '更新失败',
  upgrading: '升级中',
  scaling: '伸缩中',
  waiting: '等待接入',
  disconnected: '断开连接',
  stopped: '已停止',
  inactive: '已停止',
  unavailable: '不可用',
  failed: '创建失败',
  create_timeout: '创建超时',
  deleting: '删除中',
  deleted: '已删除',
  delete_failed: '删除失败',
};
