/** From certificates to tokens. */
export const migration = {
  'API server {host} refused (status {status})': 'API サーバー {host} が拒否しました（ステータス {status}）',
  'Only an administrator of the cluster may change who has access there.':
    'アクセス権を変えられるのは、そのクラスターの管理者だけです。',
  'what API server {host} answered cannot be read': 'API サーバー {host} の応答を読み取れません',
  '{file} is no record of a migration': '{file} は移行の記録ではありません',
  'Somebody changed it: compare it with the journal, `ackring history --check`, then remove it: `{command}`.':
    '誰かが書き換えています。ジャーナル（`ackring history --check`）と比べてから削除してください：`{command}`',
  '{name} would not have the same rights': '{name} の権限が同じになりません',
  'the API server cannot be asked what {user} may do': '{user} の権限を API サーバーに問い合わせられません',
  'the API server takes {user} for {other}': 'API サーバーは {user} を {other} とみなしています',
  'the API server does not tell everything that {user} may do':
    'API サーバーは {user} の権限をすべては答えません',
  'you may not impersonate {user}, to compare rights':
    '権限を比べるために {user} になりすますことができません',
  'the API server does not take the token of {user} yet':
    'API サーバーはまだ {user} のトークンを受け付けません',
  'Run the same command again in a minute: it goes on from here.':
    '1 分ほど待って同じコマンドを実行すると、ここから続きます。',
  'the token is not proven: {why}': 'トークンを確認できません：{why}',
  'The certificate is left as it is. Run it again, or take it back: `ackring migrate --undo`.':
    '証明書はそのままです。もう一度実行するか、`ackring migrate --undo` で元に戻してください。',
  '{name} stays with its certificate in {cluster}: {reason}':
    '{cluster} の {name} は証明書のままです：{reason}',
  '{name} stays with its certificate in {cluster}: {reason} ({obstacle})':
    '{cluster} の {name} は証明書のままです：{reason}（{obstacle}）',
  '`ackring migrate` shows what each reason means.': '理由の意味は `ackring migrate` で確認できます。',
  'move {names} to tokens': '{names} をトークンへ移行',
  '{cluster} or its kubeconfigs changed after the plan was made':
    '計画の後で {cluster} またはその kubeconfig が変わりました',
  'Nothing was done there. Run it again, and read the new plan.':
    'そこでは何もしていません。もう一度実行して、新しい計画を確認してください。',
  '{name} is in the cluster with another content': '{name} は別の内容でクラスターにあります',
  'It is not overwritten. Look at whose it is: `kubectl get ramidentitymappings,clusterrolebindings`.':
    '上書きはしません。誰のものか確認してください：`kubectl get ramidentitymappings,clusterrolebindings`',
  'the certificate of {name} in {cluster} is not cleaned: {reason}':
    '{cluster} の {name} の証明書は削除しません：{reason}',
  'cluster {cluster} takes no RAM tokens now: ack-ram-authenticator is {state}':
    'クラスター {cluster} は今 RAM トークンを受け付けません。ack-ram-authenticator は {state} です',
  'The certificate stays. `ackring migrate` shows what each reason means.':
    '証明書はそのまま残ります。それぞれの理由の意味は `ackring migrate` で分かります。',
  'Its token works beside it. `ackring clean` shows what each reason means.':
    'トークンは並行して使えます。理由の意味は `ackring clean` で確認できます。',
  'no migration of "{name}" was begun here': 'ここでは「{name}」の移行は始まっていません',
  'The machine that it was begun on has its record; `ackring history` shows what was done here.':
    '記録は移行を始めたマシンにあります。ここで行ったことは `ackring history` で確認できます。',
  'take the move of {names} to tokens back': '{names} のトークンへの移行を取り消す',
  'the certificate of {name} in {cluster} was cleaned since: only the token is left':
    'クラスター {cluster} にある {name} の証明書はその後削除され、残っているのはトークンだけです',
  '{uid} in {cluster} cannot be ids of an identity and a cluster':
    '{cluster} の {uid} は、クラスターと ID の識別子ではありえません',
  'Look at them in the console: nothing was changed.': 'コンソールで確認してください。何も変更していません。',
  'To take that away too: `{command}`.': 'トークンも取り上げるには：`{command}`',
  '{name} was changed in the cluster since, and stays': '{name} はその後クラスターで変更されたため、残します',
  'Look at whose it is now: `kubectl get ramidentitymappings,clusterrolebindings`.':
    '今は誰のものか確認してください：`kubectl get ramidentitymappings,clusterrolebindings`',
  'change who signs in with what': 'サインイン方法の変更',
  'the Security Token Service does not say whose these credentials are':
    'Security Token Service がこの認証情報の持ち主を答えません',
  'See what it says: `{command}`.': '応答を確認してください：`{command}`',
  'the certificate of {name} in {cluster} has expired: only the token is left':
    '{cluster} での {name} の証明書は期限切れで、残っているのはトークンだけです',
  'Have it renewed first, by whoever holds it: `{command}`.':
    '先に、持ち主に更新してもらってください：`{command}`',
};
