import type * as en from './words.en.js';

export const usage: typeof en.usage = {
  titles: {
    calls: '呼び出し',
    from: '接続元',
    agents: 'プログラム',
    verbs: '操作',
    namespaces: '名前空間',
  },
  unusedFor: (time) => `${time}間未使用`,
  unseenFor: (time) => `${time}分の記録になし`,
  recently: {
    used: (addresses, ago, agents) =>
      `直近 7 日間の接続元 ${addresses} 件、最後は${ago}${agents === '' ? '' : `：${agents}`}`,
    unused: '監査ログによれば、直近 7 日間の呼び出しはありません',
    unknown: '監査ログでは直近 7 日間のすべてを確認できません',
  },
  needsEach: 'kubeconfig ごとの表示で使えます：tab',
  cells: { asking: '確認中…', off: '監査ログなし', unreadable: '読み取れません' },
};

export const actions: typeof en.actions = { usage: '監査ログによる最終使用' };
