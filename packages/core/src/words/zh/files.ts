import type { files as ja } from '../ja/files.js';

/** Files and programs. */
export const files: Readonly<Record<keyof typeof ja, string>> = {
  '{file} cannot be read: {reason}': '无法读取 {file}：{reason}',
  'there is no file {file}': '文件 {file} 不存在',
  'Name one that is there.': '请指定已有的文件。',
  'the last known fleet cannot be kept in {folder}: {reason}':
    '无法在 {folder} 中保存上次的集群列表：{reason}',
  'Only the next start is slower. Check the folder: `{command}`.':
    '只会使下次启动变慢。请检查文件夹：`{command}`',
  'Look at it: `{command}`.': '请查看：`{command}`',
  '{file} cannot be written: {reason}': '无法写入 {file}：{reason}',
  'Look at it and its folder (`{command}`), or name another file.':
    '请检查该文件及其文件夹（`{command}`），或指定另一个文件。',
  'standard output cannot be written: {reason}': '无法写入标准输出：{reason}',
  'Direct it somewhere else, or look for space: `df -h`.': '请改变输出位置，或检查剩余空间：`df -h`。',
  'permission denied': '没有权限',
  'the file system is read-only': '文件系统只读',
  'the disk is full': '磁盘已满',
  'it may not grow any larger': '不能再增大',
  'the disk quota is used up': '磁盘配额已用尽',
  'its name is too long': '名称过长',
  'the disk reports an error': '磁盘报告错误',
  'it is a folder': '它是文件夹',
  'part of its path is not a folder': '路径中有一部分不是文件夹',
  'a symbolic link is in its place': '该位置是一个符号链接',
  'its symbolic links go in a circle': '其符号链接成环',
  'its file system does not answer': '其文件系统没有应答',
  'it is a mount point, which cannot be replaced as a whole': '它是挂载点，无法整体替换',
  'an unexpected error': '意外的错误',
  '{file} is a link placed there by another user ({owner})': '{file} 是另一用户（{owner}）放置的链接',
  'Use a folder that nobody else can write to, or remove the link.':
    '请使用他人不可写的文件夹，或删除该链接。',
  '{file} is not a regular file and cannot be replaced by one': '{file} 不是普通文件，不能用文件替换',
  'Name another file, or print to standard output: `ackring get CLUSTER --stdout`.':
    '请指定另一个文件，或输出到标准输出：`ackring get CLUSTER --stdout`',
  '{file} is a pipe or a device, which is not read': '{file} 是管道或设备，不予读取',
  'Save its output to a file; `ackring inspect -` reads standard input.':
    '请将其输出保存为文件；`ackring inspect -` 可读取标准输入。',
  '{file} is larger than {limit}, so it cannot be the right file': '{file} 超过 {limit}，不可能是正确的文件',
  '{file} was placed there by another user ({uid})': '{file} 是另一用户（{uid}）放置的',
  'Use a folder that nobody else can write to, or remove the file.':
    '请使用他人不可写的文件夹，或删除该文件。',
  '{file} belongs to a group, and you cannot keep its owner and group':
    '{file} 由用户组共享，而您无权保留其所有者和组',
  'Let its owner do it (`{command}`), or name another file.':
    '请让其所有者执行（`{command}`），或指定另一个文件。',
  '{file} already exists': '{file} 已存在',
  'cannot write {file}': '无法写入 {file}',
  'Choose another name.': '请换一个名称。',
  'Check its folder: `{command}`.': '请检查其文件夹：`{command}`',
  'ackring, process {pid} on {host}': 'ackring（{host} 上的进程 {pid}）',
  'another program, such as kubectl': 'kubectl 等其他程序',
  '{path} has been held for {seconds} s by {who}': '{path} 已被 {who} 占用 {seconds} 秒',
  'Try again when it is done. If nothing is writing any more, remove it: `{command}`.':
    '请等其结束后重试。若已无程序在写入，请删除它：`{command}`',
  '{file}: UTF-16 without a byte order mark, which kubectl refuses':
    '{file}：没有字节顺序标记的 UTF-16，kubectl 不接受',
  '{file}: not UTF-8 text': '{file}：不是 UTF-8 文本',
  'Save it as UTF-8 in an editor; it was not changed.': '请在编辑器中另存为 UTF-8；文件未被更改。',
  'a kubeconfig was written in the meantime': '期间有 kubeconfig 被写入',
  'Check what an undo would take back now.': '请重新查看现在撤销会恢复什么。',
  'there is no kubeconfig write to undo': '没有可撤销的 kubeconfig 写入',
  'See what was done: `ackring history`.': '请查看历史：`ackring history`',
  'the earlier copy of {file} is gone or damaged': '{file} 的早先副本已丢失或损坏',
  'Fetch what is missing again: `ackring get CLUSTER`.': '请重新获取缺失的内容：`ackring get CLUSTER`',
  'undoing "{summary}" of {when} would put a revoked credential back into {file}, which opens nothing':
    '撤销 {when} 的“{summary}”会把已吊销、毫无用处的凭证放回 {file}',
  'If you need anything else from the earlier file, it is in {copy}.':
    '若还需要早先文件中的其他内容，它在 {copy} 中。',
  '{file} was changed after ackring wrote it, and an undo would lose that change':
    '{file} 在 ackring 写入后又被更改，撤销会丢失该更改',
  'Compare it with the earlier copy, {copy}, and put back what you want.':
    '请与早先副本 {copy} 比对，放回需要的内容。',
  'the certificate that comes back for {context} expired at {since}':
    '恢复给 {context} 的证书已于 {since} 过期',
  'the certificate that comes back for {context} was revoked at {since}, by the journal':
    '按日志记录，恢复给 {context} 的证书已于 {since} 吊销',
  'the certificate that comes back for {context} lost its access at {since}, by the journal: it opens nothing unless that was restored in the console':
    '按日志记录，恢复给 {context} 的证书已于 {since} 被移除权限：除非已在控制台恢复，否则毫无用处',
  'nothing was undone: {contexts} would get a dead certificate in the place of another credential':
    '未撤销任何内容：{contexts} 现有的凭证会被失效的证书取代',
  'For a certificate that works: `{command}`. To put the dead one back nevertheless: `ackring undo --yes`.':
    '获取可用的证书：`{command}`。仍要放回失效的证书：`ackring undo --yes`',
  'See `ackring history`.': '请查看 `ackring history`。',
  'it is a batch file, and its arguments are not plain': '它是批处理文件，但参数含有特殊字符',
  'its output is not an ExecCredential': '其输出不是 ExecCredential',
  'it answered in an apiVersion other than {asked}, and kubectl refuses that':
    '其应答的 apiVersion 不是 {asked}，kubectl 会拒绝',
  'it gave only one of certificate and key, and kubectl refuses that':
    '它只返回了证书和密钥中的一个，kubectl 会拒绝',
  'Fetch the entry anew: `{command}`; `ackring contexts` shows which contexts dial that server.':
    '请重新获取该条目：`{command}`；哪些上下文连接该服务器，可用 `ackring contexts` 查看。',
  'kubectl would send the credentials to {server}, which is no server of cluster {cluster}':
    'kubectl 会把凭证发送到 {server}，而它不是集群 {cluster} 的服务器',
  'kubectl would send the token to {server} without checking who answers, who could use it':
    'kubectl 会在不验证应答者的情况下把令牌发送到 {server}，应答者可以使用该令牌',
  'kubectl would send the credentials to {server}, under another authority than that of cluster {cluster}':
    'kubectl 会在并非集群 {cluster} 的证书颁发机构之下把凭证发送到 {server}',
  'it gave no credential': '没有返回凭证',
  'it is not executable': '不可执行',
  'its output does not end': '输出没有尽头',
  'it did not finish within {ms} ms': '未在 {ms} ms 内结束',
  'Node was given {option}, which weakens TLS': 'Node 被指定了削弱 TLS 的 {option}',
  'Run it without that: `env -u NODE_OPTIONS ackring …`.': '请去掉它再运行：`env -u NODE_OPTIONS ackring …`',
  'Start it without that option.': '请去掉该选项再启动。',
  'there is no home folder: HOME is not set to one': '没有主目录：HOME 未设置为文件夹',
  'Set it to a folder of yours: `export HOME=FOLDER`.': '请设为您自己的文件夹：`export HOME=FOLDER`。',
  'the current folder no longer exists': '当前目录已不存在',
  'Go to another one: `cd`.': '请进入另一个目录：`cd`。',
  'no temporary folder can be made in {parent}': '无法在 {parent} 中创建临时目录',
  'Set TMPDIR to a folder that you can write to.': '请将 TMPDIR 设为可写的目录。',
};
