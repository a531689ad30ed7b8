/** Files and programs. */
export const files = {
  '{file} cannot be read: {reason}': '{file} を読み取れません：{reason}',
  'there is no file {file}': 'ファイル {file} がありません',
  'Name one that is there.': '存在するファイルを指定してください。',
  'the last known fleet cannot be kept in {folder}: {reason}':
    '前回のクラスター一覧を {folder} に保存できません：{reason}',
  'Only the next start is slower. Check the folder: `{command}`.':
    '次回の起動が遅くなるだけです。フォルダーを確認してください：`{command}`',
  'Look at it: `{command}`.': '確認してください：`{command}`',
  '{file} cannot be written: {reason}': '{file} に書き込めません：{reason}',
  'Look at it and its folder (`{command}`), or name another file.':
    'ファイルとフォルダーを確認するか（`{command}`）、別のファイルを指定してください。',
  'standard output cannot be written: {reason}': '標準出力に書き込めません：{reason}',
  'Direct it somewhere else, or look for space: `df -h`.':
    '出力先を変えるか、空き容量を確認してください：`df -h`',
  'permission denied': '権限がありません',
  'the file system is read-only': 'ファイルシステムが読み取り専用です',
  'the disk is full': 'ディスクがいっぱいです',
  'it may not grow any larger': 'これ以上大きくできません',
  'the disk quota is used up': 'ディスクのクォータを使い切っています',
  'its name is too long': '名前が長すぎます',
  'the disk reports an error': 'ディスクがエラーを返しました',
  'it is a folder': 'フォルダーです',
  'part of its path is not a folder': 'パスの途中にフォルダーでないものがあります',
  'a symbolic link is in its place': 'その場所にシンボリックリンクがあります',
  'its symbolic links go in a circle': 'シンボリックリンクが循環しています',
  'its file system does not answer': 'ファイルシステムが応答しません',
  'it is a mount point, which cannot be replaced as a whole':
    'マウントポイントのため、丸ごと置き換えられません',
  'an unexpected error': '予期しないエラー',
  '{file} is a link placed there by another user ({owner})':
    '{file} は別の利用者（{owner}）が置いたリンクです',
  'Use a folder that nobody else can write to, or remove the link.':
    'ほかの人が書き込めないフォルダーを使うか、リンクを削除してください。',
  '{file} is not a regular file and cannot be replaced by one':
    '{file} は通常のファイルではないため、置き換えられません',
  'Name another file, or print to standard output: `ackring get CLUSTER --stdout`.':
    '別のファイルを指定するか、標準出力に出してください：`ackring get CLUSTER --stdout`',
  '{file} is a pipe or a device, which is not read': '{file} はパイプまたはデバイスのため、読み取りません',
  'Save its output to a file; `ackring inspect -` reads standard input.':
    '出力をファイルに保存してください。`ackring inspect -` なら標準入力を読み取れます。',
  '{file} is larger than {limit}, so it cannot be the right file':
    '{file} は {limit} より大きく、正しいファイルとは考えられません',
  '{file} was placed there by another user ({uid})': '{file} は別の利用者（{uid}）が置いたものです',
  'Use a folder that nobody else can write to, or remove the file.':
    'ほかの人が書き込めないフォルダーを使うか、ファイルを削除してください。',
  '{file} belongs to a group, and you cannot keep its owner and group':
    '{file} はグループで共有されていますが、所有者とグループを維持する権限がありません',
  'Let its owner do it (`{command}`), or name another file.':
    '所有者に実行してもらうか（`{command}`）、別のファイルを指定してください。',
  '{file} already exists': '{file} はすでにあります',
  'cannot write {file}': '{file} に書き込めません',
  'Choose another name.': '別の名前にしてください。',
  'Check its folder: `{command}`.': 'フォルダーを確認してください：`{command}`',
  'ackring, process {pid} on {host}': 'ackring（{host} のプロセス {pid}）',
  'another program, such as kubectl': 'kubectl などの別のプログラム',
  '{path} has been held for {seconds} s by {who}': '{path} は {who} が {seconds} 秒前から使用中です',
  'Try again when it is done. If nothing is writing any more, remove it: `{command}`.':
    '終わってからやり直してください。もう何も書き込んでいなければ削除してください：`{command}`',
  '{file}: UTF-16 without a byte order mark, which kubectl refuses':
    '{file}：バイト順マークのない UTF-16 で、kubectl は受け付けません',
  '{file}: not UTF-8 text': '{file}：UTF-8 のテキストではありません',
  'Save it as UTF-8 in an editor; it was not changed.':
    'エディターで UTF-8 として保存してください。ファイルは変更していません。',
  'a kubeconfig was written in the meantime': 'その間に kubeconfig が書き換えられました',
  'Check what an undo would take back now.': '今取り消すと何が戻るか、確認し直してください。',
  'there is no kubeconfig write to undo': '取り消せる kubeconfig の書き込みはありません',
  'See what was done: `ackring history`.': '履歴を確認してください：`ackring history`',
  'the earlier copy of {file} is gone or damaged': '{file} の以前の写しが失われたか、壊れています',
  'Fetch what is missing again: `ackring get CLUSTER`.':
    '失われたものを取得し直してください：`ackring get CLUSTER`',
  'undoing "{summary}" of {when} would put a revoked credential back into {file}, which opens nothing':
    '{when} の「{summary}」を元に戻すと、失効済みで何にも使えない認証情報が {file} に戻ります',
  'If you need anything else from the earlier file, it is in {copy}.':
    '以前の内容でほかに必要なものがあれば、{copy} にあります。',
  '{file} was changed after ackring wrote it, and an undo would lose that change':
    '{file} は ackring の書き込み後に変更されており、元に戻すとその変更が失われます',
  'Compare it with the earlier copy, {copy}, and put back what you want.':
    '以前の写し {copy} と比べ、必要なものを戻してください。',
  'the certificate that comes back for {context} expired at {since}':
    '{context} に戻る証明書は {since} に期限が切れています',
  'the certificate that comes back for {context} was revoked at {since}, by the journal':
    '{context} に戻る証明書は、記録によると {since} に失効しています',
  'the certificate that comes back for {context} lost its access at {since}, by the journal: it opens nothing unless that was restored in the console':
    '{context} に戻る証明書は、記録によると {since} に権限が削除されました。コンソールで復元していなければ何にも使えません',
  'nothing was undone: {contexts} would get a dead certificate in the place of another credential':
    '何も元に戻していません。{contexts} の今の認証情報が、使えない証明書に置き換わります',
  'For a certificate that works: `{command}`. To put the dead one back nevertheless: `ackring undo --yes`.':
    '使える証明書を取得するには `{command}`。それでも使えない証明書に戻すには `ackring undo --yes`',
  'See `ackring history`.': '`ackring history` を確認してください。',
  'it is a batch file, and its arguments are not plain': 'バッチファイルですが、引数に特別な文字があります',
  'its output is not an ExecCredential': '出力が ExecCredential ではありません',
  'it answered in an apiVersion other than {asked}, and kubectl refuses that':
    '{asked} ではない apiVersion で応答しました。kubectl はこれを拒否します',
  'it gave only one of certificate and key, and kubectl refuses that':
    '証明書か鍵の一方しか返さず、kubectl はこれを拒否します',
  'Fetch the entry anew: `{command}`; `ackring contexts` shows which contexts dial that server.':
    'エントリーを取得し直してください：`{command}`。どのコンテキストがそのサーバーに接続するかは `ackring contexts` で分かります。',
  'kubectl would send the credentials to {server}, which is no server of cluster {cluster}':
    'kubectl は認証情報を {server} に送ろうとしていますが、これはクラスター {cluster} のサーバーではありません',
  'kubectl would send the token to {server} without checking who answers, who could use it':
    'kubectl はトークンを、応答者を確認せずに {server} に送ろうとしています。応答した者はそのトークンを使えてしまいます',
  'kubectl would send the credentials to {server}, under another authority than that of cluster {cluster}':
    'kubectl は認証情報を、クラスター {cluster} のものではない認証局のもとで {server} に送ろうとしています',
  'it gave no credential': '認証情報が返りませんでした',
  'it is not executable': '実行できるファイルではありません',
  'its output does not end': '出力が終わりません',
  'it did not finish within {ms} ms': '{ms} ms 以内に終わりませんでした',
  'Node was given {option}, which weakens TLS': 'Node に TLS を弱める {option} が指定されています',
  'Run it without that: `env -u NODE_OPTIONS ackring …`.':
    'それを外して実行してください：`env -u NODE_OPTIONS ackring …`',
  'Start it without that option.': 'そのオプションを外して起動してください。',
  'there is no home folder: HOME is not set to one':
    'ホームフォルダーがありません。HOME に設定されていません',
  'Set it to a folder of yours: `export HOME=FOLDER`.':
    '自分のフォルダーを設定してください：`export HOME=FOLDER`。',
  'the current folder no longer exists': 'カレントフォルダーがなくなっています',
  'Go to another one: `cd`.': '別のフォルダーに移ってください：`cd`。',
  'no temporary folder can be made in {parent}': '{parent} に一時フォルダーを作れません',
  'Set TMPDIR to a folder that you can write to.': 'TMPDIR に書き込めるフォルダーを設定してください。',
};
