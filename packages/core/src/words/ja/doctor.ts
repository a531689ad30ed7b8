/** What keeps this program, kubectl and the cloud from working together; and when the program itself is at fault. */
export const doctor = {
  'an unexpected {name} stopped this': '予期しない {name} により中断しました',
  'Run `ackring doctor`, and report this with the command you ran.':
    '`ackring doctor` を実行し、入力したコマンドを添えて報告してください。',
  'Report this with the command you ran, and with {file}: it holds no key.':
    '入力したコマンドと {file} を添えて報告してください。このファイルにキーは含まれません。',
  '{source}, account {accountId}': '{source}、アカウント {accountId}',
  'the environment': '環境変数',
  'the OIDC role {arn}': 'OIDC ロール {arn}',
  'profile {name} of {file}': '{file} のプロファイル {name}',
  'this instance’s role {role}': 'このインスタンスのロール {role}',
  'account root {uid}': 'アカウントのルート {uid}',
  'user {uid} of account {accountId}': 'アカウント {accountId} のユーザー {uid}',
  'role {uid} of account {accountId}': 'アカウント {accountId} のロール {uid}',
  '{name} is not the address of a proxy': '{name} はプロキシのアドレスではありません',
  'Set it to http://HOST:PORT; a user and password in it are percent-encoded.':
    'http://HOST:PORT の形で設定してください。ユーザー名とパスワードはパーセントエンコードします。',
  'the cloud and API servers are asked through {proxy} ({name})':
    'クラウドと API サーバーには {proxy} を経由して接続します（{name}）',
  '{name} is set, and HTTPS_PROXY is not: the cloud is asked directly':
    '{name} は設定されていますが HTTPS_PROXY がありません。クラウドへは直接接続します',
  'If the cloud is to be asked through a proxy, set HTTPS_PROXY to its address.':
    'クラウドにプロキシ経由で接続する場合は、HTTPS_PROXY にそのアドレスを設定してください。',
  'the cloud’s answer had no time in it': 'クラウドの応答に時刻がありません',
  'Try again.': 'もう一度実行してください。',
  'within {seconds} s of the cloud’s': 'クラウドとの差は {seconds} 秒以内',
  'this machine’s clock is {seconds} s behind the cloud’s':
    'この端末の時計はクラウドより {seconds} 秒遅れています',
  'this machine’s clock is {seconds} s ahead of the cloud’s':
    'この端末の時計はクラウドより {seconds} 秒進んでいます',
  'Set the clock, preferably by NTP: `timedatectl set-ntp true`.':
    '時計を合わせてください。NTP をお勧めします：`timedatectl set-ntp true`',
  '{what}: {reason}': '{what}：{reason}',
  'answering: {answered}, clusters: {clusters}': '応答したリージョン {answered}、クラスター {clusters}',
  'clusters can be listed and described; fetching was not tried: it would issue a certificate':
    'クラスターの一覧と詳細を取得できます（kubeconfig の取得は、証明書が発行されるため試していません）',
  'everybody’s kubeconfigs can be listed': '全員の kubeconfig を一覧できます',
  'roles inside clusters can be read': 'クラスター内のロールを読み取れます',
  'roles can be read inside the clusters that you administer, and in no others':
    'クラスター内のロールは、自分が管理者であるクラスターでだけ読み取れます',
  'when somebody was last active can be read': '最後に活動した日時を読み取れます',
  'Look at it with `ackring inspect`, or fetch it again.':
    '`ackring inspect` で確認するか、取得し直してください。',
  'expired: {contexts}': '期限切れ：{contexts}',
  'Renew them: `ackring renew --all`.': '更新してください：`ackring renew --all`',
  'contexts: {count}, all complete': 'コンテキスト {count} 件、すべて問題なし',
  'others can read {file}': '{file} を他のユーザーが読み取れます',
  '{file} has been there since {instant}': '{file} が {instant} から残っています',
  'If nothing is writing the kubeconfig, remove it: `{command}`.':
    'kubeconfig に書き込み中のプログラムがなければ、削除してください：`{command}`',
  '{folder} does not exist yet': '{folder} はまだありません',
  '{folder}: whoever may open the folder above it; that was not looked at':
    '{folder} を開けるのは、その上のフォルダーを開ける人です。調べてはいません',
  'only you can open {folder}': '{folder} を開けるのは自分だけです',
  'others can open {folder}, which holds private keys': '秘密鍵のある {folder} を他のユーザーが開けます',
  'others can read {file}, which holds access keys': 'AccessKey のある {file} を他のユーザーが読み取れます',
  'Node {version}': 'Node {version}',
  'this program is not tested on Node {version}': 'Node {version} での動作は確認されていません',
  'Install Node 24 from https://nodejs.org.': 'https://nodejs.org から Node 24 をインストールしてください。',
  'no terminal: commands only': '端末ではないため、コマンドのみ使えます',
  '{size}, {type}, {colors}': '{size}、{type}、{colors}',
  'TERM unset': 'TERM 未設定',
  'no color (NO_COLOR)': '色なし（NO_COLOR）',
  '256 colors': '256 色',
  '{size}: too small for the full screen': '{size}：全画面表示には小さすぎます',
  'Make the window at least 60×15.': 'ウィンドウを 60×15 以上にしてください。',
  'a crash would write the memory to a file, keys included: core dumps are on':
    'コアダンプが有効なため、異常終了すると鍵を含むメモリーがファイルに書き出されます',
  'Turn them off in this shell: `ulimit -c 0`.': 'このシェルで無効にしてください：`ulimit -c 0`',
  'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored here: with it anyone could pose as the cloud':
    'NODE_TLS_REJECT_UNAUTHORIZED=0 はここでは無視されます。有効だと、誰でもクラウドになりすませます',
  'Unset it; for a certificate authority of your own, set NODE_EXTRA_CA_CERTS=FILE.':
    '設定を外してください。独自の認証局は NODE_EXTRA_CA_CERTS=FILE で指定します。',
  '{file} does not tell its version': '{file} はバージョンを答えません',
  'kubectl is not on the PATH': 'kubectl が PATH にありません',
  'kubectl {version}; there is no cluster to compare it with':
    'kubectl {version}（比べるクラスターがありません）',
  'kubectl {version} fits every cluster': 'kubectl {version} はすべてのクラスターに対応しています',
  'kubectl {version} is more than one minor version away from {names}':
    'kubectl {version} は次のクラスターとマイナーバージョンが 2 以上離れています：{names}',
  '{file} cannot be read as kubectl’s preferences': '{file} を kubectl の設定として読み取れません',
  'Correct {file}, or run kubectl with KUBERC=off.':
    '{file} を修正するか、KUBERC=off を付けて kubectl を実行してください。',
  '{file} lets kubectl run every plug-in': '{file} はすべてのプラグインの実行を許可しています',
  '{file} lets kubectl run the plug-ins of your contexts':
    '{file} はコンテキストが使うプラグインの実行を許可しています',
  'the policy {policy} of {file} forbids the plug-in {command}':
    '{file} のポリシー {policy} がプラグイン {command} を禁止しています',
  'Add under credentialPluginAllowlist: `{line}`': 'credentialPluginAllowlist に追加してください：`{line}`',
  'Set `credentialPluginPolicy: Allowlist` and add under credentialPluginAllowlist: `{line}`':
    '`credentialPluginPolicy: Allowlist` を設定し、credentialPluginAllowlist に追加してください：`{line}`',
  readable: '読み取れます',
};
