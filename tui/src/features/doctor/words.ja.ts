import type * as en from './words.en.js';

export const doctor: typeof en.doctor = {
  title: '診断',
  command: '動作しない原因を調べる',
  looking: '調べています。何も変更しません。',
  found: (count) => (count === 0 ? '問題はありません。' : `対応が必要な項目：${count} 件`),
};

export const scopes: typeof en.scopes = {
  doctor: '診断結果の中',
};
