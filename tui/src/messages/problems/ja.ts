import ja from '@ackring/core/words/ja' with { type: 'json' };
import said from '../../words/ja.json' with { type: 'json' };
import { type Pair, problemWords } from './problem-words.js';

const permission: Pair = ['権限がありません', '不足している権限の付与を依頼してください'];
const credentials: Pair = ['認証情報を使えません', '認証情報を確認してください'];
const network: Pair = ['接続できません', 'ネットワークとプロキシを確認してください'];
const later: Pair = ['クラウド側の一時的な問題です', '少し待ってからやり直してください'];
const name: Pair = ['見つかりません', '名前と場所を確認してください'];
const ambiguous: Pair = ['名前が一つに決まりません', '候補から一つを指定してください'];
const file: Pair = ['ファイルを扱えません', 'ファイルとその権限を確認してください'];
const refetch = '新しい kubeconfig を取得してください';

export const problems = problemWords({
  translations: { ...ja, ...said },
  join: (own, original) => `${own}（${original}）`,
  errors: {
    UsageInvalid: ['指定が正しくありません', '指定を見直してください'],
    ConfigurationInvalid: ['設定が正しくありません', '設定を修正してください'],
    EndpointRefused: ['このエンドポイントは使えません', 'https のアドレスを指定してください'],
    ClusterNotFound: ['クラスターが見つかりません', '名前とリージョンを確認してください'],
    ClusterNotSeen: [
      '応答したリージョンには見つかりません',
      '応答しなかったリージョンにあるかもしれません。原因を解消してやり直してください',
    ],
    ClusterAmbiguous: ambiguous,
    ContextNotFound: ['コンテキストが見つかりません', '名前とファイルを確認してください'],
    ContextAmbiguous: ambiguous,
    FileNotFound: ['ファイルが見つかりません', '場所を確認してください'],
    ResourceNotFound: name,
    RegionUnknown: ['そのリージョンはありません', 'リージョン名を確認してください'],
    EndpointMissing: [
      'このクラスターには使えるエンドポイントがありません',
      '別のアクセス方法を選んでください',
    ],
    CredentialsMissing: ['認証情報がありません', '認証情報を設定してください'],
    CredentialsInvalid: ['認証情報が受け付けられません', credentials[1]],
    ProfileInvalid: ['プロファイルを使えません', 'プロファイルを修正してください'],
    Forbidden: permission,
    Throttled: ['呼び出しが多すぎると制限されています', later[1]],
    Unreachable: network,
    TimedOut: ['時間内に応答がありません', network[1]],
    ServerFault: later,
    ClockSkewed: ['この端末の時計がずれています', '時計を合わせてください'],
    ResponseUnreadable: ['応答を読み取れません', '途中のプロキシを確認してください'],
    RequestRejected: ['クラウドが要求を拒否しました', '要求 ID を添えて問い合わせてください'],
    OperationRetired: [
      'クラウドはこの操作の提供を終了しました',
      'ackring を更新してください。最新版なら操作名を報告してください',
    ],
    AuditOff: ['監査ログが取られていません', 'コンソールの「セキュリティ」で監査を有効にしてください'],
    ClusterNotServing: ['クラスターは今応答できない状態です', '稼働するまでお待ちください'],
    KubeconfigInvalid: ['kubeconfig が正しくありません', 'ファイルを修正してください'],
    ContextRefused: ['kubectl がコンテキストを受け付けません', 'エントリを修正するか、取得し直してください'],
    CertificateUnreadable: ['証明書を読み取れません', refetch],
    FileUnreadable: ['ファイルを読み取れません', file[1]],
    FileUnwritable: ['ファイルに書き込めません', file[1]],
    FileLocked: ['ファイルは他のプログラムが使用中です', '終わるまで待ってからやり直してください'],
    VerificationFailed: ['検証に失敗しました', '理由を確認してください'],
    NotRenewed: ['更新されませんでした', '更新可能になるまでお待ちください'],
    AccessEnding: [
      '使っている kubeconfig の期限が切れるか、受け付けられません',
      '新しいものに置き換えてください',
    ],
    Cancelled: ['中止しました', '準備ができたらやり直してください'],
    Internal: ['予期しない問題です', 'この内容を報告してください'],
    Conflict: ['他の変更と競合しています', 'それが終わってからやり直してください'],
    IssuedRefused: [
      '受け取った kubeconfig は信頼できません',
      '元のまま残してあります。理由を確認してください',
    ],
    Refused: ['安全のため実行しません', '理由を確認してください'],
    ReadOnly: ['読み取り専用です', '読み取り専用を解除してください'],
    ConfirmationMissing: ['確認が必要です', '名前を入力して確認してください'],
    DoneInPart: ['一部だけ完了しました', '残りを確認してください'],
  },
  causes: {
    expired: ['証明書の期限が切れています', refetch],
    notYetValid: ['証明書の有効期間がまだ始まっていません', '時計を確認するか、開始までお待ちください'],
    revoked: ['証明書は失効しています', refetch],
    forbidden: ['RBAC で許可されていません', 'クラスターの管理者にロールを依頼してください'],
    unauthorized: ['API サーバーが認証を拒否しました', refetch],
    authenticatorMissing: [
      'クラスターにアドオン ack-ram-authenticator がありません',
      'アドオンを入れるか、証明書を使ってください',
    ],
    mappingsIgnored: [
      'アドオンが RAMIdentityMapping を無視しています',
      '管理者に有効化を依頼するか、証明書を使ってください',
    ],
    identityNotMapped: [
      'RAM の ID が誰にも対応付けられていません',
      '管理者に対応付けを依頼するか、証明書を使ってください',
    ],
    wrongCertificateAuthority: ['サーバー証明書の CA が一致しません', refetch],
    nameMismatch: ['サーバー証明書の名前が一致しません', '再取得するか、証明書に名前を追加してください'],
    unreachable: ['API サーバーに接続できません', 'ネットワークと接続先を確認してください'],
    clockSkew: ['この端末の時計がずれています', '時計を合わせてください'],
    execPluginMissing: ['exec プラグインがありません', 'プラグインをインストールしてください'],
    execPluginFailed: ['exec プラグインが失敗しました', 'プラグインを単独で実行してみてください'],
    untrusted: ['信頼されていないファイルです', '信頼できる場合だけ許可してください'],
    credentialUnreadable: ['認証情報を読み取れません', refetch],
    dangling: ['参照先がありません', 'kubeconfig を取得し直してください'],
    refusedByKubectl: [
      'kubectl がコンテキストを受け付けません',
      'エントリを修正するか、取得し直してください',
    ],
    serverError: ['API サーバーの問題です', '少し待ってからやり直してください'],
    unknown: ['使えるかどうか判断できません', '経路と名前空間を確認してください'],
  },
});
