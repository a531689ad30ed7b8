import type * as en from './words.en.js';

export const causes: typeof en.causes = {
  expired: '期限切れ',
  notYetValid: 'まだ有効でない',
  revoked: '失効済み',
  forbidden: '権限なし',
  unauthorized: '認証されない',
  authenticatorMissing: 'アドオンなし',
  mappingsIgnored: '対応付け無効',
  identityNotMapped: '対応付けなし',
  wrongCertificateAuthority: 'CA が違う',
  nameMismatch: '名前の不一致',
  unreachable: '到達不能',
  clockSkew: '時計のずれ',
  execPluginMissing: 'exec プラグインなし',
  execPluginFailed: 'exec プラグイン失敗',
  untrusted: '未信頼のファイル',
  credentialUnreadable: '読み取り不能',
  dangling: '参照切れ',
  refusedByKubectl: 'kubectl が拒否',
  serverError: 'サーバーエラー',
  unknown: '不明',
};

export const credentials: typeof en.credentials = {
  certificate: (holder) => `証明書 ${holder}`,
  none: 'なし',
  token: 'トークン',
  basic: 'パスワード',
  exec: (command) => `exec ${command}`,
  fetched: (issues, tool) => `${tool} の${issues === 'token' ? 'トークン' : '証明書'}`,
  authProvider: (name) => `認証プロバイダー ${name}`,
  unreadable: '読み取り不能',
};

export const answers: typeof en.answers = {
  asking: '問い合わせ中…',
  ok: (latencyMs) => `応答あり ${latencyMs} ms`,
  seenIn: (names) => `権限は名前空間 ${names} で確認`,
  onPaths: '権限はパスに対してのみ',
  onlyAsEverybody: '誰にでも許された操作のみ',
  unproven: '未検証：応答したのが本物とは限りません',
  verified: (name, who, groups, latencyMs) =>
    `${name} は ${who}${groups === '' ? ' ' : `（${groups}）`}として応答 · ${latencyMs} ms`,
  failed: (name, detail) => `${name}: ${detail}`,
  verifiedMany: (ok, failed) => (failed === 0 ? `${ok} 件が応答` : `${ok} 件が応答 · ${failed} 件は失敗`),
};

export const actions: typeof en.actions = {
  verify: '検証',
  renew: '更新',
  yaml: 'YAML',
  edit: 'ファイルを編集',
};

export const reasons: typeof en.reasons = {
  noContext: 'まだ kubeconfig がありません。f で取得してください',
  noContextYet: 'その kubeconfig はありません',
  windowOpens: (day) => `更新できるのは ${day} からです`,
  notRenewable: {
    Temporary: '一時 kubeconfig は更新できません。f で新しく取得してください',
    NoCertificate: '更新できる証明書がありません',
    CertificateUnreadable: '証明書を読めません。f で新しく取得してください',
    NotAckCluster: 'ACK クラスターのものではありません',
    UserOfSeveralClusters:
      '複数のクラスターのコンテキストがこのユーザーを共有しています。それぞれ f で取得してください',
    unknownCluster: '応答したリージョンにそのクラスターがありません',
  },
};
