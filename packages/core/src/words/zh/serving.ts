/** The served page and metrics. */
export const serving = {
  '"{name}" is no name to be asked by': '“{name}”不是可供访问的名称',
  'Give the name alone, without scheme and port, such as `wall.example.com`.':
    '请只给出名称，不带协议和端口，例如 `wall.example.com`。',
  '"{text}" is no address to listen on': '“{text}”不是可监听的地址',
  'Give HOST:PORT, such as `127.0.0.1:9464` or `[::1]:9464`.':
    '请指定 HOST:PORT，例如 `127.0.0.1:9464` 或 `[::1]:9464`。',
  '{host} can be reached from other machines, and nobody would be asked for a token':
    '其他机器可以访问 {host}，而且无需令牌即可查看',
  'Listen on 127.0.0.1, or give a token: `--token-file FILE`, or ACKRING_SERVE_TOKEN in the environment.':
    '请监听 127.0.0.1，或指定令牌：`--token-file FILE` 或环境变量 ACKRING_SERVE_TOKEN。',
  'the token has fewer than {fewest} characters, or some that no header can carry':
    '令牌少于 {fewest} 个字符，或含有无法放入请求头的字符',
  'Make one: `openssl rand -hex 32`.': '可用 `openssl rand -hex 32` 生成。',
  '{place} is taken by another program': '{place} 已被其他程序占用',
  '{place} cannot be listened on ({code})': '无法监听 {place}（{code}）',
  'Choose another one: `--listen 127.0.0.1:0` takes any port that is free.':
    '请换一个：`--listen 127.0.0.1:0` 会使用任意空闲端口。',
};
