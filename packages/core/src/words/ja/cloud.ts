/** The cloud: what was attempted, and why it failed. */
export const cloud = {
  'read the configuration of {name} in cluster {id}': 'クラスター {id} の {name} の設定の読み取り',
  'the add-on’s configuration lacks {setting}, and nothing documents what follows':
    'アドオンの設定に {setting} がなく、その場合の動作はどこにも書かれていません',
  'Set it in the console: Add-ons, Security, ack-ram-authenticator, Configuration.':
    'コンソールで設定してください：アドオン、セキュリティ、ack-ram-authenticator、設定。',
  'no kubeconfig here can ask the API server who is bound to what':
    'API サーバーに誰が何にバインドされているかを尋ねられる kubeconfig がここにありません',
  'list the add-ons of cluster {id}': 'クラスター {id} のアドオンの一覧取得',
  'list the permissions of {uid}': '{uid} の権限の一覧取得',
  'list your namespaces of cluster {id}': 'クラスター {id} での自分の名前空間の一覧取得',
  'read when {uid} was last seen in cluster {id}': 'クラスター {id} での {uid} の最終利用日時の取得',
  'remove the permissions of {uid} in cluster {id}': 'クラスター {id} での {uid} の権限の削除',
  'remove the permissions of {uid} in {count} clusters of {region}':
    '{region} の {count} 個のクラスターでの {uid} の権限の削除',
  'follow the task {taskId}': 'タスク {taskId} の追跡',
  "change the names in the API server's certificate of cluster {id}":
    'クラスター {id} の API サーバー証明書の名前の変更',
  'set how long kubeconfigs of {uid} live in cluster {id}':
    'クラスター {id} での {uid} の kubeconfig の有効期間の設定',
  'list the regions': 'リージョンの一覧取得',
  'list the clusters of {region}': '{region} のクラスターの一覧取得',
  'describe cluster {id}': 'クラスター {id} の詳細の取得',
  'fetch the kubeconfig of cluster {id}': 'クラスター {id} の kubeconfig の取得',
  "fetch {uid}'s kubeconfig of cluster {id}": 'クラスター {id} での {uid} の kubeconfig の取得',
  "only the account root may fetch {uid}'s kubeconfig of cluster {cluster}":
    'クラスター {cluster} での {uid} の kubeconfig を取得できるのはアカウントの root だけです',
  'Name its role instead (roleArn: …) and assume that, or let {uid} run: {command}':
    '代わりにロールを指定して引き受けるか（roleArn: …）、{uid} が実行してください：{command}',
  'list who holds a kubeconfig of cluster {name}': 'クラスター {name} の kubeconfig の所有者の一覧取得',
  'list the kubeconfigs of {uid}': '{uid} の kubeconfig の一覧取得',
  'revoke your kubeconfig of cluster {id}': 'クラスター {id} の自分の kubeconfig の失効',
  'could not {doing} to the end: {count} came, and the cloud counts {missing} more':
    '{doing}が最後まで終わりませんでした。{count} 件を取得しましたが、クラウドによればあと {missing} 件あります',
  'Run it again. If it persists, compare with the console: these credentials may not see everything.':
    'もう一度実行してください。続く場合は、コンソールと比べてください。この認証情報ではすべては見えないのかもしれません。',
  'report events to CloudMonitor': 'CloudMonitor へのイベントの送信',
  'CloudMonitor refused the events ({code})': 'CloudMonitor がイベントを拒否しました（{code}）',
  'Check the group id in rotation.yaml; the next run reports them again.':
    'rotation.yaml のグループ ID を確認してください。次回の実行で再送します。',
  'the credentials from {origin} could not be obtained: the service that issues them refused or did not answer':
    '{origin} の認証情報を取得できませんでした。発行元のサービスが拒否したか、応答しませんでした',
  'the credentials from {origin} are incomplete': '{origin} の認証情報が不完全です',
  'Check them with `aliyun sts GetCallerIdentity`, or choose others with `--profile`.':
    '`aliyun sts GetCallerIdentity` で確認するか、`--profile` で別のものを選んでください。',
  'the environment holds half an access key: {variable} is not set':
    '環境変数のアクセスキーが片方だけです：{variable} が設定されていません',
  'Set {variable}, or unset the other half to use a profile.':
    '{variable} を設定するか、もう片方の設定を解除してプロファイルを使ってください。',
  'there is no {file} to hold the profile {profile}': 'プロファイル {profile} を収める {file} がありません',
  'Create it with `aliyun configure`.': '`aliyun configure` で作成してください。',
  '{file} is not valid JSON with a list of profiles':
    '{file} は、プロファイルの一覧を含む正しい JSON ではありません',
  'Repair it, or create it anew with `aliyun configure`.':
    '修正するか、`aliyun configure` で作り直してください。',
  '{file} has no profile {profile}': '{file} にプロファイル {profile} がありません',
  '{file} has no profile {profile}; it has: {names}':
    '{file} にプロファイル {profile} がありません。あるのは {names} です',
  'Name one of them with `--profile`, or add it with `aliyun configure`.':
    '`--profile` でいずれかを指定するか、`aliyun configure` で追加してください。',
  'the profile {profile} of {file} lacks {fields}':
    '{file} のプロファイル {profile} に {fields} がありません',
  'its mode RsaKeyPair, which the vendor has deprecated, is not supported':
    'モード RsaKeyPair は提供元が非推奨としており、対応していません',
  'its mode is BearerToken, which signs no call of ACK’s API':
    'モードは BearerToken で、ACK の API 呼び出しには署名できません',
  'its mode is Anonymous: there is no key to sign with': 'モードは Anonymous で、署名する鍵がありません',
  'its mode is written {mode}, and the CLI reads {spelling} alone':
    'モードが {mode} と書かれていますが、CLI が読むのは {spelling} だけです',
  'the profile {profile} of {file} cannot be used: {why}':
    '{file} のプロファイル {profile} を使えません：{why}',
  'Choose another with `--profile`.': '`--profile` で別のものを選んでください。',
  'Correct it with `{command}`.': '`{command}` で直してください。',
  '{origin} gets its keys from a program or an address, and {variable} forbids that':
    '{origin} は鍵をプログラムかアドレスから取得しますが、{variable} がそれを禁じています',
  'Unset {variable}, or choose another profile with `--profile`.':
    '{variable} を解除するか、`--profile` で別のプロファイルを選んでください。',
  'Complete it with `{command}`.': '`{command}` で補ってください。',
  'the profile {profile} cannot be used': 'プロファイル {profile} を使えません',
  'no Alibaba Cloud credentials were found': 'Alibaba Cloud の認証情報が見つかりません',
  'Run `aliyun configure`, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET; `ackring demo` needs none.':
    '`aliyun configure` を実行するか、ALIBABA_CLOUD_ACCESS_KEY_ID と ALIBABA_CLOUD_ACCESS_KEY_SECRET を設定してください。`ackring demo` なら不要です。',
  'a usable source_profile ({name})': '使用できる source_profile（{name}）',
  '{field} in its source_profile {name}': 'source_profile {name} の {field}',
  'a mode that ackring knows': 'ackring が対応するモード',
  'look at the function {name}': '関数 {name} の確認',
  'invoke the function {name}': '関数 {name} の呼び出し',
  'there is no function {name} in {region}': '{region} に関数 {name} はありません',
  'Deploy it with `s deploy`; if it has another name or region, say so: `ackring function status NAME@REGION`.':
    '`s deploy` でデプロイしてください。名前やリージョンが違う場合は、次のように指定してください：`ackring function status NAME@REGION`。',
  'read secret {name}': 'シークレット {name} の読み取り',
  'look at the key {id}': 'キー {id} の確認',
  'list the secrets': 'シークレットの一覧取得',
  'create secret {name}': 'シークレット {name} の作成',
  'store a version of secret {name}': 'シークレット {name} のバージョンの保存',
  'promote a version of secret {name}': 'シークレット {name} のバージョンの昇格',
  'read the log of {logstore}': '{logstore} のログの読み取り',
  "{region} is not a region's name": '{region} はリージョン名ではありません',
  'Name a region such as cn-hangzhou or ap-northeast-1; `ackring clusters` shows yours.':
    'cn-hangzhou や ap-northeast-1 のようなリージョンを指定してください。使えるものは `ackring clusters` で確認できます。',
  'the endpoint in {variable} is not an http or https address':
    '{variable} のエンドポイントは http または https のアドレスではありません',
  'the endpoint in {variable} has more than scheme, host and port':
    '{variable} のエンドポイントに、スキーム、ホスト、ポート以外のものがあります',
  'the endpoint in {variable} is plain http to {host}: signatures and keys would cross the network':
    '{variable} のエンドポイントは {host} への平文の http です。署名と鍵がネットワークに流れてしまいます',
  'Set {variable} to https://HOST or to http://127.0.0.1:PORT, or unset it.':
    '{variable} に https://HOST か http://127.0.0.1:PORT を設定するか、設定を解除してください。',
  '{why} ({code})': '{why}（{code}）',
  'not allowed to {doing}: {reason}': '{doing}が許可されていません：{reason}',
  'could not {doing}: {reason}': '{doing}に失敗しました：{reason}',
  'no role inside the cluster allows it': 'クラスター内に、これを許可するロールがありません',
  '{action} is missing': '{action} がありません',
  'the cloud does not accept these credentials': 'クラウドがこの認証情報を受け付けません',
  "this machine's clock is too far from the cloud's": 'この端末の時計がクラウドと大きくずれています',
  'there is no cluster {id} here': 'クラスター {id} はここにありません',
  'the cloud no longer serves {operation}': 'クラウドは {operation} の提供を終了しました',
  'the cloud is throttling us': 'クラウドが呼び出しを制限しています',
  '{host} did not answer in time': '{host} から時間内に応答がありません',
  '{host} did not answer in time through the proxy {proxy}':
    'プロキシ {proxy} を経由した {host} から時間内に応答がありません',
  '{host} cannot be reached through the proxy {proxy}': 'プロキシ {proxy} を経由して {host} に接続できません',
  'the proxy {proxy} in front of {host} does not answer': '{host} の手前のプロキシ {proxy} が応答しません',
  'the proxy {proxy} will not connect to {host}': 'プロキシ {proxy} が {host} への接続を拒否しました',
  'the proxy {proxy} asks for a user and password, or does not accept these':
    'プロキシ {proxy} がユーザー名とパスワードを求めているか、指定のものを受け付けません',
  'the proxy {proxy} is of an unsupported kind: only http, https and socks5 are':
    'プロキシ {proxy} は未対応の種類です（http、https、socks5 のみ）',
  'Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with what is special in them percent-encoded; the proxy is asked again after a minute.':
    'HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT の形で設定してください。特殊な文字はパーセントエンコードします。1 分後にプロキシへ再び接続します。',
  'Check HTTPS_PROXY, or let {host} be dialled directly: add {names} to NO_PROXY.':
    'HTTPS_PROXY を確認するか、NO_PROXY に {names} を加えて {host} に直接接続してください。',
  'the proxy in HTTPS_PROXY does not let it through': 'HTTPS_PROXY のプロキシが通しません',
  'the credentials from {origin} could not be obtained: the proxy in HTTPS_PROXY does not let it through':
    '{origin}の認証情報を取得できませんでした：HTTPS_PROXY のプロキシが通しません',
  'Check HTTPS_PROXY with `ackring doctor`, or add the service to NO_PROXY.':
    '`ackring doctor` で HTTPS_PROXY を確認するか、そのサービスを NO_PROXY に加えてください。',
  '{host} cannot be reached': '{host} に接続できません',
  'the cloud failed with status {status}': 'クラウド側で障害が起きました（ステータス {status}）',
  'the cloud refused': 'クラウドが拒否しました',
  "{host} answered with something that is not its API's answer": '{host} の応答は API の応答ではありません',
  "{host} answered with something that is not its API's answer: {why}":
    '{host} の応答は API の応答ではありません：{why}',
  'Check the access key with `ackring doctor`; it may be deleted, disabled, expired or mistyped.':
    '`ackring doctor` でアクセスキーを確認してください。削除、無効化、期限切れ、入力ミスが考えられます。',
  'Set this machine’s clock, for example with `timedatectl set-ntp true`, and try again.':
    '`timedatectl set-ntp true` などで時計を合わせて、やり直してください。',
  'See `ackring clusters`; {cluster} may be deleted, in another region, or in another account.':
    '`ackring clusters` を確認してください。{cluster}は削除されたか、別のリージョンまたは別のアカウントにあるのかもしれません。',
  'the cluster': 'クラスター',
  'Update ackring; if this is the newest version, report the name of the operation.':
    'ackring を更新してください。最新版であれば、操作名を報告してください。',
  'Wait a minute and run it again; fewer regions at once with `--region` also helps.':
    '1 分ほど待ってやり直してください。`--region` で一度に調べるリージョンを減らすのも有効です。',
  'Try again in a minute; if it persists, look for a proxy in between with `ackring doctor`.':
    '1 分ほど待ってやり直してください。続く場合は、途中のプロキシを `ackring doctor` で調べてください。',
  'Another change is under way; wait for it to finish and run this again.':
    '別の変更が進行中です。終わるのを待って、もう一度実行してください。',
  'Run `ackring doctor`, and quote the request id to the cloud’s support if it persists.':
    '`ackring doctor` を実行してください。続く場合は、リクエスト ID を添えてクラウドのサポートに問い合わせてください。',
  '{action} or {other}': '{action} または {other}',
  'Ask the cluster’s administrator for an RBAC role in this cluster (console: Security > Authorizations).':
    'クラスターの管理者に、このクラスターの RBAC ロールを依頼してください（コンソール：安全管理 > 権限付与）。',
  'For {principal}, a policy denies {action} explicitly; ask for it to be lifted':
    '{principal} に対して {action} を明示的に拒否するポリシーがあります。解除を依頼してください',
  'For {principal}, ask for {action}': '{principal} に {action} を付与するよう依頼してください',
  '{remedy} A cluster shared by another account refuses all the same: ask its owner.':
    '{remedy}別のアカウントから共有されたクラスターも同じように拒否されます。その場合は所有者に問い合わせてください。',
  'the function’s role': '関数のロール',
  'this identity': 'この ID',
  'the RAM user {name}': 'RAM ユーザー {name}',
  'the role {name}': 'ロール {name}',
  '{grant}; `{command}` prints a policy with it.':
    '{grant}。これを含むポリシーは `{command}` で表示できます。',
  '{grant}; `ackring policy` prints the least policy that its role needs.':
    '{grant}。ロールに必要な最小限のポリシーは `ackring policy` で表示できます。',
  '{grant}; `ackring policy` prints the least policy that a rotation needs.':
    '{grant}。ローテーションに必要な最小限のポリシーは `ackring policy` で表示できます。',
  'Check the region’s name and this machine’s DNS: `{command}`.':
    'リージョン名と、この端末の DNS を確認してください：`{command}`',
  'A proxy seems to answer for {host}; add its certificate authority with NODE_EXTRA_CA_CERTS=FILE.':
    '{host} の代わりにプロキシが応答しているようです。その認証局を NODE_EXTRA_CA_CERTS=FILE で追加してください。',
  'Check the network to {host}, and the proxy if there is one: `ackring doctor`.':
    '{host} までのネットワークと、あればプロキシを確認してください：`ackring doctor`',
  'it is too long': '長すぎます',
  'it is compressed without being asked to be': '求めていない圧縮がされています',
  'it is not HTTP': 'HTTP ではありません',
  'read {object}': '{object} の読み取り',
  'store {object}': '{object} の保存',
  'list {object}': '{object} の一覧取得',
  'could not {doing}: there is no bucket {bucket} in {region}':
    '{doing}に失敗しました：{region} にバケット {bucket} がありません',
  'Create it, or name the region it is in: {command}':
    '作成するか、所在のリージョンを指定してください：{command}',
  'read-only mode does not allow this: {what}': '読み取り専用モードでは実行できません：{what}',
  'Leave out `--read-only`, or switch it off in the settings.':
    '`--read-only` を外すか、設定で解除してください。',
  'run {program}': '{program} を実行する',
  'have a kubeconfig issued': 'kubeconfig を発行させる',
  'change how long kubeconfigs live': 'kubeconfig の有効期間を変更する',
  'cancelled before it was done': '完了する前に中止されました',
  'Run it again; nothing was left half-done.': 'もう一度実行してください。中途半端な状態は残っていません。',
  'ask who we are': '呼び出し元の確認',
  'assume {roleArn}': '{roleArn} の引き受け',
};
