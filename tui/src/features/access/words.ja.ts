import type * as en from './words.en.js';
import type { RemovalMessages } from './words.en.js';

export const removal: RemovalMessages = {
  groupings: { identity: 'ID 別', cluster: 'クラスター別', each: 'kubeconfig ごと' },
  orphans: (count) => `孤立 ${count}`,
  columns: {
    holders: '所有者数',
    why: '理由',
    verdict: '判定',
    removed: '削除日時',
    until: '復元期限',
    held: '保持していたもの',
  },
  seen: { never: 'なし', unreadable: '読めない', notAsked: '–', asking: '…' },
  service: 'クラウド自身のサービス',
  rolesInPart: 'ロールはあなたが管理するクラスターの分だけです。他のクラスターについてクラウドは伝えません。',
  acts: (clean, revoke) => `${clean} で他者のアクセスを削除 · ${revoke} で自分のものを失効`,
  choices: {
    leave: 'そのままにする',
    clean: (count) => `${count} 件を削除`,
    force: (count, forced) => (count === 0 ? `${forced} 件を強制` : `${count} 件を削除、${forced} 件は強制`),
    look: 'トークンを探す',
    revoke: '失効させる',
  },
  planning: '何が保持され、最後にいつ使われたかを調べています…',
  stop: (key) => `${key} で次の前に中止`,
  stopping: '中止しています。送信済みのものは最後まで見届けます。',
  noStop: '失効は途中で中止できません。新しい kubeconfig を配布中です',
  leaves: '閉じる',
  close: (key) => `${key} で閉じる`,
  several: '選んだものは複数のプロファイルに属します。1 つずつ行ってください',
  clean: {
    title: (names) =>
      names.length > 3 ? `${names.length} 人のアクセスを削除` : `${names.join('、')} のアクセスを削除`,
    counts: ({ remove, force, refused }) =>
      [
        `削除できる ${remove}`,
        ...(force > 0 ? [`強制が必要 ${force}`] : []),
        ...(refused > 0 ? [`拒否 ${refused}`] : []),
      ].join(' · '),
    effect:
      'そこの kubeconfig とバインドは直ちに使えなくなり、以後発行もされません。保持内容は先にファイルへ保存します。',
    lookEffect:
      '削除できる証明書はもうありませんが、トークンではまだ入れるかもしれません。各クラスターに確認できます。何も削除しません。',
    unseen: (places) => `確認できず、この計画に含まれないもの：${places}`,
    none: '確認すべき kubeconfig はもうありません。',
    confirmTitle: (count) => `${count} 件を削除`,
    confirm: (count, names) =>
      `${names} の ${count} クラスターでのアクセスを削除します。コンソールのごみ箱から 30 日間は復元できます。`,
    lookTitle: 'トークンを探す',
    look: (count, names) =>
      `トークンで ${names} がまだ入れるかどうかを ${count} クラスターに確認します。何も削除しません。`,
    forceTitle: (count) => `強制 · ${count}`,
    force: (clusters) =>
      `過去 7 日以内に使われたか、判断できないもの：${clusters}。直ちに使えなくなります。もう一度名前を入力してください。`,
    verdicts: { remove: '削除する', 'needs-force': '強制が必要', refused: '拒否' },
    reasons: {
      Inactive: '7 日以上使われていない',
      NeverSeen: '使われたことがない',
      ActiveRecently: '7 日以内に使われた',
      ActivityUnreadable: '利用状況が読めない。使用中かもしれない',
      IsAccountRoot: 'アカウント root は削除できない',
      IsCaller: 'あなた自身',
      IsCloudService: 'クラウド自身のサービスのロール',
      AlreadyRemoved: '削除済み',
      NothingIssued: '発行されたことがない',
      StateUnknown: 'クラウドも状態を知らない',
      ClusterGone: 'クラスターがないか、削除中',
    },
    remedies: {
      ActiveRecently: '誰が使っているか調べて移してから、強制してください。',
      ActivityUnreadable: '監査ログを有効にして計画し直すか、確認のうえ強制してください。',
      IsAccountRoot: 'アカウント root でログインし、ackring revoke で失効させてください。',
      IsCaller: '自分のものは R で失効させてください。',
      IsCloudService: '不要です。クラウドが管理しています。',
      StateUnknown: 'コンソールの権限付与で確認してください。',
    },
    results: {
      removed: '削除',
      alreadyRemoved: '削除済みだった',
      refused: '残した',
      failed: '失敗',
      unconfirmed: '受理済み。一覧への反映待ち',
      unknown: '不明。計画し直して確認',
    },
    forced: '強制',
    looks: { proven: '認証済みの他人と同じ', refuted: 'まだ入れます', unknown: '締め出されたかは不明' },
    underWay: '削除中…',
    waiting: '待機',
    task: (id) => `クラウドのタスク ${id} が進行中`,
    backup: (file) => `保持内容：${file}`,
    unsaved: (cluster, why) => `${cluster} 自身のバインディングは保存できませんでした：${why}`,
    report: (file) => `レポート：${file}`,
    restore: (day, url) => `${day} まで復元可能：${url}`,
    tokens: (clusters) =>
      clusters === 0
        ? '確認した範囲では、トークンで入れるクラスターはない'
        : `${clusters} クラスターでトークンで入れるか、不明`,
    ended: (removed, left, failed, unconfirmed) =>
      [
        `${removed} 件を削除`,
        ...(left > 0 ? [`${left} 件を残した`] : []),
        ...(failed > 0 ? [`${failed} 件失敗`] : []),
        ...(unconfirmed > 0 ? [`${unconfirmed} 件は一覧への反映待ち`] : []),
      ].join(' · '),
  },
  revoke: {
    title: (cluster) => `自分の kubeconfig を失効 · ${cluster}`,
    reasons: {
      ClusterNotServing: '今は失効させる API サーバーがない',
      InUseRecently: '7 日以内に使われた',
      UseUnknown: '使用中かどうか誰にも分からない',
      NotUsed: '過去 7 日は使われていない',
    },
    lastUsed: '最終利用',
    dies: '使えなくなり、新しいものを受け取る',
    dead: '使えなくなる',
    others: 'どのマシンにあっても、他のすべての写し（一時的なものも）',
    unread: (place, why) => `${place} は確認できず、何も受け取りません：${why}`,
    fetchesAnew: 'プラグインの保存分。次回は新しく取得',
    otherCache: (program) => `${program} の保存分。ここからは削除しません`,
    noSinks: '設定フォルダーの rotation.yaml に配布先がありません。配布先の写しは不明で、何も受け取りません',
    sinksUnread: (why) => `ローテーションの配布先は不明で、何も受け取りません：${why}`,
    noCopies: 'ローテーションの配布先にあなたの写しはありません',
    noContexts:
      'あなたの kubeconfig ファイルにこれを持つコンテキストはありません。使っているもののために、後で新しいものを取得してください',
    serial: (serial) => `シリアル ${serial}`,
    confirmTitle: '失効させる',
    confirm: (cluster, places) =>
      `${cluster} のあなたの kubeconfig はすべて直ちに無効になります。分かっている ${places} か所に新しいものを配布します。`,
    steps: {
      proveAlive: '古いものは有効',
      revoke: '失効',
      fetch: '新しいものを取得',
      deliver: '配布',
      verify: '応答あり',
      forget: 'ackring のプラグインのキャッシュを削除',
      proveOldDead: '古いものは無効',
    },
    undead: { failed: '古いものはまだ有効', unknown: '古いものが無効かどうか' },
    untried: {
      forget: 'ackring のものではないキャッシュはそのまま',
      proveAlive: '古いものは試していません（手元に写しがありません）',
      proveOldDead: '古いものが無効かは試していません。`ackring leak FILE` で写しを試せます',
    },
    running: '失効中…',
    ended: {
      yes: (cluster) => `${cluster} の自分の kubeconfig を失効させました`,
      no: (cluster) => `${cluster} の自分の kubeconfig は失効していません`,
      unknown: (cluster) => `${cluster} の自分の kubeconfig が失効したかは不明です。検証してください`,
    },
    failed: (count) => `${count} 手順が失敗`,
  },
  bin: {
    title: 'まだ復元できるもの',
    none: 'このマシンから削除したもので、まだ復元できるものはありません。',
    row: (name, cluster, removed, until) => `${cluster} の ${name}: ${removed} に削除、${until} まで復元可能`,
    backup: '保持内容は次のファイルにあります',
    where: (url) => `コンソールの「権限付与」>「KubeConfig 管理」で復元：\n  ${url}`,
    limits: 'ID とクラスターごとに 1 つ、RBAC を含めて保持します。API はありません。',
  },
  journal: {
    unfinished: (summary) => `開始されたまま終わっていません：${summary}`,
    tampered: '変更の記録が改ざんされています',
    tamperedRemedy: '確認：ackring history --check',
  },
  exported: (count, file) => `${count} 件の kubeconfig を ${file} に書き出しました`,
  exportUsage: 'ファイル名を指定：:export access.csv または :export access.json',
  reasons: {
    notYours: (key) => `失効できるのは自分のものだけです。他者のものは ${key} で削除します`,
    nobodyHeld: 'ここの kubeconfig の所有者はまだ不明です',
    noHolding: (word) => `「${word}」が kubeconfig を保持しているとは確認できません`,
    noClusterNamed: (word) => `クラスター「${word}」は見当たりません`,
    manyNamed: (word) => `「${word}」は複数あります。ID を指定してください`,
  },
};

export const identityTypes: typeof en.identityTypes = {
  root: 'ルート',
  user: 'ユーザー',
  role: 'ロール',
  unknown: '不明',
};

export const identityStates: typeof en.identityStates = {
  active: '有効',
  inactive: '無効',
  deleted: '削除済み',
  unknown: '不明',
};

export const identity: typeof en.identity = {
  uid: 'UID',
  type: '種類',
  state: '状態',
  holds: '所有',
  orphan: 'この ID ではもうログインできませんが、kubeconfig は使えるままです。権限を削除してください。',
  clusters: (count) => `${count} クラスター`,
};

export const rules: typeof en.rules = {
  title: '規則',
  breaks: (what, rules, file) => `§ ${what} は ${file} のルール ${rules} に違反しています`,
};

export const tokens: typeof en.tokens = {
  title: 'トークン',
  asking: '確認中…',
  noAuthenticator: 'アドオン無',
  mappingsIgnored: '割当無効',
  mapped: (whom) => `${whom} として`,
  unmapped: '割当なし',
  unknown: '不明',
  unknownBecause: (why) => `トークンが受け付けられるかは不明です：${why}`,
  asOf: (ago) => `RAM トークン：アドオンと RAMIdentityMapping によります（${ago}に確認）`,
};

export const actions: typeof en.actions = {
  rescan: '再確認',
  group: 'グループ化',
  clean: '削除',
  revoke: '失効',
  bin: 'ごみ箱',
  export: '書き出す',
};

export const accepts: typeof en.accepts = {
  removal: 'この選択を実行',
};

export const scopes: typeof en.scopes = {
  removal: 'アクセス権の取り消し',
};
