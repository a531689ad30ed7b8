import type { contexts as ja } from '../ja/contexts.js';

/** Changing contexts. */
export const contexts: Readonly<Record<keyof typeof ja, string>> = {
  'change kubeconfig files': '更改 kubeconfig 文件',
  '{file} was changed since the plan was made': '制定计划之后 {file} 已被更改',
  'Look at the new plan: run it again.': '请重新运行，查看新的计划。',
  '"{name}" is no name that could be typed again': '“{name}”是无法再次输入的名称',
  'Choose one without control characters, and not `-`.': '请选择不含控制字符且不是 `-` 的名称。',
  'there is a context "{context}" in {file} already': '{file} 中已有上下文“{context}”',
  'Choose another name, or rename that one first.': '请另选名称，或先重命名那个上下文。',
  'no kubeconfig file holds {contexts}{hint}': '所有 kubeconfig 文件中都没有{contexts}{hint}',
  'context "{name}"': '上下文“{name}”',
  'KUBECONFIG names no writable file': 'KUBECONFIG 未指定可写的文件',
  'Unset KUBECONFIG, or name a file: `--kubeconfig FILE`.':
    '请取消 KUBECONFIG，或用 `--kubeconfig FILE` 指定文件。',
  'there are {count} contexts, and one name for them': '有 {count} 个上下文，却只有一个名称',
  'Leave `--context` out; `ackring contexts rename` renames them later.':
    '请省略 `--context`；之后可用 `ackring contexts rename` 重命名。',
  '{file}: kubectl cannot use the key of "{context}" ({kind})':
    '{file}：kubectl 无法使用“{context}”的密钥（{kind}）',
  '{file}: the key of "{context}" does not fit its certificate': '{file}：“{context}”的密钥与证书不匹配',
  'Ask whoever gave it to you for a whole one; nothing was merged.':
    '请向提供者索取完整的文件；未合并任何内容。',
  '{file}: there is no context with a cluster and a user in it': '{file}：其中没有同时具备集群和用户的上下文',
  'Look at what it holds: `kubectl config view --kubeconfig FILE`.':
    '请查看其内容：`kubectl config view --kubeconfig FILE`',
  'this kubeconfig does more than show its key to its own server':
    '此 kubeconfig 所做的不止是向自己的服务器出示密钥',
  'Save it beside the files that it points to, and merge that file.':
    '请把它保存到它所指向的文件旁边，再合并该文件。',
  'Where you trust whoever gave it to you, add {flags}; nothing was merged.':
    '如果信任提供者，请加上 {flags}；未合并任何内容。',
  'the name "{name}" is taken, or could not be typed again': '名称“{name}”已被占用，或无法再次输入',
  'Choose another with `--context`, or leave it out.': '请用 `--context` 另选名称，或省略它。',
  'several contexts end in "/{name}": {names}': '有多个上下文以“/{name}”结尾：{names}',
  'Give the whole name.': '请给出完整名称。',
};
