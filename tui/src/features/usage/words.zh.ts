import type * as en from './words.en.js';

export const usage: typeof en.usage = {
  titles: {
    lastUsed: '上次使用',
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
      `最近 7 天有 ${addresses} 个来源地址，最后一次${ago}${agents === '' ? '' : `：${agents}`}`,
    unused: '审计日志显示最近 7 天没有调用',
    unknown: '审计日志无法覆盖最近 7 天的全部情况',
  },
};
