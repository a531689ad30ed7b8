import { shell } from '../../../words/shell-word.js';
import type { Alarm } from '../../alarm/alarm.js';
import {
  minuteOf,
  type ReasonWords,
  type RemedyWords,
  reasonIn,
  remedyIn,
  type Tally,
  type Texts,
} from './texts.js';

export const ja: Texts = {
  title: (tally) => `ackring: ${titleParts(tally).join('、')}`,
  alarm: (alarm) => `${subject(alarm)}: ${sentence(alarm)}`,
  remedy,
  summary: ({ renewed, delivered, failed, deferred }, run) =>
    `更新 ${renewed} 件、配布 ${delivered} 件、失敗 ${failed} 件、見送り ${deferred} 件・実行 ID ${run}`,
  leftOut: (count) => `… ほか ${count} 件はレポートをご覧ください`,
};

function titleParts({ open, outages, over, nearest }: Tally): string[] {
  const ends = nearest === null ? '' : `（最も近いもの：${endText(nearest)}）`;
  return [
    ...(open === 0 ? [] : [`対応が必要な kubeconfig ${open} 件${ends}`]),
    ...(outages === 0 ? [] : [`ローテーション自体の障害 ${outages} 件`]),
    ...(open + outages === 0 ? [`${over} 件が解消しました`] : []),
  ];
}

function subject({ label, region }: Alarm): string {
  return region === null ? label : `${label}（${region}）`;
}

function sentence(alarm: Alarm): string {
  const why = reasonIn(reasons, alarm.reason);
  const said = alarm.message === null ? '' : `（${alarm.message}）`;
  switch (alarm.kind) {
    case 'failing':
      return `更新に失敗しています。${why}${said}。${consumers(alarm)}`;
    case 'blocked':
      return `更新を実行できません。${why}。${consumers(alarm)}`;
    case 'pending':
      return `更新時期ですが、まだ実行していません。${why}。${consumers(alarm)}`;
    case 'outage':
      return `障害が起きています。${why}${said}。`;
    case 'heldByOther':
      return `${alarm.holder ?? alarm.identity} さんの kubeconfig は${endText(alarm.daysLeft)}。`;
    case 'orphaned':
      return `持ち主のいない kubeconfig（${alarm.holder ?? alarm.identity}）は${endText(alarm.daysLeft)}。`;
    case 'mended':
      return mended(alarm);
    case 'resolved':
      return resolved(alarm);
  }
}

function resolved({ reason, lastProof }: Alarm): string {
  if (reason === 'Unproven' && lastProof !== null) {
    return `障害は解消しました。配布済みの kubeconfig がすべて API サーバーに受け入れられたと確認できているのは ${minuteOf(lastProof)} までで、現在も使えるかどうかは不明です。`;
  }
  return ends[reason ?? ''] ?? '解消しました。';
}

const ends: Readonly<Record<string, string>> = {
  Gone: '一覧からなくなったため、通知を終了します。',
  Unproven:
    '障害は解消しました。API サーバーがすべてを受け入れた記録がないため、配布済みの kubeconfig が使えるかどうかは不明です。',
  Remembered: '解消しました。記録なしで通知した問題のうち、続いているものは改めて通知します。',
};

function consumers({ brokenSince, daysLeft, reason }: Alarm): string {
  if (reason === 'ClusterNotOurs') return '';
  if (brokenSince !== null) return '配布先の一部に、使える kubeconfig がありません。';
  return daysLeft === null
    ? '配布済みの kubeconfig の期限は不明です。'
    : `配布済みの kubeconfig は${endText(daysLeft)}。`;
}

function endText(days: number | null): string {
  if (days === null) return '期限が不明です';
  if (days < 0) return days === -1 ? '24 時間以内に期限が切れました' : `${-days} 日前に期限が切れました`;
  return days === 0 ? '24 時間以内に期限が切れます' : `あと ${days} 日で期限が切れます`;
}

function mended({ mended: past }: Alarm): string {
  if (past === null) return '復旧しました。';
  const span =
    past.from === null
      ? `${minuteOf(past.until)} まで`
      : `${minuteOf(past.from)} から ${minuteOf(past.until)} までの間に`;
  return `配布済みの kubeconfig が${span}使えない時期がありました（原因：${reasonIn(reasons, past.cause)}）。その時点で使えるものに置き換わっています。`;
}

function remedy(alarm: Alarm): string | null {
  const { kind, holder, identity, clusterId } = alarm;
  const cluster = clusterId ?? '';
  if (kind === 'heldByOther') {
    return `${holder ?? identity} さんに更新を依頼してください：${shell`ackring get ${cluster} --long-term`}`;
  }
  if (kind === 'orphaned') {
    return `残りを削除してください：${shell`ackring clean --user ${identity ?? ''} --cluster ${cluster}`}`;
  }
  return remedyIn(remedies, alarm);
}

const remedies: RemedyWords = {
  ClusterExcluded: 'rotation.yaml で選択し直すか、理由を添えて終了してください',
  ClusterNotListed:
    'クラスターを探してください：ackring clusters。もう存在しない場合は、理由を添えて終了してください',
  ClusterGone: '対応は不要です',
  HolderNotConfigured: 'rotation.yaml の `identities` に加え直すか、理由を添えて終了してください',
  PlaceLeft: '利用側を新しい場所に移すか、理由を添えて終了してください',
  AwaitsProof: '対応は不要です。次回の実行で API サーバーに確認します',
  AuditOff: 'コンソールの「セキュリティ」で監査を有効にしてください',
  ClusterNotServing:
    'クラスターを起動するか、rotation.yaml の `select: {exclude: […]}` で対象から外してください',
  ClusterNotOurs:
    'rotation.yaml の `select: {exclude: […]}` で対象から外してください。自社のクラスターなら、不足しているものを調べてください：ackring doctor',
  NoEndpointForAccess:
    'API サーバーに EIP を付け直すか、`access: auto` または `access: private` を指定してください',
  PermissionsRemoved: 'クラスターのロールを付与し直すか、対象から外してください',
  NotSeen: '同じ実行で報告された障害を解消してください',
  NotIssuedYet: '対応は不要です。次回の実行で確認します',
  deadline: '関数のタイムアウトか、rotation.yaml の `concurrency` を増やしてください',
  halted: '失敗したものの原因を解消してください',
  cancelled: '実行し直してください',
  UsageInvalid: '指定を修正してください',
  ConfigurationInvalid: 'rotation.yaml を修正してください',
  EndpointRefused: 'https のアドレスを指定してください',
  ClusterNotFound: 'クラスターの ID とリージョンを確認してください',
  ClusterNotSeen: '応答しなかったリージョンの障害を解消してください',
  ClusterAmbiguous: 'クラスターを ID で指定してください',
  ContextNotFound: 'コンテキスト名と kubeconfig の場所を確認してください',
  ContextAmbiguous: 'コンテキストを一つに決めてください',
  FileNotFound: 'ファイルの場所を確認してください',
  ResourceNotFound: '名前とリージョンを確認するか、作成してください',
  RegionUnknown: 'リージョン名を修正してください',
  EndpointMissing: '別のアクセス方法を指定してください',
  CredentialsMissing: '関数にロールを設定してください',
  CredentialsInvalid: '認証情報を確認してください',
  ProfileInvalid: 'プロファイルを修正してください',
  Forbidden: '不足している権限を付与してください',
  Throttled: '対応は不要です。次回の実行でやり直します',
  Unreachable: '関数から接続先までの経路を確認してください',
  TimedOut: '接続先の応答と、関数のタイムアウトを確認してください',
  ServerFault: '次回の実行でやり直します。続く場合は相手側の状態を確認してください',
  ClockSkewed: '時計を合わせてください',
  ResponseUnreadable: '途中のプロキシを確認してください',
  RequestRejected: '拒否された理由を確認し、設定を修正してください',
  IssuedRefused: '古いものを使い続けています。発行された内容を確認してください',
  OperationRetired: 'ackring を更新してください',
  KubeconfigInvalid: 'クラウドが発行した内容を確認してください',
  ContextRefused: 'クラウドが発行した内容を確認してください',
  CertificateUnreadable: 'クラウドが発行した内容を確認してください',
  FileUnreadable: 'ファイルの権限を確認してください',
  FileUnwritable: 'フォルダーの権限を確認してください',
  FileLocked: '使用中のプログラムが終わるのを待ってください',
  VerificationFailed: '古いものを使い続けています。API サーバーが拒否した理由を確認してください',
  NotRenewed: 'クラウドの更新期間と、証明書の有効期間の設定を確認してください',
  AccessEnding: '新しいものに置き換えてください',
  Cancelled: '実行し直してください',
  Internal: 'この内容を報告してください',
  Conflict: 'ほかに書き込んでいるものがないか確認してください',
  Refused: '拒否した理由を確認し、設定を修正してください',
  ReadOnly: '読み取り専用を解除してください',
  ConfirmationMissing: '名前を入力して確認してください',
  DoneInPart: '残りを確認してください',
};

const reasons: ReasonWords = {
  ClusterExcluded: '構成で選択されておらず、配布済みのものは更新されません',
  ClusterNotListed: 'どの一覧にもクラスターがありませんが、クラウドは削除済みとも答えていません',
  ClusterGone: 'クラウドによると、クラスターはもうありません',
  HolderNotConfigured: '構成に ID がなく、配布済みのものは更新されません',
  PlaceLeft: 'この場所にはもう配布していません',
  AwaitsProof: '確認できなかったとき以来、API サーバーがまだ受け付けていません',
  AuditOff: '監査ログが取られていません',
  ClusterNotServing: 'クラスターが稼働していません',
  ClusterNotOurs: '別のアカウントのクラスターのようで、確認を拒否されました',
  NoEndpointForAccess: '指定したアクセス方法のエンドポイントがありません',
  PermissionsRemoved: '権限が削除され、クラウドが発行しなくなりました',
  NotSeen: '今回は確認できませんでした',
  NotIssuedYet: 'クラウドはまだ同じ証明書を返しています',
  HeldBackBySpread: '`spreadDays` により分散のため待機中です',
  HeldBackByBlackout: '`blackouts` の期間中です',
  deadline: '実行時間が足りませんでした',
  halted: '失敗が多いため見合わせました',
  cancelled: '実行が中止されました',
  UsageInvalid: '指定が正しくありません',
  ConfigurationInvalid: '設定が正しくありません',
  EndpointRefused: '使用できないエンドポイントです',
  ClusterNotFound: 'クラスターが見つかりません',
  ClusterNotSeen: '応答したリージョンにクラスターが見つかりません',
  ClusterAmbiguous: 'クラスターが一つに決まりません',
  ContextNotFound: 'コンテキストが見つかりません',
  ContextAmbiguous: 'コンテキストが一つに決まりません',
  FileNotFound: 'ファイルが見つかりません',
  ResourceNotFound: 'リソースが見つかりません',
  RegionUnknown: 'リージョンがありません',
  EndpointMissing: '使えるエンドポイントがありません',
  CredentialsMissing: 'クラウドの認証情報がありません',
  CredentialsInvalid: 'クラウドの認証情報が受け付けられません',
  ProfileInvalid: 'プロファイルを使えません',
  Forbidden: '権限がありません',
  Throttled: '呼び出しが制限されています',
  Unreachable: '接続できません',
  TimedOut: '時間内に応答がありません',
  ServerFault: '相手側で障害が起きています',
  ClockSkewed: '時計がずれています',
  ResponseUnreadable: '応答を読み取れません',
  RequestRejected: '要求が拒否されました',
  IssuedRefused: '発行されたものは安全のため受け取りませんでした',
  OperationRetired: 'この操作はクラウドで廃止されています',
  KubeconfigInvalid: 'kubeconfig が正しくありません',
  ContextRefused: 'kubectl がこの kubeconfig を受け付けません',
  CertificateUnreadable: '証明書を読み取れません',
  FileUnreadable: 'ファイルを読み取れません',
  FileUnwritable: 'ファイルに書き込めません',
  FileLocked: 'ファイルが使用中です',
  VerificationFailed: 'API サーバーでの検証に失敗しました',
  NotRenewed: '更新されませんでした',
  AccessEnding: 'ローテーション自身が使う kubeconfig の期限です',
  Cancelled: '中止されました',
  Internal: '予期しない問題が起きました',
  Conflict: '他の変更と競合しました',
  Refused: '安全のため実行しませんでした',
  ReadOnly: '読み取り専用です',
  ConfirmationMissing: '確認が必要です',
  DoneInPart: '一部だけ完了しました',
};
