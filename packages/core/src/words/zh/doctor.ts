import type { doctor as ja } from '../ja/doctor.js';

/** What to do when the program itself is at fault. */
export const doctor: Readonly<Record<keyof typeof ja, string>> = {
  'an unexpected {name} stopped this': '意外的 {name} 使操作中断',
  'Run `ackring doctor`, and report this with the command you ran.':
    '请运行 `ackring doctor`，并附上所运行的命令进行报告。',
  'Report this with the command you ran, and with {file}: it holds no key.':
    '请附上您运行的命令和 {file} 一并报告：其中不含密钥。',
  '{source}, account {accountId}': '{source}，账号 {accountId}',
  'the environment': '环境变量',
  'the OIDC role {arn}': 'OIDC 角色 {arn}',
  'profile {name} of {file}': '{file} 中的配置档 {name}',
  'this instance’s role {role}': '本实例的角色 {role}',
  'account root {uid}': '主账号 {uid}',
  'user {uid} of account {accountId}': '账号 {accountId} 的用户 {uid}',
  'role {uid} of account {accountId}': '账号 {accountId} 的角色 {uid}',
  '{name} is not the address of a proxy': '{name} 不是代理的地址',
  'Set it to http://HOST:PORT; a user and password in it are percent-encoded.':
    '请设置为 http://HOST:PORT；其中的用户名和密码需百分号编码。',
  'the cloud and API servers are asked through {proxy} ({name})':
    '访问云和 API Server 时经过 {proxy}（{name}）',
  '{name} is set, and HTTPS_PROXY is not: the cloud is asked directly':
    '已设置 {name} 但未设置 HTTPS_PROXY：直接访问云',
  'If the cloud is to be asked through a proxy, set HTTPS_PROXY to its address.':
    '如需经代理访问云，请将 HTTPS_PROXY 设为其地址。',
  'the cloud’s answer had no time in it': '云端的应答中没有时间',
  'Try again.': '请重试。',
  'within {seconds} s of the cloud’s': '与云端相差不超过 {seconds} 秒',
  'this machine’s clock is {seconds} s behind the cloud’s': '本机时钟比云端慢 {seconds} 秒',
  'this machine’s clock is {seconds} s ahead of the cloud’s': '本机时钟比云端快 {seconds} 秒',
  'Set the clock, preferably by NTP: `timedatectl set-ntp true`.':
    '请校准时钟，建议使用 NTP：`timedatectl set-ntp true`',
  '{what}: {reason}': '{what}：{reason}',
  'answering: {answered}, clusters: {clusters}': '{answered} 个地域有应答，共 {clusters} 个集群',
  'clusters can be listed and described; fetching was not tried: it would issue a certificate':
    '可以列出集群并查看详情（未尝试获取 kubeconfig，因为会签发证书）',
  'everybody’s kubeconfigs can be listed': '可以列出所有人的 kubeconfig',
  'roles inside clusters can be read': '可以读取集群内的角色',
  'roles can be read inside the clusters that you administer, and in no others':
    '只能读取您所管理的集群内的角色',
  'when somebody was last active can be read': '可以读取最近活动时间',
  'Look at it with `ackring inspect`, or fetch it again.': '请用 `ackring inspect` 查看，或重新获取。',
  'expired: {contexts}': '已过期：{contexts}',
  'Renew them: `ackring renew --all`.': '请续期：`ackring renew --all`',
  'contexts: {count}, all complete': '{count} 个上下文，全部完整',
  'others can read {file}': '其他用户可以读取 {file}',
  '{file} has been there since {instant}': '{file} 自 {instant} 起一直存在',
  'If nothing is writing the kubeconfig, remove it: `{command}`.':
    '如果没有程序正在写入 kubeconfig，请删除它：`{command}`',
  '{folder} does not exist yet': '{folder} 尚不存在',
  '{folder}: whoever may open the folder above it; that was not looked at':
    '能打开上级文件夹的人就能打开 {folder}；未检查是哪些人',
  'only you can open {folder}': '只有您能打开 {folder}',
  'others can open {folder}, which holds private keys': '其他用户可以打开存有私钥的 {folder}',
  'others can read {file}, which holds access keys': '其他用户可以读取存有 AccessKey 的 {file}',
  'Node {version}': 'Node {version}',
  'this program is not tested on Node {version}': '未在 Node {version} 上测试过',
  'Install Node 24 from https://nodejs.org.': '请从 https://nodejs.org 安装 Node 24。',
  'no terminal: commands only': '没有终端，只能使用命令',
  '{size}, {type}, {colors}': '{size}，{type}，{colors}',
  'TERM unset': '未设置 TERM',
  'no color (NO_COLOR)': '无颜色（NO_COLOR）',
  '256 colors': '256 色',
  '{size}: too small for the full screen': '{size}：窗口太小，无法全屏显示',
  'Make the window at least 60×15.': '请将窗口调整到至少 60×15。',
  'a crash would write the memory to a file, keys included: core dumps are on':
    '核心转储已开启，崩溃时内存（包括密钥）会被写入文件',
  'Turn them off in this shell: `ulimit -c 0`.': '请在此 shell 中关闭：`ulimit -c 0`',
  'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored here: with it anyone could pose as the cloud':
    'NODE_TLS_REJECT_UNAUTHORIZED=0 在此被忽略，否则任何人都能冒充云端',
  'Unset it; for a certificate authority of your own, set NODE_EXTRA_CA_CERTS=FILE.':
    '请取消设置。自有证书颁发机构请设置 NODE_EXTRA_CA_CERTS=FILE。',
  '{file} does not tell its version': '{file} 没有给出版本',
  'kubectl is not on the PATH': 'PATH 中没有 kubectl',
  'kubectl {version}; there is no cluster to compare it with': 'kubectl {version}（没有可比较的集群）',
  'kubectl {version} fits every cluster': 'kubectl {version} 与所有集群兼容',
  'kubectl {version} is more than one minor version away from {names}':
    'kubectl {version} 与以下集群相差超过一个次版本：{names}',
  '{file} cannot be read as kubectl’s preferences': '无法将 {file} 读作 kubectl 的偏好设置',
  'Correct {file}, or run kubectl with KUBERC=off.': '请修正 {file}，或以 KUBERC=off 运行 kubectl。',
  '{file} lets kubectl run every plug-in': '{file} 允许 kubectl 运行所有插件',
  '{file} lets kubectl run the plug-ins of your contexts': '{file} 允许 kubectl 运行上下文所用的插件',
  'the policy {policy} of {file} forbids the plug-in {command}': '{file} 的策略 {policy} 禁止插件 {command}',
  'Add under credentialPluginAllowlist: `{line}`': '请在 credentialPluginAllowlist 下添加：`{line}`',
  'Set `credentialPluginPolicy: Allowlist` and add under credentialPluginAllowlist: `{line}`':
    '请设置 `credentialPluginPolicy: Allowlist`，并在 credentialPluginAllowlist 下添加：`{line}`',
  readable: '可读取',
};
