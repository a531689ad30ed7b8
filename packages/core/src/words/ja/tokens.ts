/** Tokens instead of certificates. */
export const tokens = {
  "{text} is not a cluster's id": '{text} はクラスターの ID ではありません',
  'Take the id from `ackring clusters`.': 'ID は `ackring clusters` で確認できます。',
  'the security token of these credentials makes a token longer than API servers read ({count} bytes)':
    'この認証情報のセキュリティトークンでは、トークンが API サーバーの読める長さ（{count} バイト）を超えます',
  'Use credentials without so long a session policy, or a certificate: leave out `--token`.':
    'セッションポリシーの短い認証情報を使うか、`--token` を外して証明書を使ってください。',
  'it does not begin with {prefix}': '{prefix} で始まっていません',
  'what follows {prefix} is not base64': '{prefix} の後が base64 ではありません',
  'its content is not a pre-signed request': '中身が署名済みリクエストではありません',
  'it is {count} bytes long, more than the {most} that are read':
    '長さが {count} バイトあり、読み取られる {most} バイトを超えています',
  'it was signed for {request}, not for POST /': 'POST / ではなく {request} に対して署名されています',
  'it names no cluster (ACKClusterId)': 'クラスター（ACKClusterId）が入っていません',
  'it is for cluster {cluster}, not for {other}': '{other} ではなくクラスター {cluster} のものです',
  'it has the header {name} more than once': 'ヘッダー {name} が複数あります',
  'its header {name} holds what no header can': 'ヘッダー {name} に、ヘッダーに入れられない文字があります',
  'it lacks the header {name}': 'ヘッダー {name} がありません',
  'it has a header that is not let through: {name}': '通されないヘッダーがあります：{name}',
  'it asks for {action}, not for GetCallerIdentity': 'GetCallerIdentity ではなく {action} を求めています',
  'its Authorization is not that of ACS3-HMAC-SHA256':
    'Authorization が ACS3-HMAC-SHA256 のものではありません',
  'its signature leaves out {name}': '署名に {name} が含まれていません',
  'its signature is also over {name}, which it does not carry':
    '署名に {name} が含まれていますが、その値がありません',
  'it was signed for a request with a body': '本文のあるリクエストに対して署名されています',
  'its date cannot be read': '日時が読み取れません',
  'it ended at {instant}': '{instant} に期限が切れました',
  'it was signed at {instant}, which is still to come': '署名の日時 {instant} がまだ来ていません',
  'it does not accept the token': 'トークンが受け付けられません',
  'nothing was written: {detail}': '何も書き込んでいません：{detail}',
  'Take a certificate instead: leave out `--token`.':
    '代わりに証明書を使ってください：`--token` を外します。',
  'this is not a RAM token: {why}': 'RAM トークンではありません：{why}',
  'Pass one on standard input: `{command}`.': '標準入力で渡してください：`{command}`',
  'the Security Token Service refuses it: {code}': 'Security Token Service が拒否しました：{code}',
  '{host} did not answer': '{host} が応答しませんでした',
  'Check the network, or leave the service unasked: `--offline`.':
    'ネットワークを確認するか、`--offline` で問い合わせを省いてください。',
  'what {host} answered is none of the Security Token Service':
    '{host} の応答は Security Token Service のものではありません',
  'Check the way there: a proxy or a login page may have answered.':
    '経路を確認してください。プロキシーやログインページが応答したのかもしれません。',
  'the request was cancelled': 'リクエストが取り消されました',
  'Try again when ready.': '準備ができたら、もう一度試してください。',
  'no kubeconfig here can ask the API server who is mapped to whom':
    'API サーバーに割り当てを問い合わせられる kubeconfig がこのマシンにありません',
  'Fetch one, as an administrator of the cluster: `{command}`.':
    'クラスターの管理者として取得してください：`{command}`',
  'the cloud does not tell the RAM name of {uid}, and mappings go by that name':
    '{uid} の RAM 名をクラウドから取得できません。割り当てはその名前で決まります',
  'Look at the name in the RAM console, and at the mappings: `kubectl get ramidentitymappings`.':
    'RAM コンソールで名前を、`kubectl get ramidentitymappings` で割り当てを確認してください。',
};
