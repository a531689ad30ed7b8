/** The rotation: its configuration, its runs, its function. */
export const rotation = {
  'the ledger has nothing called {name}': '台帳に {name} はありません',
  'See what it has: ackring rotate plan': '内容を確認してください：ackring rotate plan',
  'several entries of the ledger are called {name}': '台帳に {name} という項目が複数あります',
  'Take one of these: {keys}': '次のいずれかを指定してください：{keys}',
  '{label} is renewed: it is not over': '{label} は更新の対象です。終了していません',
  'Leave {cluster} out by `select.exclude` in rotation.yaml; the next run gives it up.':
    'rotation.yaml の `select.exclude` で {cluster} を対象から外してください。次回の実行で対象外になります。',
  '{label} is where its name says': '{label} はすでに名前どおりの場所にあります',
  'Nothing needs doing. After a change of the cluster’s name, run first: {command}':
    '対処は不要です。クラスター名を変えた後なら、先に一度実行してください：{command}',
  '{action} {name} in the ledger of the rotation': 'ローテーションの台帳で {name} を {action}',
  'end what the ledger owes': '台帳の項目を終了する',
  'move what the ledger owes': '台帳の項目を移す',
  'rotate credentials': '認証情報をローテーションする',
  'rotate credentials: {renewed} renewed, {delivered} delivered, {failed} failed':
    '認証情報のローテーション：更新 {renewed} 件、配布 {delivered} 件、失敗 {failed} 件',
  '{name}: {problem}': '{name}：{problem}',
  'a sound kubeconfig does not read as one': '正しいはずの kubeconfig を読み取れません',
  '{what} took longer than {seconds} s': '{what} は {seconds} 秒以内に終わりませんでした',
  'The next run tries it again; if it stays so, look at what answers there.':
    '次回の実行でやり直します。続く場合は、応答元を確認してください。',
  'no cluster could be listed': 'クラスターを一つも取得できませんでした',
  'Run `ackring doctor`.': '`ackring doctor` を実行してください。',
  'there was no time to ask': '確認する時間がありませんでした',
  'Raise the timeout of the function, or set `holders: false` in rotation.yaml.':
    '関数のタイムアウトを延ばすか、rotation.yaml で `holders: false` を設定してください。',
  'listing and looking left no time for any work': '一覧取得と確認だけで時間を使い切りました',
  'Raise the timeout of the function, or `concurrency`, or lower `shardSize` in rotation.yaml.':
    '関数のタイムアウトか `concurrency` を上げるか、rotation.yaml の `shardSize` を下げてください。',
  '{sink} does not give back what was promoted': '{sink} から、昇格したものと違う内容が返りました',
  'Somebody else writes there; the next run looks again.':
    'ほかに書き込んでいるものがあります。次回の実行で再び確認します。',
  'the new kubeconfig of {cluster} was not promoted: its API server says {cause}':
    '{cluster} の新しい kubeconfig は昇格していません。API サーバーの応答：{cause}',
  'The old one stays in use. Look at the reason: {command}':
    '引き続き古いものが使われます。理由を確認してください：{command}',
  'The old one stays in use. Give the function a way to the API server, or set `verify: prefer`.':
    '引き続き古いものが使われます。関数から API サーバーに接続できるようにするか、`verify: prefer` を設定してください。',
  "the new kubeconfig of {cluster} was not promoted: what answers at its API server's address proves nothing of it":
    '{cluster} の新しい kubeconfig は昇格していません。API サーバーのアドレスからの応答では、有効と確認できません',
  'The old one stays in use. Look at what answers there: {command}':
    '引き続き古いものが使われます。応答元を確認してください：{command}',
  'a cluster without an endpoint was to be rotated':
    'エンドポイントのないクラスターがローテーションの対象になりました',
  'Report this with the plan: ackring rotate plan --json':
    '計画を添えて報告してください：ackring rotate plan --json',
  'the kubeconfig of {cluster} was not stored: it ends earlier than the one already stored':
    '{cluster} の kubeconfig は保存していません。保存済みのものより早く期限が切れます',
  "Somebody shortened how long this identity's certificates live: set it back as the account root (UpdateK8sClusterUserConfigExpire).":
    'この ID の証明書の有効期間が短くされています。アカウントの root で元に戻してください（UpdateK8sClusterUserConfigExpire）。',
  'the cloud still gives the same certificate for {cluster} (serial {serial}, {left} days left)':
    'クラウドは {cluster} に同じ証明書を返し続けています（シリアル {serial}、残り {left} 日）',
  'Its window may open later than renewBeforeDays says. If less than 60 days are left, open a ticket, or revoke it and let the next run fetch the new one.':
    'renewBeforeDays より後に更新できるようになるのかもしれません。残りが 60 日未満なら、サポートに問い合わせるか、失効させて次回の実行で新しいものを取得してください。',
  'the API server of {cluster} refuses the stored kubeconfig, and the cloud still gives the same one':
    '{cluster} の API サーバーが保存済みの kubeconfig を拒否し、クラウドは同じものを返し続けています',
  'Ask for the reason: ackring verify, or grant the identity its role in {cluster} again.':
    '理由を確認するか（ackring verify）、{cluster} でその ID にロールを付与し直してください。',
  'its list did not come in time': '一覧が時間内に返りませんでした',
  'Raise the timeout of the function; if it stays so, see `ackring doctor`.':
    '関数のタイムアウトを延ばしてください。続く場合は `ackring doctor` で調べてください。',
  'the configuration selects none of the {count} clusters in the list':
    '一覧の {count} 個のクラスターのどれも、設定の対象になっていません',
  'Correct `select` and `regions` in rotation.yaml; see `ackring clusters`.':
    'rotation.yaml の `select` と `regions` を修正してください。`ackring clusters` も参照してください。',
  'no report in time for {count} clusters': '{count} 個のクラスターの報告が時間内に届きませんでした',
  "It may still be at work: see the function's log. The next run does what it left.":
    'まだ実行中かもしれません。関数のログを確認してください。残りは次回の実行で行います。',
  '{host} is no address of {kind}: no secret is sent to it':
    '{host} は {kind} のアドレスではないため、シークレットを送りません',
  'If it is meant, name it in the environment of whatever runs the rotation: {setting}':
    '意図したものなら、ローテーションを実行する環境で指定してください：{setting}',
  'no run of this function has sent this part of a run to itself':
    'この関数のどの実行も、この部分を自分自身に送っていません',
  'Invoke it with {event}: it divides its work by itself.':
    '{event} で呼び出してください。分割は関数自身が行います。',
  '{clusters} clusters did not fit into this invocation; part {part} goes on with them':
    '{clusters} 個のクラスターが今回の呼び出しに収まらず、第 {part} 部で続けます',
  'Wait for its report under the same run id; nothing is to be done.':
    '同じ実行 ID の報告を待ってください。何もする必要はありません。',
  '{source} cannot be used:': '{source} を使えません：',
  'Correct {source}, then run `ackring rotate plan` to see what it would do.':
    '{source} を修正し、`ackring rotate plan` で何が行われるか確認してください。',
  '{source} names no sink: what is renewed would be stored nowhere':
    '{source} にシンクがありません。更新したものの保存先がありません',
  'Name one under `sinks`, such as {example}.': '`sinks` に {example} などを指定してください。',
  'there is no rotation configuration in {file}': '{file} にローテーションの設定がありません',
  'Name a file with `--config FILE`; see `ackring help rotate plan`.':
    '`--config FILE` でファイルを指定してください。`ackring help rotate plan` も参照してください。',
  "the rotation is too long for a function's environment":
    'ローテーションの設定が、関数の環境変数には長すぎます',
  'Shorten it to 3.9 KB: name clusters by pattern or tag.':
    'クラスターをパターンやタグで指定して、3.9 KB 以内にしてください。',
  'the function {name} has no known log': '関数 {name} のログの場所がわかりません',
  'Give it a `logConfig` in s.yaml and deploy; in FC 2.0 `fc:GetService` is needed to see it.':
    's.yaml で `logConfig` を設定してデプロイしてください。FC 2.0 では、確認に `fc:GetService` が必要です。',
};
