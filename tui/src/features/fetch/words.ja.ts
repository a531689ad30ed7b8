import type * as en from './words.en.js';

export const fetch: typeof en.fetch = {
  title: (cluster) => `kubeconfig の取得 · ${cluster}`,
  titleMany: (count) => `${count} 個の kubeconfig を取得`,
  alsoFor: (names) => `同じ内容で：${names}`,
  type: '種類',
  temporary: '一時',
  longTerm: '長期（3 年）',
  token: 'トークン',
  duration: '期間',
  custom: '指定',
  ends: (instant) => `${instant} まで`,
  access: 'アクセス',
  private: 'プライベート（VPC）',
  public: (address) => `パブリック（${address}）`,
  noPublic: 'パブリック（このクラスターにはありません）',
  noPrivate: 'プライベート（このクラスターにはありません）',
  file: '保存先',
  context: '名前',
  cluster: 'クラスター',
  user: 'ユーザー',
  contextEntry: 'コンテキスト',
  planning: '変更内容を調べています…',
  certificate: (life) => `証明書 ${life}`,
  tokenUser: 'RAM トークン（使うたびに署名）',
  nothingChanges: '変更はありません',
  untouched: (count) => `他の ${count} コンテキストはそのまま`,
  currentStays: (name) =>
    name === null ? 'current-context は未設定のまま' : `current-context は「${name}」のまま`,
  currentBecomes: (name) => `current-context を「${name}」に変更`,
  steps: { fetch: '取得中…', write: '書き込み中…', verify: 'API サーバーに確認中…' },
  done: (context, file) => `${context} を ${file} に書き込みました`,
  cancelled: 'キャンセルしました。何も書き込んでいません',
  heldByAnother: 'この認証情報で取得できるのは別の所有者の kubeconfig です',
  renewAsHolder: '本来の所有者のプロファイルに切り替えてください（`:profile`）',
  changed: '何もしていません。計画が表示していたものから変わりました。もう一度確認してください',
};

export const actions: typeof en.actions = {
  fetch: '取得',
  dialogAcceptAndUse: '切り替えも行う',
};

export const accepts: typeof en.accepts = {
  fetch: '取得',
};

export const scopes: typeof en.scopes = {
  fetch: '取得ダイアログ',
};

export const reasons: typeof en.reasons = {
  noCluster: 'クラスターが選ばれていません',
  notServing: (state) => `クラスターが ${state} の間、API サーバーは応答しません`,
  noEndpoint: '到達できる API サーバーのエンドポイントがありません',
  useOne: '現在のコンテキストにできるのは 1 つだけです',
  badDuration: '期間は 15m から 3d です（例：90m、8h、2d）',
};
