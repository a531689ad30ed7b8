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
  orphan: 'なし：孤立',
  self: '自分：f か r',
  holder: '所有者本人',
  before: '期限切れ',
  page: {
    title: 'kubeconfig の有効期限一覧',
    asOf: (kubeconfigs, clusters, instant) =>
      `${clusters} クラスターの kubeconfig ${kubeconfigs} 件（${instant} 時点）`,
    reading: 'クラスターを読み取り中です。今はこのマシンの kubeconfig ファイルだけを表示しています。',
    stale: (problem) => `その後、クラスターを読み取れていません：${problem}`,
    lastRun: (at, states) =>
      `前回のローテーション：${at}（正常 ${states.ready}、待機 ${states.pending}、失敗 ${states.failing}、実行不可 ${states.blocked}、使えるものがない利用先 ${states.broken}）`,
    unread: '次のものは読み取れなかったため、このページには含まれていません：',
    chart: '長期 kubeconfig の期限（月別）',
    chartLabel: '今後 36 か月の各月に期限を迎える長期 kubeconfig の数',
    window: (days) => `${days} 日以内：更新可能`,
    footer: 'ackring が作成しました。このページに認証情報は含まれていません。日付はすべて UTC です。',
    meanings: {
      expired: '期限切れです。利用側はすでに停止しています',
      critical: '30 日以内（短い有効期間の場合は最後の 18 分の 1）に期限を迎えます',
      renewable:
        '180 日以内（短い有効期間の場合は最後の 3 分の 1）に期限を迎えます。新しいものを取得できます',
      fresh: 'それより長い残りがあります',
      temporary: '数日以内に自動的に失効します',
      notYetValid: 'まだ有効期間が始まっていません',
      revoked: '失効済みです',
      unknown: '判定できませんでした',
    },
  },
};
