import type * as en from './words.en.js';

export const sessions: typeof en.sessions = {
  open: (cluster, isReadOnly, until) =>
    `ackring: ${cluster} に接続中${isReadOnly ? '（読み取り専用）' : ''}、期限 ${until}。終了すると証明書は消えます`,
  asking: (cluster) => `${cluster} の証明書を取得しています`,
  left: (cluster) => `${cluster} から戻りました。証明書は削除済みです`,
  status: (cluster, status) =>
    `${cluster} から戻りました。コマンドの終了ステータスは ${status}、証明書は削除済みです`,
  over: (cluster) => `コマンドが終わる前に ${cluster} の証明書の期限が切れました`,
  missing: 'そのコマンドはありません',
  notExecutable: 'そのコマンドは実行できません',
  chooseCommand: 'k9s をインストールするか、ACKRING_SHELL に別のコマンドを設定してください。',
  refused: (count) => `${count} 件の要求を通しませんでした`,
  times: (count) => `${count} 回`,
  why: {
    writes: '読み取りとは確認できません',
    secrets: 'Secret の表示には --with-secrets が必要です',
    subresource: 'クラスター内への接続を開くか、読み取りとは確認できません',
    unknownPath: '読み取りとは確認できないパスです',
    upgrade: '別の接続に切り替わります',
    impersonation: '他の人として操作します',
    malformed: '二通りに解釈できます',
  },
  runTitle: (count) => `${count} 個のクラスターで実行`,
  runHint: '読み取りの kubectl はすぐに実行し、それ以外はクラスター数の入力が必要です',
  confirmTitle: (command) => `読み取りとは確認できません：${command}`,
  outputTitle: (command) => `${command} の出力`,
  ended: (status) => `終了ステータス ${status}`,
  cut: '残りは省略しました。全体はコマンドラインで実行して確認してください',
  doneIn: (done, all) => `${all} 個中 ${done} 個のクラスターで完了`,
  nothing: '出力はありません',
};

export const actions: typeof en.actions = {
  shell: 'シェル',
  navigator: 'k9s',
  run: 'まとめて実行',
};

export const accepts: typeof en.accepts = {
  run: '実行',
};

export const scopes: typeof en.scopes = {
  run: '実行の前',
};

export const reasons: typeof en.reasons = {
  oneCluster: 'シェルで入れるクラスターは一つです',
  noCommand: 'コマンドが入力されていません',
};
