import type { sessions as ja } from '../ja/sessions.js';

/** Opening shells, and running commands on many clusters. */
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
};
