import type * as en from './words.en.js';

export const settings: typeof en.settings = {
  title: '設定',
  keysTitle: '設定 · キー',
  names: {
    language: '言語',
    skin: '配色',
    mouse: 'マウス',
    duration: '取得の初期値',
    access: 'アクセス',
    contextName: 'コンテキスト名',
    refresh: '更新の間隔',
    function: 'デプロイ済み関数',
    readOnly: '読み取り専用',
    keys: 'キー',
  },
  ofMachine: '端末に合わせる',
  mouseOn: 'オン（Shift で文字を選択）',
  mouseOff: 'オフ',
  skins: { dark: 'ダーク', light: 'ライト', mono: 'モノクロ' },
  accesses: { auto: 'あればパブリック', public: 'パブリック', private: 'プライベート' },
  longTerm: '長期',
  yes: 'はい',
  no: 'いいえ',
  rebound: (count) => (count === 0 ? '標準' : `変更 ${count} 件`),
  pressKey: '新しいキーを押す · Esc でそのまま',
  hint: 'この端末の設定に保存されます',
  keysHint: 'Enter のあと新しいキー',
  clash: (key, action, other) => `${key} は「${action}」にできません：同じ場所で「${other}」に使われています`,
};

export const actions: typeof en.actions = {
  settings: '設定',
};

export const accepts: typeof en.accepts = {
  settings: '変更',
};

export const scopes: typeof en.scopes = {
  settings: '設定',
};
