import type { sessions as ja } from '../ja/sessions.js';

/** Opening shells, running commands on many clusters, one's own commands, and what is served. */
export const sessions: Readonly<Record<keyof typeof ja, string>> = {
  'run {command} in {places}': '在{places}上运行 {command}',
  '1 cluster': ' 1 个集群',
  '{count} clusters': ' {count} 个集群',
  'this may change something, and needs the number of clusters: {what}':
    '此命令可能会做出更改，需要给出集群数量：{what}',
  'this was not confirmed, another number was given: {what}': '给出的数量不符，未执行：{what}',
  'Look at the list, then give the number: `{typed}`. `--yes` does not replace it.':
    '请先核对列表，再给出数量：`{typed}`。`--yes` 不能代替。',
  'there is no such command': '没有这个命令',
  'Install it, or name it with its whole path.': '请安装它，或使用完整路径。',
  'the command cannot be run': '该命令无法执行',
  'Make it executable.': '请为其添加执行权限。',
  'it wrote more than is kept, and was ended': '输出超过可保留的量，已终止',
  'Ask for less, or for fewer clusters at once.': '请减少输出，或减少集群数量。',
  'no cluster is selected': '没有符合条件的集群',
  'See `ackring clusters` for names and regions, and `ackring clusters --json` for tags.':
    '名称和地域见 `ackring clusters`，标签见 `ackring clusters --json`。',
  'no cluster is selected in the regions that answered': '已应答的地域中没有符合条件的集群',
  'There may be some in the others. {remedy}': '未应答的地域中可能有。{remedy}',
  '{path} cannot be removed, and may hold a key': '无法删除 {path}，其中可能留有密钥',
  'Remove it by hand: `{command}`.': '请手动删除：`{command}`。',
  'your keys in {file} cannot be used:': '{file} 中的按键设置无法使用：',
  'Correct {file}, or remove it.': '请修正 {file}，或删除它。',
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
