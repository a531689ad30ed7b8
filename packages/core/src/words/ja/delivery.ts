/** Sinks and notifiers: what they refuse. */
export const delivery = {
  'KMS makes secret {secret} wait ({code})': 'KMS がシークレット {secret} の処理を待たせています（{code}）',
  'Its gateway makes 10 secrets a second and takes 40 other calls: a first delivery goes on with the next run.':
    'KMS のゲートウェイが受け付けるのは毎秒 10 件の作成と 40 件のその他の呼び出しです。初回の配布は次回の実行で続けます。',
  'secret {secret} would be more than KMS keeps for this account ({code})':
    'シークレット {secret} を作ると、このアカウントで KMS に保存できる数を超えます（{code}）',
  'Raise the quota of secrets in the KMS console, or use the oss sink for some clusters.':
    'KMS コンソールでシークレットのクォータを引き上げるか、一部のクラスターでは oss シンクを使ってください。',
  'secret {secret} was deleted, and its name is taken for up to 30 days':
    'シークレット {secret} は削除済みで、その名前は最長 30 日間使えません',
  'Take it back: {restore}, or give its name free: {free}':
    '復元するか：{restore}、名前を解放してください：{free}',
  'the key of secret {secret} is not there ({code})': 'シークレット {secret} の暗号鍵がありません（{code}）',
  'the key of secret {secret} is not enabled ({code})':
    'シークレット {secret} の暗号鍵が有効ではありません（{code}）',
  'See which it is: {command}; enable it (aliyun kms EnableKey --KeyId KEY), or correct keyId and instanceId in rotation.yaml and delete the secret, which the next run makes anew.':
    'どの鍵か確認し（{command}）、有効にするか（aliyun kms EnableKey --KeyId KEY）、rotation.yaml の keyId と instanceId を修正してシークレットを削除してください。次回の実行で作り直します。',
  'secret {name} would be {bytes} bytes, and KMS takes {most}':
    'シークレット {name} は {bytes} バイトになり、KMS の上限 {most} バイトを超えます',
  'Use the oss sink for this one.': 'これには oss シンクを使ってください。',
  'could not {doing}: {why} ({code})': '{doing}に失敗しました：{why}（{code}）',
  'KMS refuses the key of the object': 'KMS がオブジェクトのキーを拒否しています',
  'there is no such KMS key': 'その KMS キーはありません',
  'there is no such alias of a KMS key': 'その KMS キーのエイリアスはありません',
  'its KMS key is disabled': 'KMS キーが無効になっています',
  'its KMS key waits to be deleted': 'KMS キーが削除待ちです',
  'See which key it is: {command}; make it usable in the KMS console.':
    'どのキーかを確認し（{command}）、KMS コンソールで使えるようにしてください。',
  'Enable it: {command}; or name another {setting} in rotation.yaml.':
    '有効にするか（{command}）、rotation.yaml の {setting} に別のキーを指定してください。',
  'Keep it: {command}, and enable it; or name another {setting} in rotation.yaml.':
    '削除を取り消して（{command}）有効にするか、rotation.yaml の {setting} に別のキーを指定してください。',
  'See which keys there are: {command}; correct {setting} in rotation.yaml.':
    'キーの一覧を確認し（{command}）、rotation.yaml の {setting} を修正してください。',
  'there is no KMS key {key} in {region}': '{region} に KMS キー {key} がありません',
  'the KMS key {key} is in the state {state}': 'KMS キー {key} の状態は {state} です',
  'the KMS key {key} is in no KMS instance, and rotation.yaml names {instance}':
    'KMS キー {key} はどの KMS インスタンスにも属していませんが、rotation.yaml は {instance} を指定しています',
  'the KMS key {key} is in the instance {found}, and rotation.yaml names {instance}':
    'KMS キー {key} はインスタンス {found} にありますが、rotation.yaml は {instance} を指定しています',
  'Correct keyId or instanceId in rotation.yaml: a key encrypts within its own instance.':
    'rotation.yaml の keyId か instanceId を修正してください。キーで暗号化できるのは、そのキーのインスタンスの中だけです。',
  'a document in KMS does not unpack': 'KMS にある文書を展開できません',
  'Delete the secrets below state/ of the sink: what is due is then told again.':
    'シンクの state/ の下のシークレットを削除してください。未解決のものは改めて通知されます。',
  'there is no KMS secret {name}': 'KMS シークレット {name} がありません',
  'Create it in KMS Secrets Manager, in {region}, or correct its name in rotation.yaml; {form} where it is in another region.':
    'KMS Secrets Manager（{region}）で作成するか、rotation.yaml の名前を修正してください。別のリージョンにある場合は {form} と書きます。',
  'status {status}': 'ステータス {status}',
  'no answer in time': '時間内に応答がありません',
  'no answer': '応答がありません',
  'its answer is too long': '応答が長すぎます',
  'its answer is not compressed as it says': '応答の圧縮形式が宣言と違います',
  'its answer is in an unknown encoding': '応答の符号化方式が不明です',
  "a notifier's URL is not https": '通知先の URL が https ではありません',
  'Correct the URL in rotation.yaml, or in the KMS secret it names.':
    'rotation.yaml か、そこで指定した KMS シークレットの URL を修正してください。',
  '{host} did not take the notice: {why}': '{host} が通知を受け付けませんでした：{why}',
  'Try the receiver by hand; the next run tells it again.':
    '受信側を手動で試してください。次回の実行で再び通知します。',
  'what the API server gave is no Secret': 'API サーバーから返ったものが Secret ではありません',
  'Look for a proxy in between: {command}': '途中のプロキシを調べてください：{command}',
  'the certificate of {host} is not checked, and keys would go there':
    '{host} の証明書が検証されないまま、鍵を送ることになります',
  'Give that context its certificate authority instead of insecure-skip-tls-verify.':
    'そのコンテキストには、insecure-skip-tls-verify の代わりに CA 証明書を設定してください。',
  'API server {host}: no answer': 'API サーバー {host}：応答がありません',
  'API server {host}: its certificate was refused ({code})':
    'API サーバー {host}：証明書を受け入れられません（{code}）',
  'API server {host}: it cannot be reached ({code})': 'API サーバー {host}：接続できません（{code}）',
  'Look at the way there: {command}': '接続経路を確認してください：{command}',
  'its API server does not accept our credential (401)': 'API サーバーが認証情報を受け付けません（401）',
  'See why: {command}': '理由を確認してください：{command}',
  'there is no namespace {namespace}': '名前空間 {namespace} がありません',
  'Make it: {command}': '作成してください：{command}',
  'it is larger than its API server takes (413)': 'API サーバーの上限を超える大きさです（413）',
  'its API server is busy (429)': 'API サーバーが混み合っています（429）',
  'The next run tries again; the old version stays in use.':
    '次回の実行でやり直します。それまでは古いバージョンが使われます。',
  'Give each credential its own: name: {template}.': '認証情報ごとに分けてください。name: {template}',
  'namespace {namespace} is being deleted': '名前空間 {namespace} は削除中です',
  'Name another one in rotation.yaml, or wait until it is gone and make it again: {command}':
    'rotation.yaml で別のものを指定するか、削除が終わるのを待って作り直してください：{command}',
  'a quota or a policy of its cluster refuses it (403)':
    'クラスターのクォータまたはポリシーにより拒否されました（403）',
  'Look at them: {quotas}, and {policies}': '確認してください：{quotas} と {policies}',
  'no role lets us (403)': '許可するロールがありません（403）',
  'As an administrator there, by a role that ACK binds and that follows a revoke: {command}. For less, bind a ServiceAccount, and name its context in rotation.yaml':
    'そこの管理者として、ACK がバインドし失効後も引き継がれるロールを付与してください：{command}。より狭い権限にするには ServiceAccount をバインドし、そのコンテキストを rotation.yaml に指定してください',
  'As an administrator there: {commands}': 'そこの管理者として実行してください：{commands}',
  'it would be larger than 1 MiB': '1 MiB を超えてしまいます',
  'its API server refuses it (422)': 'API サーバーが拒否しました（422）',
  'its API server refuses it (422: {fields})': 'API サーバーが拒否しました（422：{fields}）',
  'Look at the Secret and at the policies of its cluster: {command}':
    'Secret とクラスターのポリシーを確認してください：{command}',
  'its API server failed ({status})': 'API サーバーで障害が起きました（{status}）',
  'its API server refuses that ({status})': 'API サーバーが拒否しました（{status}）',
  'Something in between may answer for it, or a webhook refuses: {command}':
    '途中の何かが代わりに応答しているか、Webhook が拒否しています：{command}',
  'what answered is no API server ({status})': '応答したのは API サーバーではありません（{status}）',
  'read Secret {secret}': 'Secret {secret} の読み取り',
  'write Secret {secret}': 'Secret {secret} への書き込み',
  'list the Secrets of {namespace}': '{namespace} の Secret の一覧取得',
  'somebody else keeps writing our keys of Secret {secret}':
    'ほかの何かが Secret {secret} の同じキーに書き込み続けています',
  'See whether two rotations write there: each credential needs a Secret, or a key, of its own.':
    '二つのローテーションが同じ場所に書き込んでいないか確認してください。認証情報ごとに Secret またはキーを分ける必要があります。',
  'Secret {secret} is immutable, which cannot be undone':
    'Secret {secret} は変更不可（immutable）で、これは解除できません',
  'Delete it if nothing needs its other keys, and the next run makes it anew: {command}':
    'ほかのキーが不要なら削除してください。次回の実行で作り直します：{command}',
  'Secret {secret} is being deleted, and its finalizers hold it':
    'Secret {secret} は削除中ですが、finalizer により残っています',
  'See which: {command}; once it is gone, the next run makes it anew.':
    'どの finalizer か確認してください（{command}）。削除が終われば、次回の実行で作り直します。',
  'Secret {secret} was not made by ackring, and is left alone':
    'Secret {secret} は ackring が作ったものではないため、変更しません',
  'Take another name in rotation.yaml, or write to it too: adopt: [{name}]':
    'rotation.yaml で別の名前にするか、書き込みを許可してください。adopt: [{name}]',
  'Secret {secret} belongs to cluster {cluster}': 'Secret {secret} はクラスター {cluster} のものです',
  'If that cluster is gone, delete the Secret, and the next run makes it anew: {command}; if it is not, tell them apart in rotation.yaml: name: {template}.':
    'そのクラスターがもうなければ、Secret を削除してください（{command}）。次回の実行で作り直します。まだあるなら、rotation.yaml で区別してください。name: {template}',
  'Secret {secret} belongs to the identity {identity} of that cluster':
    'Secret {secret} は同じクラスターの ID {identity} のものです',
  'Tell them apart in rotation.yaml: name: {template}.': 'rotation.yaml で区別してください。name: {template}',
  'Secret {secret} would hold {bytes} bytes, and Kubernetes takes {most}':
    'Secret {secret} は {bytes} バイトになり、Kubernetes の上限 {most} バイトを超えます',
  'the memory of the rotation is torn, and there is no copy of it':
    'ローテーションの記録が壊れており、コピーもありません',
  'What is selected is read and told anew; see what else the sinks hold: ackring rotate plan':
    '選択中のものは読み直して改めて通知します。保存先にほかに何が残っているかを確認してください：ackring rotate plan',
  'the memory of the rotation is torn; its copy of {day} was taken':
    'ローテーションの記録が壊れているため、{day} のコピーを使いました',
  'Nothing needs doing: it is written anew. See who else writes there.':
    '対処は不要です。新しく書き直されます。ほかに誰が書き込んでいるかを確認してください。',
  'The rotation remembers there what it did: rename that Secret, or take another namespace.':
    'ローテーションはここに記録を残します。その Secret の名前を変えるか、別の名前空間を使ってください。',
  '{sink} already holds a newer version': '{sink} にはすでに新しいバージョンがあります',
  'Nothing needs doing: another run was quicker, and consumers have the newer one.':
    '何もする必要はありません。別の実行のほうが早く、利用側には新しいものが届いています。',
  '{file} cannot be read': '{file} を読み取れません',
  'Look at its permissions: {command}': '権限を確認してください：{command}',
  'nothing can be stored in {directory}': '{directory} に保存できません',
  'Make it a folder you may write to: {command}': '書き込めるフォルダーにしてください：{command}',
  'there is no kubeconfig for the context {context}: {files}':
    'コンテキスト {context} の kubeconfig がありません：{files}',
  'Name it in the sink: kubeconfig: FILE, or kubeconfig: "kms:SECRET"; or name the hub by cluster: ID.':
    'シンクの kubeconfig に FILE か "kms:SECRET" を指定するか、ハブを cluster: ID で指定してください。',
  'which is not installed here': 'これはインストールされていません',
  'the credentials of the context {context} come from {program}, {why}':
    'コンテキスト {context} の認証情報は {program} から得るものですが、取得できません：{why}',
  'Try it by itself: {command}': '単独で試してください：{command}',
  '{file} is none of your kubeconfig files, and points to others':
    '{file} は自分の kubeconfig ファイルではなく、ほかのファイルを参照しています',
  'Put what they hold into it: `{command}`; or add it to KUBECONFIG, and leave `kubeconfig` out of the sink.':
    '参照先の内容を埋め込むか（`{command}`）、KUBECONFIG に加えてシンクの `kubeconfig` を省いてください。',
  'the context {context} of {kubeconfig} runs a program, {program}, and none of your own kubeconfig files names it':
    '{kubeconfig} のコンテキスト {context} はプログラム {program} を実行しますが、自分の kubeconfig ファイルにはこの指定がありません',
  'Leave `kubeconfig` out and keep that context in your own files, or give it a certificate or a token.':
    '`kubeconfig` を省いてそのコンテキストを自分のファイルに置くか、証明書またはトークンを使ってください。',
  'the hub {id} has no {choice} endpoint': 'ハブ {id} に {choice} のエンドポイントがありません',
  'See what it has: {command}': '使えるものを確認してください：{command}',
  'PagerDuty did not accept the event: status {status}':
    'PagerDuty がイベントを受け付けませんでした：ステータス {status}',
  "Check the integration's key and `url`; the next run tells it again.":
    'インテグレーションのキーと `url` を確認してください。次回の実行で再び通知します。',
  'the KMS secret of the pagerduty notifier holds no integration key':
    'pagerduty 通知の KMS シークレットにインテグレーションキーがありません',
  'Store the 32 characters of the Events API v2 integration in it, and nothing else.':
    'Events API v2 インテグレーションの 32 文字だけを保存してください。',
  'the KMS secret {name} holds no webhook': 'KMS シークレット {name} に Webhook がありません',
  "Store the robot's webhook URL in it, or {object} where it asks for a signature.":
    'ロボットの Webhook URL を保存してください。署名が必要な場合は {object} の形にします。',
  '{robot} answered nothing that can be understood': '{robot} の応答を解釈できません',
  "Check that the URL is the robot's own; the next run tells it again.":
    'URL がロボットのものか確認してください。次回の実行で再び通知します。',
  '{robot} refused the notice ({code})': '{robot} が通知を拒否しました（{code}）',
  'Others send by this robot too: give the rotation one of its own. The next run tells it again.':
    'このロボットはほかでも使われています。ローテーション専用のものを用意してください。次回の実行で再び通知します。',
  '{advice}; the next run tells it again.': '{advice}。次回の実行で再び通知します。',
  'Slack did not answer `ok` to the notice': 'Slack が通知に `ok` と応答しませんでした',
  "Check the webhook in the app's settings; the next run tells it again.":
    'アプリの設定で Webhook を確認してください。次回の実行で再び通知します。',
  "The robot's security settings refused it: check the signature's secret in KMS, `keyword`, and its list of addresses":
    'ロボットのセキュリティ設定により拒否されました。KMS にある署名のシークレット、`keyword`、アドレスの一覧を確認してください',
  "The robot is gone or its token is wrong: store its webhook's URL in KMS again":
    'ロボットがないか、トークンが違います。Webhook の URL を KMS に保存し直してください',
  "Check the robot's webhook, its secret and its security settings":
    'ロボットの Webhook、シークレット、セキュリティ設定を確認してください',
  "The signature did not fit: check the bot's secret in KMS":
    '署名が一致しません。KMS にあるボットのシークレットを確認してください',
  "The function's address is not on the bot's list: add it, or take another security setting":
    '関数のアドレスがボットの一覧にありません。追加するか、別のセキュリティ設定を使ってください',
  'The bot asks for a keyword: set `keyword` in rotation.yaml':
    'ボットにはキーワードが必要です。rotation.yaml で `keyword` を設定してください',
  "The bot is gone or its token is wrong: store its webhook's URL in KMS again":
    'ボットがないか、トークンが違います。Webhook の URL を KMS に保存し直してください',
  "Check the bot's webhook and its security settings":
    'ボットの Webhook とセキュリティ設定を確認してください',
  "The robot is gone or its key is wrong: store its webhook's URL in KMS again":
    'ロボットがないか、キーが違います。Webhook の URL を KMS に保存し直してください',
  "Check the robot's webhook in the group's settings":
    'グループの設定でロボットの Webhook を確認してください',
  'it ended at {until}, and the API server refuses it (401)':
    '{until} に期限が切れ、API サーバーが受け付けません（401）',
  'the API server refuses it (401)': 'API サーバーが受け付けません（401）',
  'it ended at {until}': '{until} に期限が切れました',
  'it ends in {count} days, and nobody renews it': 'あと {count} 日で期限が切れ、自動では更新されません',
  'Put one that lasts into its place ({command}), or name the hub by `cluster: ID` in rotation.yaml, which needs none.':
    '有効なものに置き換えるか（{command}）、rotation.yaml でハブを `cluster: ID` で指定してください。その場合は不要です。',
};
