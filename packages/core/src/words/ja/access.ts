/** Taking access away, and the use of certificates. */
export const access = {
  'nothing tells how to reach the API server of {clusterId}':
    '{clusterId} の API サーバーへの接続方法がわかりません',
  'The console’s recycle bin restores what was bound, for 30 days.':
    '失われた権限の割り当ては、コンソールのごみ箱から 30 日間復元できます。',
  '{identity} is active in {cluster}, or that can no longer be read':
    '{identity} は {cluster} を使用中か、使用状況を確認できなくなりました',
  'Make the plan again, and see who uses it.': '計画を作り直し、誰が使っているか確認してください。',
  'not seen to be gone yet in {cluster}: lists lag':
    '{cluster} でまだ削除を確認できません（一覧への反映が遅れています）',
  'The cloud says that it is done; look again in a minute: `{command}`.':
    'クラウドは完了と回答しています。1 分ほど待って確認してください：`{command}`',
  'remove permissions': '権限を削除する',
  'remove permissions that may be in use': '使用中かもしれない権限を削除する',
  'nothing is removed: every step of the plan is refused':
    '何も削除しません。計画のすべての手順が拒否されています',
  'Read the plan: each refusal names its reason.':
    '計画を確認してください。拒否の理由が一つずつ書かれています。',
  'nothing is removed: {blocked} of {count} need force':
    '何も削除しません。{count} 件中 {blocked} 件は強制が必要です',
  'Find out who uses it; then `--force --confirm-force NAME`.':
    '誰が使っているか確認したうえで、`--force --confirm-force NAME` を付けてください。',
  'nobody called "{name}" holds a kubeconfig here':
    '「{name}」という名前で kubeconfig を持つ人はここにいません',
  'Run `ackring access` to see who holds what. Whoever comes in by a token alone stands in no list: name them by the uid.':
    '`ackring access` で、誰が何を持っているか確認してください。トークンだけで入る人は一覧に出ません。uid で指定してください。',
  'a token still gives {name} access to {cluster}: it has bindings of its own':
    'トークンで {name} はまだ {cluster} に入れます。専用のバインディングがあります',
  'a token still gives {name} access to {cluster}: mapping {mapping} makes it {username}':
    'トークンで {name} はまだ {cluster} に入れます。RAMIdentityMapping {mapping} が {username} に割り当てています',
  'a token may still give {name} access to {cluster}: mapping {mapping} is for whoever fits {arn}':
    'トークンで {name} はまだ {cluster} に入れるかもしれません。RAMIdentityMapping {mapping} は {arn} に当てはまる全員が対象です',
  'See whom else it lets in before you delete it: `{command}`.':
    '削除する前に、ほかに誰が入れるかを確認してください：`{command}`',
  'End it in that cluster: `{command}`.': 'そのクラスターで終わらせてください：`{command}`',
  'not everything that {cluster} itself binds {identity} to could be saved: {problem}':
    '{cluster} 内での {identity} への権限の割り当てを、すべては保存できませんでした：{problem}',
  'this needs a typed confirmation: {what}': '名前の入力による確認が必要です：{what}',
  'this was not confirmed, another name was typed: {what}':
    '別の名前が入力されたため、実行しませんでした：{what}',
  'Read the plan, then type the name in full: `{typed}`. `--yes` does not replace it.':
    '計画を確認し、名前をすべて入力してください：`{typed}`。`--yes` では代用できません。',
  '{cluster} is {kind}: the check of its certificate is not switched off':
    '{cluster} は {kind} のため、証明書の検証を省略できません',
  'Add the name to its certificate instead: `{command}`.':
    '代わりに、証明書に名前を追加してください：`{command}`',
  'the context "{context}" does not lead to {cluster}':
    'コンテキスト「{context}」は {cluster} のものではありません',
  'Name one that does: `ackring contexts`.': '該当するコンテキストを指定してください：`ackring contexts`',
  'the cloud still returns the one that was revoked: nothing was replaced':
    'クラウドはまだ失効済みのものを返します。何も置き換えていません',
  'Fetch it in a minute: `{command}`.': '1 分ほど待って取得してください：`{command}`',
  'the new kubeconfig for {context} is not accepted yet':
    '{context} の新しい kubeconfig はまだ受け付けられません',
  'Verify it again in a minute: `{command}`.': '1 分ほど待って、もう一度検証してください：`{command}`',
  'revoke your kubeconfig of {cluster}': '{cluster} の自分の kubeconfig を失効させる',
  '{cluster} is {state}: it has no API server to revoke at':
    '{cluster} は {state} のため、失効処理を行う API サーバーがありません',
  'Wait until the cluster runs again; a cluster that is being deleted needs no revocation.':
    'クラスターが稼働するまで待ってください。削除中のクラスターなら失効は不要です。',
  'no copy at hand was seen to work, so its end cannot be shown':
    '手元に有効と確認できる写しがなく、失効を示せません',
  'Look at the contexts of this cluster: `ackring verify --all`.':
    'このクラスターのコンテキストを確認してください：`ackring verify --all`',
  'the call was cut off, and nothing shows whether the cloud carried it out':
    '呼び出しが途中で切れ、クラウドが実行したかどうかわかりません',
  'See whether the old one still works: `ackring verify --all`; then plan again: `{command}`.':
    '古いものがまだ使えるか `ackring verify --all` で確かめ、もう一度計画してください：`{command}`',
  'the old kubeconfig was not seen to be refused': '古い kubeconfig が拒否されることを確認できませんでした',
  'Verify again in a minute; if it still works, have an administrator remove the identity’s permissions.':
    '1 分ほど待って、もう一度検証してください。まだ使える場合は、管理者に権限の削除を依頼してください。',
  'revoke a kubeconfig': 'kubeconfig を失効させる',
  'what {sink} holds cannot be read: {problem}': '{sink} の中身を読み取れません：{problem}',
  'Look at it; `ackring rotate apply` mends it.':
    '中身を確認してください。`ackring rotate apply` で修復されます。',
  '{sink} does not return what was put there': '{sink} から、書き込んだものと違う内容が返りました',
  'Someone else writes there: look at it, then `ackring rotate apply`.':
    'ほかに書き込んでいるものがあります。確認してから `ackring rotate apply` を実行してください。',
  "change an API server's certificate": 'API サーバーの証明書を変更する',
  'no endpoint of {cluster} answers, so its certificate was not seen':
    '{cluster} のどのエンドポイントも応答しないため、証明書を確認できませんでした',
  'Try from inside its VPC, or bind an EIP to its API server.':
    'VPC 内から試すか、API サーバーに EIP を付けてください。',
  'add {names} to the certificate of {cluster}, which restarts its API server':
    '{names} を {cluster} の証明書に追加する（API サーバーが再起動します）',
  'the cloud could not change the certificate': 'クラウドは証明書を変更できませんでした',
  'the cloud could not change the certificate ({code})': 'クラウドは証明書を変更できませんでした（{code}）',
  'Look at task {id} in the console; the names were not added.':
    'コンソールでタスク {id} を確認してください。名前は追加されていません。',
  'no names are added to {cluster}: {why}': '{cluster} に名前は追加しません。{why}',
  'its certificate names every address that is dialled': '証明書には、接続先のすべてのアドレスが入っています',
  'Verify the context: `ackring verify`.': 'コンテキストを検証してください：`ackring verify`',
  'they were added before and are not presented yet': '以前に追加されましたが、まだ反映されていません',
  'Wait for the restart, then look again.': '再起動を待って、もう一度確認してください。',
  'a dedicated cluster takes names only when it is created':
    '専有クラスターには、作成時にしか名前を指定できません',
  'Dial an address that the certificate names, or take the last resort that `ackring san` proposes.':
    '証明書にあるアドレスで接続するか、`ackring san` が示す最後の手段を使ってください。',
  'this cluster’s certificate is made by its operator':
    'このクラスターの証明書は、その運用者が発行しています',
  'Ask its operator to add the names.': '運用者に名前の追加を依頼してください。',
  'some of them are not names or addresses that a certificate can hold':
    '証明書に入れられない名前またはアドレスがあります',
  'Leave out scheme, port and path.': 'スキーム、ポート、パスを省いてください。',
  'the task {taskId} is still running': 'タスク {taskId} はまだ実行中です',
  'It goes on in the cloud: look at it in the console, then run the same command again to see what is left.':
    'クラウド側で続いています。コンソールで確認し、同じコマンドをもう一度実行して残りを確かめてください。',
  "stop checking the server's certificate in {context}": '{context} でサーバー証明書の検証を省略する',
  'the API server let it in': 'API サーバーへのアクセスが許可されました',
  'the cluster’s API server does not accept it': 'クラスターの API サーバーは受け付けません',
  'only the server that the file itself names was asked and refused it, which proves nothing':
    'ファイル自身が名指すサーバーだけに確かめ、拒否されました。これは何の証明にもなりません',
  'its end is still to come, and no API server of its cluster answered':
    'まだ期限前で、そのクラスターの API サーバーからは答えがありませんでした',
  'it names no end, and no API server of its cluster answered':
    '期限の記載がなく、そのクラスターの API サーバーからは答えがありませんでした',
  'the API server knows it; no right of its was seen, which does not prove that it has none':
    'API サーバーに認識されました。権限は確認できませんでしたが、権限がないとは限りません',
  'it was revoked, and may still do what everybody may who has a certificate of this cluster':
    '失効済みですが、このクラスターの証明書を持つ全員に許可された操作はまだ可能です',
  'it has expired': '期限切れです',
  'the API server does not accept it': 'API サーバーが受け付けません',
  'it was revoked: it may do nothing, and its holder goes by another name since':
    '失効済みです。何もできず、所有者には別の名前が割り当てられています',
  'its permissions were removed': '権限は削除されました',
  'it is the certificate in force': '現在有効な証明書です',
  'a renewal does not end the one before: it holds to its own end':
    '更新しても以前の証明書は失効せず、自身の期限まで有効です',
  'a temporary one that has not ended yet': 'まだ期限が切れていない一時的な証明書です',
  'no identity that these credentials can see holds it': 'この認証情報で見える ID の中に所有者がいません',
  'its private key was not found beside it': '秘密鍵は一緒に見つかりませんでした',
  'roles are shown only where you administer: in other clusters, which the cloud leaves out silently, there may be more':
    'ロールは自分が管理するクラスターの分だけ表示しています。クラウドが返さない他のクラスターには、さらにある可能性があります',
  'A removal made by mistake can be restored until {until} from the recycle bin of the console ({url}, Authorizations > KubeConfig Management), one kubeconfig per identity and cluster, including its RBAC.':
    '誤って削除した場合は、{until} までコンソールのごみ箱（{url}、権限付与 > KubeConfig 管理）から、ID とクラスターごとに kubeconfig を RBAC ごと復元できます。',
  'record who holds what': '誰が何を保有しているかの記録',
  'sign evidence': '証跡への署名',
  'who held what was not recorded by {time}': '{time} までに、誰が何を保有していたかの記録はありません',
  'Record it from now on, best every day: `ackring access --record`.':
    '今後は記録してください（毎日が望ましい）：`ackring access --record`',
  'every record by {time} is missing or was altered: {files}':
    '{time} までの記録はすべて失われたか改変されています：{files}',
  'Restore the files from a backup: the journal knows what was in them.':
    'バックアップからファイルを復元してください。内容はジャーナルで照合されます。',
  'look for tokens that are left': '残っているトークンを探す',
  'whether a token still gives {name} access to {cluster} could not be seen: {problem}':
    'トークンで {name} がまだ {cluster} に入れるかどうか確認できませんでした：{problem}',
  'its certificate still opens {cluster}, by what is bound to the group of all certificates':
    'この証明書では、全証明書のグループに束縛された権限で、まだ {cluster} に入れます',
  'See what that is: `{command}`.': '内容を確認してください：`{command}`',
  'See what allows it: `{command}`.': '何が許可しているかを確認してください：`{command}`',
  'whether the former certificate is shut out of {cluster} is not known: {why}':
    '以前の証明書が {cluster} から締め出されたかは分かりません：{why}',
  'its certificate still opens {cluster}, everywhere': 'この証明書では、まだ {cluster} のどこにでも入れます',
  '{access}, long-term': '{access}、長期',
  '{access}, {minutes} minutes': '{access}、{minutes} 分',
  'its certificate still opens {cluster}, in namespace {namespaces}':
    'この証明書では、まだ {cluster} の名前空間 {namespaces} に入れます',
  'Bindings that still name it: {count}. See them, and remove them: `{command}`.':
    'まだこれを指すバインディング：{count} 件。確認と削除：`{command}`',
  'the bindings of the cluster could not be read': 'クラスターのバインディングを読めませんでした',
  'the API server did not say what it may do': 'API サーバーは何が許されるかを答えませんでした',
  'another authorizer of the cluster decides too, and does not list what it allows':
    'クラスターの別の認可器も判断に加わり、許可する内容を一覧にしません',
  'the API server did not say what it may do where something is bound to it':
    'API サーバーは、バインディングのある場所で何が許されるかを答えませんでした',
  'An administrator sees what names it: `{command}`.':
    '管理者なら、これを指すものを確認できます：`{command}`',
  'An administrator can ask the API server for one namespace after another: `{command}`.':
    '管理者なら、名前空間ごとに API サーバーに尋ねられます：`{command}`',
  'See whether the old one still works: `ackring verify --all`.':
    '古いものがまだ使えるかを確認してください：`ackring verify --all`',
  'remove bindings': 'バインディングの削除',
  'remove what names former certificates of {uid} in {cluster}':
    '{cluster} で {uid} の以前の証明書を指すものを削除',
  '{uid} holds a kubeconfig of {cluster}: what names it is in force':
    '{uid} は {cluster} の kubeconfig を持っており、それを指すものは有効です',
  'Remove it first, as ACK does: `{command}`.': 'まず ACK の方法で削除してください：`{command}`',
  'See until when: `{command}`.': 'いつまでかを確認してください：`{command}`',
  'Search with credentials that can see its cluster: `{command}`.':
    'そのクラスターが見える資格情報で検索してください：`{command}`',
  'its permissions were removed, and a restore within 30 days brings it back':
    '権限は削除済みですが、30 日以内なら復元で再び使えるようになります',
  'only a server that the file itself names refuses it, which proves nothing':
    'ファイル自身が指すサーバーだけが拒否しており、証拠になりません',
  'it was revoked, and may do nothing where it was asked; what people bound to it elsewhere could not be looked at':
    '失効済みで、尋ねた場所では何もできません。ほかの場所で束縛されたものは確認できませんでした',
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
