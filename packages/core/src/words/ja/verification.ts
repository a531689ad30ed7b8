/** How an API server judges a credential. */
export const verification = {
  '{host} takes no RAM tokens: the cluster lacks the add-on ack-ram-authenticator':
    '{host} は RAM トークンを受け付けません。クラスターにアドオン ack-ram-authenticator がありません',
  'Install the add-on in the console, which restarts the API server; or take a certificate: `{command}`.':
    'コンソールでアドオンを入れてください（API サーバーが再起動します）。または証明書を取得します：`{command}`',
  '{host} does not accept {whose}: its RAM identity is mapped to nobody':
    '{host} は{whose}を受け付けません。その RAM の ID が誰にも対応付けられていません',
  'Have an administrator map it, `kubectl get ramidentitymappings` shows who is; or take a certificate: `{command}`.':
    '管理者に対応付けを依頼してください（現状は `kubectl get ramidentitymappings` で分かります）。または証明書を取得します：`{command}`',
  '{host} does not accept {whose}: its RAM identity is mapped to nobody, or the add-on ack-ram-authenticator is missing or ignores mappings; the answer is the same':
    '{host} は{whose}を受け付けません。RAM の ID が誰にも対応付けられていないか、アドオン ack-ram-authenticator がないか、対応付けを無視しています。どれでも同じ応答になります',
  '{host} takes no RAM tokens: the add-on ack-ram-authenticator is there, and ignores RAMIdentityMappings (EnableNonBootstrapMapping is off, as the console makes clusters since 1.33)':
    '{host} は RAM トークンを受け付けません。アドオン ack-ram-authenticator はありますが、RAMIdentityMapping を無視しています（EnableNonBootstrapMapping が無効。1.33 以降コンソールで作ったクラスターの既定です）',
  'Have an administrator switch it on (console, Add-ons, Security, ack-ram-authenticator, Configuration): every RAMIdentityMapping that is there then counts. Or take a certificate: `{command}`.':
    '管理者に有効化を依頼してください（コンソール：アドオン、セキュリティ、ack-ram-authenticator、設定）。既にある RAMIdentityMapping もすべて有効になります。または証明書を使ってください：`{command}`',
  '{host} does not accept {whose}: it is for cluster {cluster}, whose endpoint this is not':
    '{host} は{whose}を受け付けません。それはクラスター {cluster} 用で、これはそのエンドポイントではありません',
  'the RAM token of {program}': '{program} の RAM トークン',
  'the RAM token': 'RAM トークン',
  '{whose} was signed at {instant}, which is still to come':
    '{whose}の署名の日時 {instant} がまだ来ていません',
  '{whose} ended at {instant}: one holds for 15 minutes':
    '{whose}は {instant} に期限が切れました。有効なのは 15 分間です',
  'Have a new one signed for each use: `{command}`.': '使うたびに署名されるようにしてください：`{command}`',
  '{host} does not accept {whose}: {objections}': '{host} は{whose}を受け付けません：{objections}',
  'Have it written anew: `{command}`.': '書き直してください：`{command}`',
  '{host} is dialled over plain http, and keys would cross the network':
    '{host} への接続は平文の http で、鍵がネットワークに流れてしまいます',
  'Make the server of that context an https address.':
    'そのコンテキストの接続先を https のアドレスにしてください。',
  'the API server’s answer is longer than {count} bytes': 'API サーバーの応答が {count} バイトを超えています',
  'Ask for less at once.': '一度に求める量を減らしてください。',
  'the API server has too many {plural} to read them all': 'API サーバーの {plural} が多すぎて読み切れません',
  'Look at them: `{command}`.': '確認してください：`{command}`',
  '{count} of the API server’s {plural} are of an unknown kind':
    'API サーバーの {plural} のうち {count} 件は未知の種類です',
  'the API server did not list its {plural} (status {status})':
    'API サーバーが {plural} の一覧を返しませんでした（ステータス {status}）',
  'Only an administrator of the cluster can read them.': '読み取れるのはクラスターの管理者だけです。',
  'the API server {server} cannot be reached': 'API サーバー {server} に接続できません',
  'See why with `ackring verify`.': '`ackring verify` で原因を確認してください。',
  'the certificate that {host} presents has expired': '{host} の証明書は期限が切れています',
  'the certificate that {host} presents is not valid yet': '{host} の証明書はまだ有効になっていません',
  'Have the cluster’s certificates renewed in the console, or set this machine’s clock if it is wrong.':
    'コンソールでクラスターの証明書を更新するか、この端末の時計がずれていれば合わせてください。',
  'no secure connection to {host} could be made ({code})':
    '{host} との安全な接続を確立できませんでした（{code}）',
  'Check what answers there: `{command}`.': '何が応答しているか確認してください：`{command}`',
  '{host} presents a certificate that the context’s certificate authority did not sign':
    '{host} の証明書は、コンテキストの認証局が署名したものではありません',
  'The cluster was replaced, or another machine answers there. Fetch the kubeconfig again: `{command}`.':
    'クラスターが作り直されたか、別のサーバーが応答しています。kubeconfig を取得し直してください：`{command}`',
  'the API server’s certificate is not valid for {host}; it names {names}':
    'API サーバーの証明書は {host} には有効ではありません。証明書にある名前：{names}',
  'nothing readable': '読み取れるものなし',
  'Fetch the kubeconfig again if the address changed: `{command}`':
    'アドレスが変わった場合は kubeconfig を取得し直してください：`{command}`',
  '{refetch}; see the proposal for this cluster with `{command}`.':
    '{refetch}。このクラスターへの提案は `{command}` で確認できます。',
  '{refetch}; or add the name, which restarts the API server: `{command}`.':
    '{refetch}。または名前を追加してください（API サーバーが再起動します）：`{command}`',
  '{refetch}. A dedicated cluster takes names only when it is created; the last resort is `{command}`.':
    '{refetch}。専有クラスターには作成時にしか名前を指定できません。最後の手段は `{command}` です。',
  '{refetch}; this cluster’s certificate is made by its operator: ask there for {name}.':
    '{refetch}。このクラスターの証明書は運用者が発行しています。{name} の追加を依頼してください。',
  'the context has no server address that can be dialled':
    'コンテキストに、接続できるサーバーのアドレスがありません',
  '{host} is a private address and does not answer from here':
    '{host} はプライベートアドレスで、ここからは応答がありません',
  'no connection to {host} in time': '{host} に時間内に接続できませんでした',
  '{host} accepted the connection, then did not answer in time':
    '{host} は接続を受け付けましたが、時間内に応答がありませんでした',
  '{host} refuses connections: nothing listens there':
    '{host} が接続を拒否しました。待ち受けているプログラムがありません',
  'the name {host} cannot be resolved': '名前 {host} を解決できません',
  'there is no route to {host}': '{host} への経路がありません',
  '{host} is dialled over plain http, where anyone on the way could read the credential: nothing was sent':
    '{host} への接続は平文の http で、途中で認証情報を読まれるおそれがあります。何も送信していません',
  'the proxy in front of {host} does not answer': '{host} の手前のプロキシが応答しません',
  'the proxy in front of {host} asks for a user and password, or does not accept these':
    '{host} の手前のプロキシがユーザー名とパスワードを求めているか、指定のものを受け付けません',
  'the proxy will not connect to {host}': 'プロキシが {host} への接続を拒否しました',
  'the proxy in front of {host} is of an unsupported kind: only http, https and socks5 are':
    '{host} の手前のプロキシは未対応の種類です（http、https、socks5 のみ）',
  'the connection to {host} broke ({code})': '{host} との接続が切れました（{code}）',
  'Check HTTPS_PROXY, or the context’s proxy-url; to go without: `{command}`.':
    'HTTPS_PROXY とコンテキストの proxy-url を確認してください。使わない場合：`{command}`',
  'Make the context’s server an https address, or fetch the kubeconfig again: `{command}`.':
    'コンテキストの接続先を https のアドレスにするか、kubeconfig を取得し直してください：`{command}`',
  'Check this machine’s DNS: `{command}`.': 'この端末の DNS を確認してください：`{command}`',
  'The API server may be restarting, or its port changed; fetch the kubeconfig again: `{command}`.':
    'API サーバーが再起動中か、ポートが変わったのかもしれません。kubeconfig を取得し直してください：`{command}`',
  'Check the network here, and the access control list of the API server’s load balancer; `ackring doctor` looks at both ends.':
    'こちらのネットワークと、API サーバーのロードバランサーのアクセス制御リストを確認してください。`ackring doctor` で両側を調べられます。',
  'Fetch the kubeconfig again: `{command}`.': 'kubeconfig を取得し直してください：`{command}`',
  'If the cluster has a public endpoint, take it: `{command}`; else run this inside the cluster’s VPC, or connect to it by VPN.':
    'クラスターにパブリックエンドポイントがあれば使ってください：`{command}`。なければ、クラスターの VPC 内で実行するか、VPN で接続してください。',
  'Take the public endpoint: `{command}`.': 'パブリックエンドポイントを使ってください：`{command}`',
  'The cluster has no public endpoint: run this inside its VPC, connect to it by VPN, or bind an EIP to its API server in the console.':
    'クラスターにパブリックエンドポイントがありません。VPC 内で実行するか、VPN で接続するか、コンソールで API サーバーに EIP を付けてください。',
  'the API server accepts it{as}{extent}{unproven}': 'API サーバーに受け付けられました{as}{extent}{unproven}',
  ', acting as {user}': '（{user} として）',
  '; anyone may have answered, since the context does not check the certificate':
    '。ただしコンテキストが証明書を検証しないため、応答したのが本物とは限りません',
  ', but shows no right of its own, only what everyone with a certificate of this cluster may do':
    '。ただし固有の権限は見られず、このクラスターの証明書を持つ誰にでもある権限だけです',
  ', with rights to paths only, and none seen in a namespace':
    '。パスへの権限だけがあり、名前空間での権限は見られません',
  ', with rights seen in namespace {names}': '。名前空間 {names} に権限があります',
  'the user entry holds no credential, and {host} answers to nobody in particular':
    'ユーザーの項目に認証情報がなく、{host} は誰とも認識していません',
  'Fetch one: `{command}`.': '取得してください：`{command}`',
  '{host} never asked for the client certificate': '{host} はクライアント証明書を求めませんでした',
  '{host} saw no credential (system:anonymous)': '{host} には認証情報が届いていません（system:anonymous）',
  '{seen}: something in front of it ends TLS, or it does not accept this kind; whether the credential works is not known':
    '{seen}。手前で TLS が終端されているか、この種の認証情報に対応していません。認証情報が使えるかどうかはわかりません',
  '{host} takes us for {user}, while the certificate names {name}: something in front of the API server presents a credential of its own; whether this one works is not known':
    '{host} は {user} と認識しましたが、証明書の名前は {name} です。API サーバーの手前で別の認証情報が使われています。この認証情報が使えるかどうかはわかりません',
  'Dial the API server itself: compare the context’s server with the cluster’s endpoints, `{command}`.':
    'API サーバーに直接接続してください。コンテキストの接続先をクラスターのエンドポイントと比べてください：`{command}`',
  ' (status {status})': '（ステータス {status}）',
  'what answers at {host} is not a Kubernetes API server{status}: perhaps a login page, a redirect or a proxy':
    '{host} で応答しているのは Kubernetes の API サーバーではありません{status}。ログインページ、リダイレクト、プロキシかもしれません',
  'Check the way there: `{command}`; if the address is wrong, `{fetch}`.':
    '経路を確認してください：`{command}`。アドレスが違う場合は `{fetch}` を実行してください。',
  'the API server knows {who} and refuses everything asked: it may have rights elsewhere, have none, or have been revoked':
    'API サーバーは {who} を認識していますが、すべての要求を拒否しました。ほかに権限があるか、権限がないか、失効したかのいずれかです',
  'Name a namespace it may work in: `{command}`, then `{verify}`; or ask the cluster’s administrator.':
    '使える名前空間を `{command}` で指定し、`{verify}` を実行するか、クラスターの管理者に問い合わせてください。',
  '{host} lets {who} in, but did not say what it may do':
    '{host} は {who} を受け入れましたが、何ができるかは答えませんでした',
  'Try again in a minute: `{command}`; if it persists, see the cluster’s events in the console.':
    '1 分ほど待ってやり直してください：`{command}`。続く場合は、コンソールでクラスターのイベントを確認してください。',
  '{host} answered with status {status}, which says nothing about the credential':
    '{host} がステータス {status} を返しました。認証情報については何もわかりません',
  '{host} did not answer everything in time': '{host} から時間内にすべての応答が得られませんでした',
  '{certificate} is valid and known, but may do nothing any more in namespace {namespaces}, and the cloud has since given its holder another name: it was revoked':
    '{certificate} は有効で認識されていますが、名前空間 {namespaces} ではもう何もできず、その後クラウドは保持者に別の名前を与えています。失効されたものです',
  '{certificate} is valid and known, but may do only what everyone may in namespace {namespaces}, and the cloud has since given its holder another name: it was revoked':
    '{certificate} は有効で認識されていますが、名前空間 {namespaces} では誰にでも許された操作しかできず、その後クラウドは保持者に別の名前を与えています。失効されたものです',
  '{replacement}; if that is refused as well, ask for an RBAC role in the cluster.':
    '{replacement}。それも拒否される場合は、クラスターの RBAC ロールを依頼してください。',
  'the certificate of {program}': '{program} の証明書',
  'the certificate': '証明書',
  'Fetch a new one: `{command}`': '新しいものを取得してください：`{command}`',
  'Fetch a new one, which also clears what the plug-in keeps: `{command} --exec`':
    '新しいものを取得してください（プラグインが保持しているものも消去されます）：`{command} --exec`',
  'the API server knows {who}{current}, but no rights of its own were seen in namespace {namespaces}; it may have some in others':
    'API サーバーは {who} を認識していますが{current}、名前空間 {namespaces} では固有の権限が見られません。ほかの名前空間にはあるかもしれません',
  ', which was not revoked': '（失効してはいません）',
  'Ask the cloud whether it was revoked: `{leak}`. If it was not, ask the cluster’s administrator for a role; see what there is with `{command}`.':
    '失効させたものかどうかをクラウドに確認してください：`{leak}`。失効でなければ、クラスターの管理者にロールを依頼してください。今ある権限は `{command}` で確認できます。',
  'Ask the cluster’s administrator for a role; see what there is with `{command}`.':
    'クラスターの管理者にロールを依頼してください。今ある権限は `{command}` で確認できます。',
  'the private key does not belong to the client certificate':
    '秘密鍵がクライアント証明書と対になっていません',
  'its certificate or key cannot be loaded': '証明書または鍵を読み込めません',
  'Look at it with `{command}`, or fetch a new one: `{fetch}`.':
    '`{command}` で確認するか、新しいものを取得してください：`{fetch}`',
  credential: '認証情報',
  '{host} does not accept the {what} yet, which was issued minutes ago':
    '{host} はこの{what}をまだ受け付けません。数分前に発行されたばかりです',
  '{host} does not accept the {what}: it belongs to another cluster, or is no longer known':
    '{host} はこの{what}を受け付けません。別のクラスターのものか、もう認識されていません',
  'Fetch a new one: `{command}`.': '新しいものを取得してください：`{command}`',
  'the client certificate ended on {instant}': 'クライアント証明書の期限は {instant} に切れました',
  'Get a new one: `{command}`.': '新しいものを取得してください：`{command}`',
  'the client certificate is not valid before {instant}':
    'クライアント証明書は {instant} より前には有効になりません',
  'Wait until then, or set this machine’s clock: `timedatectl set-ntp true`.':
    'それまで待つか、この端末の時計を合わせてください：`timedatectl set-ntp true`',
  '{program} gave a client certificate that ended on {instant}':
    '{program} が返したクライアント証明書の期限は {instant} に切れています',
  'Run {program} by itself to see why.': '{program} を単独で実行して、原因を確認してください。',
  'Look for the add-on in the console, and at who is mapped: `kubectl get ramidentitymappings`, as an administrator.':
    'コンソールでアドオンを、管理者として `kubectl get ramidentitymappings` で対応付けを確認してください。',
  'this machine’s clock is {minutes} minutes ahead of {host}’s':
    'この端末の時計は {host} より {minutes} 分進んでいます',
  'this machine’s clock is {minutes} minutes behind {host}’s':
    'この端末の時計は {host} より {minutes} 分遅れています',
  'Set it, for example with `timedatectl set-ntp true`, and verify again.':
    '`timedatectl set-ntp true` などで合わせて、もう一度検証してください。',
  'It keeps old ones: `rm ~/.kube/cache/ack-ram-tool/credential-plugin/*.json`':
    '古いものが保持されています：`rm ~/.kube/cache/ack-ram-tool/credential-plugin/*.json`',
  'the API server': 'API サーバー',
  'they come from a program, {program}, which was not run':
    '認証情報を出すプログラム {program} は実行していません',
  'they are in another file, {file}, which was not sent':
    '認証情報は別のファイル {file} にあり、送信していません',
  '{file} is not one of your kubeconfig files, and its credentials point outside it: {reach}':
    '{file} はあなたの kubeconfig ではなく、認証情報がファイルの外にあります：{reach}',
  'If you trust it: `{command}`.': '信頼できる場合：`{command}`',
  'the context’s credentials come from {program}, which is not installed here':
    'コンテキストの認証情報は {program} から得ますが、ここにはインストールされていません',
  'Install {program}, or put it on the PATH.': '{program} をインストールするか、PATH に追加してください。',
  'the credential plug-in {program} gave no credentials: {problem}':
    '認証プラグイン {program} から認証情報が得られませんでした：{problem}',
  'Run {program} by itself to see why, as the user entry of {context} names it.':
    '{context} のユーザー項目にあるとおりに {program} を単独で実行し、原因を確認してください。',
  'the fetched kubeconfig lacks the context "{context}"':
    '取得した kubeconfig にコンテキスト「{context}」がありません',
  'Fetch it again.': '取得し直してください。',
  'Look into what could not be searched: each is named, with its reason.':
    '検索できなかったものを確認してください。それぞれ理由とともに示されています。',
  'The Security Token Service tells whose it is: ask it, without `--offline`.':
    '誰のものかは Security Token Service が答えます。`--offline` を付けずに実行してください。',
  '{host} does not accept the token, which ended on {instant}':
    '{host} はこのトークンを受け付けません。{instant} に終了しています',
  'Take a new one from where it came from, or fetch a kubeconfig: `{command}`.':
    '発行元から新しいトークンを取得するか、kubeconfig を取得してください：`{command}`',
  'the API server knows {who}, who may not act as {user}':
    'API サーバーは {who} を認識しますが、{user} として操作することは許可されていません',
  'Ask the cluster’s administrator for the right to impersonate, or take `as` out of the user entry.':
    'クラスターの管理者に偽装（impersonate）の権限を依頼するか、ユーザーエントリから `as` を取り除いてください。',
};
