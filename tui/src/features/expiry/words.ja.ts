import type * as en from './words.en.js';

export const expiry: typeof en.expiry = {
  now: '現在',
  window: '更新可能期間（180 日）',
  counts: (critical, renewable, expired) =>
    [
      ...(expired > 0 ? [`期限切れ ${expired}`] : []),
      ...(critical > 0 ? [`残りわずか ${critical}`] : []),
      ...(renewable > 0 ? [`更新可 ${renewable}`] : []),
    ].join(' · ') || '更新するものはありません',
  orphan: 'なし: 孤立',
  self: '自分: f か r',
  holder: '所有者本人',
  before: '期限切れ',
};
