import type * as en from './words.en.js';

export const header: typeof en.header = {
  regions: (done, all) => (done === all ? `${all} リージョン` : `${done}/${all} リージョン`),
  clusters: (count) => `${count} クラスター`,
  scanning: '問い合わせ中',
  stale: (ago) => `${ago}前の情報`,
  fresh: (ago) => `${ago}前`,
  justNow: '1 分以内',
  readOnly: '読み取り専用',
  refused: '取得できません',
  noContext: 'コンテキストなし',
  noCredentials: '認証情報なし',
  loading: '起動中',
  origins: {
    environment: '環境変数',
    oidc: 'OIDC ロール',
    cliProfile: 'CLI プロファイル',
    credentialsFile: '認証情報ファイル',
    ecsRole: 'インスタンスのロール',
    uri: '認証情報 URI',
  },
};

export const connection: typeof en.connection = {
  sans: '証明書に追加された名前',
  kubectl: 'kubectl',
  skew: (from, to) => `このクラスターに合うのは ${from} から ${to}`,
  asking: 'クラウドに問い合わせ中…',
  unknown: '不明',
  contexts: 'ここへつながるコンテキスト',
};

export const events: typeof en.events = { none: 'このクラスターに対する ackring の操作はまだありません。' };

export const kinds: typeof en.kinds = {
  managed: 'マネージド',
  dedicated: '専有',
  serverless: 'サーバーレス',
  edge: 'エッジ',
  lingjun: 'Lingjun',
  acs: 'ACS',
  registered: '登録済み',
  unknown: '不明',
};

export const actions: typeof en.actions = {
  favourite: 'お気に入り',
  profiles: 'プロファイル',
  regions: 'リージョン',
};

export const reasons: typeof en.reasons = {
  noProfiles: 'Alibaba Cloud CLI のプロファイルがありません',
};

export const watching: typeof en.watching = {
  account: 'アカウント',
  origin: '認証情報',
  seen: '見えるもの',
  notSeen: '現在は使っていません',
};

export const favourites: typeof en.favourites = {
  alias: 'クラスターの短い名前',
  usage: ':alias 名前 で短い名前を付け、:alias - で消します',
  notAName: '短い名前に使えるのは英数字と . _ - です',
  taken: (name) => `${name} という名前のクラスターがすでにあります`,
};

export const states: typeof en.states = {
  initial: '作成中',
  running: '稼働中',
  updating: '更新中',
  updating_failed: '更新失敗',
  upgrading: 'アップグレード中',
  scaling: 'スケーリング中',
  waiting: '接続待ち',
  disconnected: '切断',
  stopped: '停止',
  inactive: '停止',
  unavailable: '利用不可',
  failed: '作成失敗',
  create_timeout: '作成失敗',
  deleting: '削除中',
  deleted: '削除済み',
  delete_failed: '削除失敗',
};
