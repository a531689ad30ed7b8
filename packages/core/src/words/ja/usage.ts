/** The use of certificates. */
export const usage = {
  'find the audit log of cluster {id}': 'クラスター {id} の監査ログの特定',
  'cluster {name} keeps no audit log: who uses its certificates is not known':
    'クラスター {name} は監査ログを取っていません：証明書の使用状況はわかりません',
  'Switch auditing on in the console, under Security: what was done before stays unknown.':
    'コンソールの「セキュリティ」で監査を有効にしてください。それ以前の操作はわからないままです。',
  'the audit log of cluster {name} in the project {project} has no event from that time':
    'クラスター {name} の監査ログ（プロジェクト {project}）には、その期間のイベントがありません',
  'Check in the console of Log Service whether the project still receives the log.':
    'Log Service のコンソールで、プロジェクトがログを受信しているか確認してください。',
  'the audit log of cluster {name} is in the project {project}, which {region} does not have':
    'クラスター {name} の監査ログはプロジェクト {project} にありますが、{region} にはそのプロジェクトがありません',
  'the audit log of cluster {name} was not read within {seconds} s':
    'クラスター {name} の監査ログを {seconds} 秒以内に読み切れませんでした',
  'Plan again: a log that was slow once may answer now.':
    '計画し直してください。遅かったログも今なら応答するかもしれません。',
  'Look for the project in the console of Log Service: it may be in another region.':
    'Log Service のコンソールでプロジェクトを探してください。別のリージョンにある可能性があります。',
};
