/** Fetching, finding and inspecting. */
export const fetch = {
  'this is not a readable X.509 certificate': 'X.509 証明書として読み取れません',
  'Fetch the kubeconfig again: `ackring get CLUSTER`.':
    'kubeconfig を取得し直してください：`ackring get CLUSTER`',
  'the layout of this certificate is unknown': 'この証明書の構造は未知のものです',
  'context "{context}" has no {part}': 'コンテキスト「{context}」に{part}がありません',
  'See what it has: `{command}`.': '中身を確認してください：`{command}`',
  'client certificate': 'クライアント証明書',
  'client key': 'クライアント鍵',
  'certificate authority': '認証局の証明書',
  server: 'サーバー',
  'there is no context in {files}': '{files} にコンテキストがありません',
  'there is no current context': '現在のコンテキストがありません',
  'Name one of: {names}.': '次のいずれかを指定してください：{names}',
  'there is no context "{context}"': 'コンテキスト「{context}」がありません',
  'There are: {names}.': '次のものがあります：{names}',
  'Fetch one: `ackring get CLUSTER`.': '取得してください：`ackring get CLUSTER`',
  '{names} and {count} more': '{names} ほか {count} 件',
  'switch a check off': '証明書の検証を省略する',
  'cannot keep credentials in {folder}': '{folder} に認証情報を保存できません',
  'Make the folder yours and writable: `{command}`.':
    'フォルダーを自分の所有にし、書き込めるようにしてください：`{command}`',
  'kubectl asks for an exec credential version that ackring does not support':
    'kubectl が求める exec 認証情報のバージョンに ackring は対応していません',
  "Set the user's exec.apiVersion in the kubeconfig to {version}.":
    'kubeconfig のユーザーの exec.apiVersion を {version} にしてください。',
  'the cloud returned no certificate within {ms} ms': 'クラウドから {ms} ms 以内に証明書が返りませんでした',
  'Find out why: `ackring doctor`.': '原因を調べてください：`ackring doctor`',
  'write {file}': '{file} に書き込む',
  'merge a kubeconfig': 'kubeconfig をマージする',
  'it is the one that was revoked': '失効させたはずの証明書です',
  'it has no client certificate': 'クライアント証明書がありません',
  'its client certificate cannot be read': 'クライアント証明書を読み取れません',
  'it has no client key': 'クライアント鍵がありません',
  'its client key cannot be read': 'クライアント鍵を読み取れません',
  'its private key does not belong to its certificate': '秘密鍵が証明書と対になっていません',
  'it has no certificate authority to check the server against': 'サーバーを検証するための認証局がありません',
  'its certificate authority cannot be read': '認証局の証明書を読み取れません',
  'its certificate authority is not one': '認証局とされているものは認証局ではありません',
  'its certificate authority is damaged: its own signature does not match':
    '認証局の証明書が壊れています（自身の署名が一致しません）',
  'its client certificate is damaged: the signature of its authority does not match':
    'クライアント証明書が壊れています（認証局の署名が一致しません）',
  'its certificate belongs to {holder}, but {caller} asked':
    '証明書は {holder} のものですが、要求したのは {caller} です',
  'its certificate ended at {instant}': '証明書の期限は {instant} に切れています',
  'its certificate is not valid before {instant}': '証明書は {instant} より前には有効になりません',
  'its certificate lives for {minutes} minutes, but a long-term one was asked for':
    '証明書の有効期間は {minutes} 分ですが、要求したのは長期のものです',
  'its certificate lives for {minutes} minutes, but {wanted} were asked for':
    '証明書の有効期間は {minutes} 分ですが、要求したのは {wanted} 分です',
  'it is larger than any kubeconfig of a single cluster': '単一クラスターの kubeconfig としては大きすぎます',
  'it is not a readable kubeconfig': 'kubeconfig として読み取れません',
  'it holds {count} {section} instead of one': '{section} が 1 個ではなく {count} 個あります',
  'its context has no name': 'コンテキストに名前がありません',
  'its current context is not in it': '現在のコンテキストが含まれていません',
  'its context leads to a cluster that is not in it': 'コンテキストが指すクラスターが含まれていません',
  'its context leads to a user that is not in it': 'コンテキストが指すユーザーが含まれていません',
  'a name in it contains invisible characters': '見えない文字を含む名前があります',
  'it points to a file of this machine': 'この端末のファイルを指しています',
  'it holds a name and password': '名前とパスワードが入っています',
  'it acts as someone else': '別の利用者になりすまします',
  'it switches off the check of the server': 'サーバーの検証を無効にします',
  'it sends everything through a proxy': 'すべての通信をプロキシに送ります',
  'it has the server checked under another name': 'サーバーを別の名前で検証させます',
  'it names a program to run': '実行するプログラムを指定しています',
  'it names a plug-in': 'プラグインを指定しています',
  'it holds a token instead of a certificate': '証明書ではなくトークンが入っています',
  '{meaning} (`{field}`)': '{meaning}（`{field}`）',
  'the kubeconfig that came for {cluster} was refused whole; what you have is untouched':
    '{cluster} 用に届いた kubeconfig は受け入れませんでした。お手元のものは元のままです',
  'Try again. If it persists, do not use it: compare it with the connection information in the ACK console.':
    'もう一度試してください。それでも続く場合は使わず、ACK コンソールの接続情報と比べてください。',
  "its server could not be checked against the cluster's endpoints":
    '接続先をクラスターのエンドポイントと照合できませんでした',
  'its holder could not be checked, since it is not known who asked':
    '要求したのが誰かわからず、所有者を確認できませんでした',
  'its certificate names "{name}", which identifies nobody':
    '証明書の名前「{name}」からは所有者がわかりません',
  'it is for another cluster, {cluster}': '別のクラスター {cluster} のものです',
  'it names no server': '接続先がありません',
  'its server is not a plain https address': '接続先が通常の https アドレスではありません',
  'its server is written in a way that programs read differently':
    '接続先の書き方が、プログラムによって解釈の異なるものです',
  'it has none of this access': 'この種類のエンドポイントはありません',
  "its server, {server}, is none of the cluster's endpoints ({endpoints})":
    '接続先 {server} は、クラスターのどのエンドポイントでもありません（{endpoints}）',
  'no change was worked out for {file}': '{file} の変更内容を計算できませんでした',
  'Report this.': 'この内容を報告してください。',
  'cluster {cluster} is {state}: no API server answers':
    'クラスター {cluster} は {state} で、API サーバーが応答しません',
  'Wait until `{command}` shows it running.': '`{command}` で稼働中と表示されるまで待ってください。',
  'cluster {cluster} has no endpoint': 'クラスター {cluster} にはエンドポイントがありません',
  'cluster {cluster} has no public endpoint': 'クラスター {cluster} にはパブリックエンドポイントがありません',
  'cluster {cluster} has no private endpoint':
    'クラスター {cluster} にはプライベートエンドポイントがありません',
  'Take `--access private` from inside its VPC, or bind an EIP to its API server in the ACK console.':
    'VPC 内から `--access private` を使うか、ACK コンソールで API サーバーに EIP を付けてください。',
  'Take `--access public`.': '`--access public` を使ってください。',
  'Look at its connection information in the ACK console.': 'ACK コンソールで接続情報を確認してください。',
  '{file} was not read': '{file} が読み込まれていません',
  'KUBECONFIG names no file': 'KUBECONFIG にファイルが指定されていません',
  'Unset KUBECONFIG, or name a file with `--kubeconfig FILE`.':
    'KUBECONFIG の設定を解除するか、`--kubeconfig FILE` でファイルを指定してください。',
  '{file} exists and holds something else': '{file} はすでにあり、別の内容が入っています',
  'Name another file, or merge into it with `{command}`.':
    '別のファイル名を指定するか、`{command}` でマージしてください。',
  'List them: `ackring contexts`.': '一覧を確認してください：`ackring contexts`',
  'renew a context': 'コンテキストを更新する',
  'nothing was verified': '何も検証されませんでした',
  '"{destination}" is not an ssh destination': '「{destination}」は ssh の接続先ではありません',
  'Give it as root@ADDRESS.': 'root@ADDRESS の形で指定してください。',
  'more than {count} bytes': '{count} バイトを超える応答',
  'something else': '別の内容',
  '{destination} answered with {what} instead of a kubeconfig':
    '{destination} から、kubeconfig ではなく{what}が返りました',
  'See what it prints at login: `{command}`.': 'ログイン時に何が出力されるか確認してください：`{command}`',
  'ssh to {destination} did not finish within {seconds} s':
    '{destination} への ssh が {seconds} 秒以内に終わりませんでした',
  'Try it by hand: `{command}`.': '手動で試してください：`{command}`',
  'there is no ssh on the PATH': 'PATH に ssh がありません',
  'Install OpenSSH, or fetch the kubeconfig with `ackring get`.':
    'OpenSSH をインストールするか、`ackring get` で取得してください。',
  '{destination} has no kubeconfig in {places}': '{destination} の {places} に kubeconfig がありません',
  'Log in as root on a master node of a dedicated cluster.':
    '専有クラスターのマスターノードに root でログインしてください。',
  'ended by a signal': 'シグナルで終了しました',
  'exit {code}': '終了コード {code}',
  'ssh could not log in at {destination} ({why})': '{destination} に ssh でログインできませんでした（{why}）',
  "Try `{command}` by hand: it says why, and lets you check the host's key.":
    '`{command}` を手動で試してください。原因が表示され、ホスト鍵も確認できます。',
  '{context} is in {file}, but it is not the current context: {problem}':
    '{context} は {file} にありますが、現在のコンテキストにはなっていません：{problem}',
  'When that is fixed: `{command}`.': '解消したら実行してください：`{command}`',
  '; similar names: {names}': '（似た名前：{names}）',
  'not found in the regions that answered: {name}{near}; one region was not read':
    '応答したリージョンには {name} が見つかりません{near}。1 つのリージョンは確認できませんでした',
  'not found in the regions that answered: {name}{near}; {count} regions were not read':
    '応答したリージョンには {name} が見つかりません{near}。{count} 個のリージョンは確認できませんでした',
  '{region}: {problem}': '{region}：{problem}',
  'It may be there.': 'そこにあるかもしれません。',
  'It may be there. {remedy}': 'そこにあるかもしれません。{remedy}',
  'no cluster has the id or name "{name}"{near}':
    '「{name}」という ID または名前のクラスターはありません{near}',
  'See `ackring clusters` for what these credentials can see; add `--region` or `--profile` to look elsewhere.':
    'この認証情報で見えるものは `ackring clusters` で確認できます。別の場所は `--region` や `--profile` で探してください。',
  '{count} clusters are named {name}: {candidates}':
    '{name} という名前のクラスターが {count} 個あります：{candidates}',
  'Name the one you mean by its id.': 'ID で指定してください。',
  '; did you mean {name}?': '（もしかして：{name}）',
  'there is no region "{region}"{hint}': 'リージョン「{region}」はありません{hint}',
  'Use one of: {names}.': '次のいずれかを指定してください：{names}',
  'undo a write': '書き込みを元に戻す',
  'switch to a context': 'コンテキストを切り替える',
  'ackring has not switched contexts before': 'ackring はまだコンテキストを切り替えたことがありません',
  'the previous context, "{context}", is no longer in any kubeconfig file':
    '前のコンテキスト「{context}」は、もうどの kubeconfig にもありません',
  'Name one; `ackring contexts` lists them.':
    '名前を指定してください。一覧は `ackring contexts` で確認できます。',
  '; did you mean "{name}"?': '（もしかして：「{name}」）',
  'no kubeconfig file holds a context "{context}"{hint}':
    'どの kubeconfig にもコンテキスト「{context}」がありません{hint}',
  'Run `ackring contexts` for all of them.': 'すべての一覧は `ackring contexts` で確認できます。',
  'context "{context}" was removed from {file} in the meantime':
    'その間に {file} からコンテキスト「{context}」が削除されました',
  '"{namespace}" cannot be the name of a namespace': '「{namespace}」は名前空間の名前として使えません',
  'Use at most 63 lower-case letters, digits and dashes, with no dash at either end.':
    '英小文字、数字、ハイフンを 63 文字まで使えます。先頭と末尾にハイフンは使えません。',
};
