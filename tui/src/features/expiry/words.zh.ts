import type * as en from './words.en.js';

export const expiry: typeof en.expiry = {
  now: '现在',
  window: '续期窗口（180 天）',
  counts: (critical, renewable, expired) =>
    [
      ...(expired > 0 ? [`已过期 ${expired}`] : []),
      ...(critical > 0 ? [`即将到期 ${critical}`] : []),
      ...(renewable > 0 ? [`可续期 ${renewable}`] : []),
    ].join(' · ') || '没有需要续期的',
  orphan: '无人：孤立',
  self: '您：f 或 r',
  holder: '持有者本人',
  before: '此前已过期',
  page: {
    title: 'kubeconfig 到期一览',
    asOf: (kubeconfigs, clusters, instant) =>
      `${clusters} 个集群的 ${kubeconfigs} 个 kubeconfig，截至 ${instant}`,
    reading: '正在读取集群；目前仅显示本机的 kubeconfig 文件。',
    stale: (problem) => `此后无法读取集群：${problem}`,
    lastRun: (at, states) =>
      `上次轮转：${at}（就绪 ${states.ready}，待处理 ${states.pending}，失败 ${states.failing}，受阻 ${states.blocked}，使用方无可用凭证 ${states.broken}）`,
    unread: '以下内容未能读取，因此不在本页中：',
    chart: '长期 kubeconfig 的到期月份',
    chartLabel: '未来 36 个月内每月到期的长期 kubeconfig 数量',
    window: (days) => `${days} 天内：可续期`,
    footer: '由 ackring 生成。本页不含任何凭证。所有日期均为 UTC。',
    meanings: {
      expired: '已到期，使用方已无法工作',
      critical: '30 天内（较短有效期则为最后十八分之一）到期',
      renewable: '180 天内（较短有效期则为最后三分之一）到期，可以获取新的',
      fresh: '剩余时间更长',
      temporary: '数天内自动失效',
      notYetValid: '尚未生效',
      revoked: '已吊销',
      unknown: '无法判断',
    },
  },
};
