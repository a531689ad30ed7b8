/** Opening shells, running commands on many clusters, one's own commands, and what is served. */
export const sessions = {
  'run {command} in {places}': '{places}で {command} を実行',
  '1 cluster': '1 個のクラスター',
  '{count} clusters': '{count} 個のクラスター',
  'this may change something, and needs the number of clusters: {what}':
    '何かを変更する可能性があるため、クラスター数の指定が必要です：{what}',
  'this was not confirmed, another number was given: {what}':
    '指定された数が異なるため、実行していません：{what}',
  'Look at the list, then give the number: `{typed}`. `--yes` does not replace it.':
    '一覧を確認してから数を指定してください：`{typed}`。`--yes` では代用できません。',
  'there is no such command': 'そのコマンドはありません',
  'Install it, or name it with its whole path.': 'インストールするか、フルパスで指定してください。',
  'the command cannot be run': 'そのコマンドは実行できません',
  'Make it executable.': '実行権限を付けてください。',
  'it wrote more than is kept, and was ended': '出力が保持できる量を超えたため、終了させました',
  'Ask for less, or for fewer clusters at once.': '出力を減らすか、クラスターの数を減らしてください。',
  'no cluster is selected': '該当するクラスターがありません',
  'See `ackring clusters` for names and regions, and `ackring clusters --json` for tags.':
    '名前とリージョンは `ackring clusters`、タグは `ackring clusters --json` で確認できます。',
  'no cluster is selected in the regions that answered':
    '応答したリージョンには該当するクラスターがありません',
  'There may be some in the others. {remedy}': '応答しなかったリージョンにあるかもしれません。{remedy}',
  '{path} cannot be removed, and may hold a key': '{path} を削除できません。鍵が残っている可能性があります',
  'Remove it by hand: `{command}`.': '手動で削除してください：`{command}`。',
  'your keys in {file} cannot be used:': '{file} のキー設定は使えません：',
  'Correct {file}, or remove it.': '{file} を修正するか、削除してください。',
  '"{name}" is no name to be asked by': '「{name}」はアクセスに使える名前ではありません',
  'Give the name alone, without scheme and port, such as `wall.example.com`.':
    'スキームやポートを付けず、`wall.example.com` のように名前だけを指定してください。',
  '"{text}" is no address to listen on': '「{text}」は待ち受けアドレスとして使えません',
  'Give HOST:PORT, such as `127.0.0.1:9464` or `[::1]:9464`.':
    '`127.0.0.1:9464` や `[::1]:9464` のように HOST:PORT を指定してください。',
  '{host} can be reached from other machines, and nobody would be asked for a token':
    '{host} は他のマシンから接続でき、トークンなしで誰でも閲覧できてしまいます',
  'Listen on 127.0.0.1, or give a token: `--token-file FILE`, or ACKRING_SERVE_TOKEN in the environment.':
    '127.0.0.1 で待ち受けるか、`--token-file FILE` または環境変数 ACKRING_SERVE_TOKEN でトークンを指定してください。',
  'the token has fewer than {fewest} characters, or some that no header can carry':
    'トークンが {fewest} 文字より短いか、ヘッダーで送れない文字を含んでいます',
  'Make one: `openssl rand -hex 32`.': '`openssl rand -hex 32` で作成してください。',
  '{place} is taken by another program': '{place} は別のプログラムが使用しています',
  '{place} cannot be listened on ({code})': '{place} で待ち受けできません（{code}）',
  'Choose another one: `--listen 127.0.0.1:0` takes any port that is free.':
    '別のアドレスを指定してください。`--listen 127.0.0.1:0` なら空いているポートを使います。',
};
