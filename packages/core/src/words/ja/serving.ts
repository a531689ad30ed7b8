/** The served page and metrics. */
export const serving = {
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
