import type * as en from './words.en.js';

export const usage: typeof en.usage = {
  titles: {
    calls: '调用次数',
    from: '来源',
    agents: '程序',
    verbs: '操作',
    namespaces: '命名空间',
  },
  unusedFor: (time) => `${time}未使用`,
  unseenFor: (time) => `${time}内的日志中没有`,
  recently: {
    used: (addresses, ago, agents) =>
      `最近 7 天有 ${addresses} 个来源地址，最后一次在 ${ago}${agents === '' ? '' : `：${agents}`}`,
    unused: '审计日志显示最近 7 天没有调用',
    unknown: '审计日志无法覆盖最近 7 天的全部情况',
  },
  needsEach: '在逐个 kubeconfig 的视图中可用：tab',
  cells: { asking: '查询中…', off: '无审计日志', unreadable: '无法读取' },
};

export const actions: typeof en.actions = { usage: '上次使用（审计日志）' };
