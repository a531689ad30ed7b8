import type { kubeconfig as ja } from '../ja/kubeconfig.js';

/** What is wrong with a kubeconfig. */
export const kubeconfig: Readonly<Record<keyof typeof ja, string>> = {
  'user "{user}" in {file} was changed by someone else in the meantime':
    '{file} 中的用户“{user}”期间已被他人更改',
  'Look at it with `ackring contexts`, and renew again if it is still due.':
    '请用 `ackring contexts` 查看，若仍到续期时间再续期。',
  'the layout of {file} cannot be edited safely': '{file} 的格式无法安全编辑',
  'Change the context in an editor; this file was not changed.': '请在编辑器中更改该上下文；此文件未被更改。',
  '{file} has no context {context} with a cluster of its own':
    '{file} 中没有指向本文件内集群的上下文 {context}',
  'context "{context}" in {file} belongs to something else': '{file} 中的上下文“{context}”属于别的内容',
  'context "{context}" in another file of KUBECONFIG belongs to something else':
    'KUBECONFIG 的另一文件中的上下文“{context}”属于别的内容',
  'Choose another name with `--context`, or leave it out: "{free}" is free.':
    '请用 `--context` 另选名称，或省略它：“{free}”可用。',
  'it leads to no cluster and user': '它没有指向集群和用户',
  'it points to files': '它指向文件',
  'it is not valid YAML': '不是有效的 YAML',
  "the cloud's kubeconfig cannot be used: {why}": '云端的 kubeconfig 不可用：{why}',
  'Try again; if it happens again, fetch it in the ACK console and report this.':
    '请重试；若再次出现，请在 ACK 控制台获取并报告此问题。',
  '{file} has {entries} twice, which kubectl refuses': '{file} 中 {entries} 出现两次，kubectl 会拒绝',
  '{file}: it contains control characters, which kubectl refuses': '{file}：含有控制字符，kubectl 会拒绝',
  '{file} cannot be edited safely: {obstacle}': '{file} 无法安全编辑：{obstacle}',
  'Fetch into a separate file with `--output FILE`; this one was not changed.':
    '请用 `--output FILE` 获取到单独的文件；此文件未被更改。',
  'Repair the file in an editor (`kubectl config view` must accept it); it was not changed.':
    '请在编辑器中修复（须能通过 `kubectl config view`）；文件未被更改。',
  '{file}: kubectl refuses this kubeconfig': '{file}：kubectl 会拒绝此 kubeconfig',
  '{path} has one name twice': '{path} 中有重复的名称',
  '{path} is not complete base64': '{path} 不是完整的 base64',
  '{path} is {kind}, not {wanted}': '{path} 是{kind}，应为{wanted}',
  text: '文本',
  'true or false': 'true 或 false',
  'a number': '数字',
  'a list': '列表',
  'a mapping': '映射',
  'cluster "{name}"': '集群“{name}”',
  'user "{name}"': '用户“{name}”',
  'the user entry impersonates groups, a uid or extras without a user':
    '用户条目模拟了组、uid 或 extra，却没有指定用户',
  'Add `as: NAME` to the user entry, or remove the others.':
    '请在用户条目中加上 `as: NAME`，或去掉其余各项。',
  '{file} points to {path}, which cannot be read': '{file} 指向的 {path} 无法读取',
  'Restore that file, or fetch the kubeconfig again: `ackring get CLUSTER`.':
    '请恢复该文件，或重新获取 kubeconfig：`ackring get CLUSTER`',
  'there is no context "{context}" in {files}': '{files} 中没有上下文“{context}”',
  'context "{context}" leads to {entry}, which is in no file': '上下文“{context}”指向的{entry}不在任何文件中',
  'Fetch it again (`ackring get CLUSTER`), or remove it: `kubectl config delete-context`.':
    '请重新获取（`ackring get CLUSTER`），或删除它：`kubectl config delete-context`',
  'its apiVersion is {version}, which kubectl does not accept': '其 apiVersion 为 {version}，kubectl 不接受',
  'it needs a terminal (`interactiveMode: Always`)': '它需要终端（`interactiveMode: Always`）',
  'its lines end unusually': '它的换行方式不常见',
  'it holds several documents': '含有多个文档',
  'its top level is not an ordinary mapping': '其顶层不是普通映射',
  'its `{name}` are not a plain list': '其 `{name}` 不是普通列表',
  'its `current-context` is not a plain value': '其 `current-context` 不是普通值',
  'its top level is indented': '其顶层有缩进',
  'its top level is empty brackets': '其顶层是空括号',
  '`{key}` appears twice': '`{key}` 出现两次',
  '{file}, line {line}, column {column}: not valid YAML':
    '{file} 第 {line} 行第 {column} 列：不是有效的 YAML',
  '{file}: this YAML cannot be read; it may be nested too deeply': '{file}：此 YAML 无法读取，可能嵌套过深',
  '{file}: an alias or merge key in this YAML cannot be resolved': '{file}：此 YAML 中的别名或合并键无法解析',
  '{file}: not a kubeconfig (its top level is not a mapping)': '{file}：不是 kubeconfig（顶层不是映射）',
  '{file}: this YAML is nested more than {deepest} levels deep': '{file}：此 YAML 的嵌套超过 {deepest} 层',
  'Change it in an editor, or fetch into a separate file with `--output FILE`; this one was not changed.':
    '请在编辑器中更改，或用 `--output FILE` 获取到单独的文件；此文件未被更改。',
  '{after} (was {before})': '{after}（原为 {before}）',
  'no server': '无服务器',
  none: '无',
  'user {user}': '用户 {user}',
  'user {user}, namespace {namespace}': '用户 {user}，命名空间 {namespace}',
  'no certificate': '无证书',
  'exec plug-in {command}': 'exec 插件 {command}',
  'exec plug-in ackring, RAM token': 'exec 插件 ackring，RAM 令牌',
  'certificate until {instant}': '证书，有效至 {instant}',
  'certificate that cannot be read': '无法读取的证书',
  'certificate, long-term': '证书，长期',
  'certificate for {hours} h': '证书，{hours} 小时',
  'certificate for {minutes} minutes': '证书，{minutes} 分钟',
  'names no cluster': '未指定集群',
  'cluster "{name}" is in no file': '任何文件中都没有集群“{name}”',
  'cluster "{name}" has no server': '集群“{name}”没有服务器地址',
  'names no user': '未指定用户',
  'user "{name}" is in no file': '任何文件中都没有用户“{name}”',
  'the server’s certificate is not checked': '不校验服务器证书',
  'the certificate has no key': '证书没有对应的私钥',
  'kubectl takes its cluster "{name}" from {file}, not from its own file: take it in by `ackring merge`':
    'kubectl 读取的集群“{name}”来自 {file}，而不是它自己的文件：请用 `ackring merge` 导入',
  'kubectl takes its user "{name}" from {file}, not from its own file: take it in by `ackring merge`':
    'kubectl 读取的用户“{name}”来自 {file}，而不是它自己的文件：请用 `ackring merge` 导入',
  'shares its cluster entry "{name}" with {context}, which is of another cluster':
    '与另一个集群的上下文 {context} 共用集群条目“{name}”',
  'shares its user entry "{name}" with {context}, which is of another cluster':
    '与另一个集群的上下文 {context} 共用用户条目“{name}”',
  'its file has {entries} twice: kubectl refuses the file':
    '其文件中 {entries} 出现两次，kubectl 会拒绝该文件',
  'occurs again in {file}, where it has no effect': '在 {file} 中再次出现，但不生效',
  'no credential of {cluster} is put into {context}: {why}': '不会把 {cluster} 的凭证写入 {context}：{why}',
  'its user is in no file': '任何文件中都没有它的用户',
  'its cluster is in no file': '任何文件中都没有它的集群',
  '{context} uses the same cluster entry, and would be led elsewhere':
    '{context} 使用同一个集群条目，将被指向别处',
  '{context} uses the same user entry, and leads elsewhere': '{context} 使用同一个用户条目，但指向别处',
  'it dials {server}, which is none of the cluster’s endpoints': '它连接的 {server} 不是该集群的端点',
  'kubectl dials {server} for it, by the entry in {file}, which is none of the cluster’s endpoints':
    'kubectl 按 {file} 中的条目连接 {server}，而它不是该集群的端点',
  'its server is checked against another authority than the cluster’s': '它用来校验服务器的 CA 不是该集群的',
  'Give it an entry of its own: `{command}`.': '请为它建立单独的条目：`{command}`。',
  'Give it entries of its own: `{command}`.': '请为它建立单独的条目：`{command}`。',
  'kubectl refuses {context}: {why}': 'kubectl 不接受 {context}：{why}',
  'kubectl refuses {context}': 'kubectl 不接受 {context}',
  'Fetch it again (`ackring get CLUSTER`), or correct its entries in an editor.':
    '请重新获取（`ackring get CLUSTER`），或在编辑器中修正其条目。',
  'kubectl takes the user of {context} from another file by now':
    'kubectl 现在从另一个文件读取 {context} 的用户',
  'Nothing was written. Look at it with `ackring contexts`, and try again.':
    '没有写入任何内容。请用 `ackring contexts` 查看后重试。',
  '{context}: {warning}': '{context}：{warning}',
};
