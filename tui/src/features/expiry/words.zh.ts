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
  self: '你：f 或 r',
  holder: '持有者本人',
  before: '此前已过期',
};
