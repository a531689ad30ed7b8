import type { cloud as ja } from '../ja/cloud.js';

/** The cloud: what was attempted, and why it failed. */
export const cloud: Readonly<Record<keyof typeof ja, string>> = {
  'read the configuration of {name} in cluster {id}': '读取集群 {id} 中 {name} 的配置',
  'the add-on’s configuration lacks {setting}, and nothing documents what follows':
    '组件的配置中没有 {setting}，也没有文档说明其后果',
  'Set it in the console: Add-ons, Security, ack-ram-authenticator, Configuration.':
    '请在控制台设置：组件管理、安全、ack-ram-authenticator、配置。',
  'no kubeconfig here can ask the API server who is bound to what':
    '此处没有可向 API Server 询问谁绑定了什么的 kubeconfig',
  'list the add-ons of cluster {id}': '列出集群 {id} 的组件',
  'list the permissions of {uid}': '列出 {uid} 的权限',
  'list your namespaces of cluster {id}': '列出自己在集群 {id} 中的命名空间',
  'read when {uid} was last seen in cluster {id}': '读取 {uid} 在集群 {id} 中的最后活动时间',
  'remove the permissions of {uid} in cluster {id}': '移除 {uid} 在集群 {id} 中的权限',
  'remove the permissions of {uid} in {count} clusters of {region}':
    '移除 {uid} 在 {region} 的 {count} 个集群中的权限',
  'follow the task {taskId}': '跟踪任务 {taskId}',
  "change the names in the API server's certificate of cluster {id}":
    '更改集群 {id} 的 API Server 证书中的名称',
  'set how long kubeconfigs of {uid} live in cluster {id}': '设置 {uid} 在集群 {id} 中的 kubeconfig 有效期',
  'list the regions': '列出地域',
  'list the clusters of {region}': '列出 {region} 的集群',
  'describe cluster {id}': '查询集群 {id} 的详情',
  'fetch the kubeconfig of cluster {id}': '获取集群 {id} 的 kubeconfig',
  "fetch {uid}'s kubeconfig of cluster {id}": '获取 {uid} 在集群 {id} 中的 kubeconfig',
  "only the account root may fetch {uid}'s kubeconfig of cluster {cluster}":
    '只有主账号才能获取 {uid} 在集群 {cluster} 中的 kubeconfig',
  'Name its role instead (roleArn: …) and assume that, or let {uid} run: {command}':
    '请改为指定其角色并扮演该角色（roleArn: …），或让 {uid} 运行：{command}',
  'list who holds a kubeconfig of cluster {name}': '列出集群 {name} 的 kubeconfig 持有者',
  'list the kubeconfigs of {uid}': '列出 {uid} 的 kubeconfig',
  'revoke your kubeconfig of cluster {id}': '吊销自己在集群 {id} 的 kubeconfig',
  'could not {doing} to the end: {count} came, and the cloud counts {missing} more':
    '{doing}未能完成：已得到 {count} 项，而云端称还有 {missing} 项',
  'Run it again. If it persists, compare with the console: these credentials may not see everything.':
    '请重新运行；若仍如此，请与控制台比对：当前凭证可能看不到全部内容。',
  'report events to CloudMonitor': '向云监控上报事件',
  'CloudMonitor refused the events ({code})': '云监控拒绝了事件（{code}）',
  'Check the group id in rotation.yaml; the next run reports them again.':
    '请检查 rotation.yaml 中的组 ID；下次运行会重新上报。',
  'the credentials from {origin} could not be obtained: the service that issues them refused or did not answer':
    '未能从 {origin} 取得凭证：签发服务拒绝或未应答',
  'the credentials from {origin} are incomplete': '{origin} 的凭证不完整',
  'Check them with `aliyun sts GetCallerIdentity`, or choose others with `--profile`.':
    '请用 `aliyun sts GetCallerIdentity` 检查，或用 `--profile` 选择其他凭证。',
  'the environment holds half an access key: {variable} is not set':
    '环境变量中只有半个访问密钥：未设置 {variable}',
  'Set {variable}, or unset the other half to use a profile.':
    '请设置 {variable}，或取消另一半以使用配置档。',
  'there is no {file} to hold the profile {profile}': '没有可容纳配置档 {profile} 的 {file}',
  'Create it with `aliyun configure`.': '请用 `aliyun configure` 创建。',
  '{file} is not valid JSON with a list of profiles': '{file} 不是含有配置档列表的有效 JSON',
  'Repair it, or create it anew with `aliyun configure`.': '请修复它，或用 `aliyun configure` 重新创建。',
  '{file} has no profile {profile}': '{file} 中没有配置档 {profile}',
  '{file} has no profile {profile}; it has: {names}': '{file} 中没有配置档 {profile}；现有：{names}',
  'Name one of them with `--profile`, or add it with `aliyun configure`.':
    '请用 `--profile` 指定其中之一，或用 `aliyun configure` 添加。',
  'the profile {profile} of {file} lacks {fields}': '{file} 的配置档 {profile} 缺少 {fields}',
  'its mode RsaKeyPair, which the vendor has deprecated, is not supported':
    '它的模式 RsaKeyPair 已被厂商弃用，不受支持',
  'its mode is BearerToken, which signs no call of ACK’s API':
    '它的模式是 BearerToken，不能为 ACK 的 API 调用签名',
  'its mode is Anonymous: there is no key to sign with': '它的模式是 Anonymous：没有可用于签名的密钥',
  'its mode is written {mode}, and the CLI reads {spelling} alone':
    '它的模式写作 {mode}，而 CLI 只认 {spelling}',
  'the profile {profile} of {file} cannot be used: {why}': '{file} 的配置 {profile} 无法使用：{why}',
  'Choose another with `--profile`.': '请用 `--profile` 选择另一个。',
  'Correct it with `{command}`.': '请用 `{command}` 更正。',
  '{origin} gets its keys from a program or an address, and {variable} forbids that':
    '{origin} 从程序或地址获取密钥，而 {variable} 禁止这样做',
  'Unset {variable}, or choose another profile with `--profile`.':
    '请取消设置 {variable}，或用 `--profile` 选择另一个配置。',
  'Complete it with `{command}`.': '请用 `{command}` 补全。',
  'the profile {profile} cannot be used': '配置档 {profile} 不可用',
  'no Alibaba Cloud credentials were found': '未找到阿里云凭证',
  'Run `aliyun configure`, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET; `ackring demo` needs none.':
    '请运行 `aliyun configure`，或设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET；`ackring demo` 无需凭证。',
  'a usable source_profile ({name})': '可用的 source_profile（{name}）',
  '{field} in its source_profile {name}': 'source_profile {name} 中的 {field}',
  'a mode that ackring knows': 'ackring 支持的模式',
  'look at the function {name}': '查看函数 {name}',
  'invoke the function {name}': '调用函数 {name}',
  'there is no function {name} in {region}': '{region} 中没有函数 {name}',
  'Deploy it with `s deploy`; if it has another name or region, say so: `ackring function status NAME@REGION`.':
    '请用 `s deploy` 部署；若名称或地域不同，请指明：`ackring function status NAME@REGION`。',
  'read secret {name}': '读取凭据 {name}',
  'look at the key {id}': '查看密钥 {id}',
  'list the secrets': '列出凭据',
  'create secret {name}': '创建凭据 {name}',
  'store a version of secret {name}': '保存凭据 {name} 的版本',
  'promote a version of secret {name}': '提升凭据 {name} 的版本',
  'read the log of {logstore}': '读取 {logstore} 的日志',
  "{region} is not a region's name": '{region} 不是地域名称',
  'Name a region such as cn-hangzhou or ap-northeast-1; `ackring clusters` shows yours.':
    '请指定 cn-hangzhou、ap-northeast-1 等地域；`ackring clusters` 会显示您的地域。',
  'the endpoint in {variable} is not an http or https address': '{variable} 中的端点不是 http 或 https 地址',
  'the endpoint in {variable} has more than scheme, host and port':
    '{variable} 中的端点含有协议、主机和端口以外的内容',
  'the endpoint in {variable} is plain http to {host}: signatures and keys would cross the network':
    '{variable} 中的端点是到 {host} 的明文 http：签名和密钥会在网络上传输',
  'Set {variable} to https://HOST or to http://127.0.0.1:PORT, or unset it.':
    '请将 {variable} 设为 https://HOST 或 http://127.0.0.1:PORT，或取消设置。',
  '{why} ({code})': '{why}（{code}）',
  'not allowed to {doing}: {reason}': '不允许{doing}：{reason}',
  'could not {doing}: {reason}': '无法{doing}：{reason}',
  'no role inside the cluster allows it': '集群内没有允许此操作的角色',
  '{action} is missing': '缺少 {action}',
  'the cloud does not accept these credentials': '云端不接受这些凭证',
  "this machine's clock is too far from the cloud's": '本机时钟与云端相差过大',
  'there is no cluster {id} here': '这里没有集群 {id}',
  'the cloud no longer serves {operation}': '云端已不再提供 {operation}',
  'the cloud is throttling us': '云端正在限流',
  '{host} did not answer in time': '{host} 未及时应答',
  '{host} did not answer in time through the proxy {proxy}': '{host} 经代理 {proxy} 未及时应答',
  '{host} cannot be reached through the proxy {proxy}': '无法经代理 {proxy} 连接 {host}',
  'the proxy {proxy} in front of {host} does not answer': '{host} 前面的代理 {proxy} 没有应答',
  'the proxy {proxy} will not connect to {host}': '代理 {proxy} 拒绝连接到 {host}',
  'the proxy {proxy} asks for a user and password, or does not accept these':
    '代理 {proxy} 要求用户名和密码，或不接受所给的',
  'the proxy {proxy} is of an unsupported kind: only http, https and socks5 are':
    '代理 {proxy} 的类型不受支持，仅支持 http、https 和 socks5',
  'Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with what is special in them percent-encoded; the proxy is asked again after a minute.':
    '请设置 HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT，其中特殊字符需百分号编码；一分钟后会再次连接代理。',
  'Check HTTPS_PROXY, or let {host} be dialled directly: add {names} to NO_PROXY.':
    '请检查 HTTPS_PROXY，或在 NO_PROXY 中加入 {names}，以直接连接 {host}。',
  'the proxy in HTTPS_PROXY does not let it through': 'HTTPS_PROXY 中的代理未放行',
  'the credentials from {origin} could not be obtained: the proxy in HTTPS_PROXY does not let it through':
    '无法取得{origin}的凭证：HTTPS_PROXY 中的代理未放行',
  'Check HTTPS_PROXY with `ackring doctor`, or add the service to NO_PROXY.':
    '请用 `ackring doctor` 检查 HTTPS_PROXY，或将该服务加入 NO_PROXY。',
  '{host} cannot be reached': '无法连接 {host}',
  'the cloud failed with status {status}': '云端出错，状态码 {status}',
  'the cloud refused': '云端拒绝了请求',
  "{host} answered with something that is not its API's answer": '{host} 返回的不是其 API 的应答',
  "{host} answered with something that is not its API's answer: {why}":
    '{host} 返回的不是其 API 的应答：{why}',
  'Check the access key with `ackring doctor`; it may be deleted, disabled, expired or mistyped.':
    '请用 `ackring doctor` 检查访问密钥；它可能已删除、已禁用、已过期或输入有误。',
  'Set this machine’s clock, for example with `timedatectl set-ntp true`, and try again.':
    '请校准本机时钟（例如 `timedatectl set-ntp true`）后重试。',
  'See `ackring clusters`; {cluster} may be deleted, in another region, or in another account.':
    '请查看 `ackring clusters`；{cluster}可能已删除，或在其他地域、其他账号中。',
  'the cluster': '该集群',
  'Update ackring; if this is the newest version, report the name of the operation.':
    '请更新 ackring；若已是最新版本，请报告该操作的名称。',
  'Wait a minute and run it again; fewer regions at once with `--region` also helps.':
    '请等一分钟后重试；用 `--region` 减少同时查询的地域也有帮助。',
  'Try again in a minute; if it persists, look for a proxy in between with `ackring doctor`.':
    '请在一分钟后重试；若持续出现，请用 `ackring doctor` 检查中间的代理。',
  'Another change is under way; wait for it to finish and run this again.':
    '另有更改正在进行，请等待其结束后重新运行。',
  'Run `ackring doctor`, and quote the request id to the cloud’s support if it persists.':
    '请运行 `ackring doctor`；若持续出现，请附上请求 ID 联系云服务支持。',
  '{action} or {other}': '{action} 或 {other}',
  'Ask the cluster’s administrator for an RBAC role in this cluster (console: Security > Authorizations).':
    '请向集群管理员申请该集群的 RBAC 角色（控制台：安全管理 > 授权）。',
  'For {principal}, a policy denies {action} explicitly; ask for it to be lifted':
    '有策略显式拒绝 {principal} 执行 {action}，请申请解除',
  'For {principal}, ask for {action}': '请为 {principal} 申请 {action}',
  '{remedy} A cluster shared by another account refuses all the same: ask its owner.':
    '{remedy}由其他账号共享的集群也会同样拒绝：请咨询其所有者。',
  'the function’s role': '函数的角色',
  'this identity': '此身份',
  'the RAM user {name}': 'RAM 用户 {name}',
  'the role {name}': '角色 {name}',
  '{grant}; `{command}` prints a policy with it.': '{grant}；`{command}` 可打印包含它的策略。',
  '{grant}; `ackring policy` prints the least policy that its role needs.':
    '{grant}；`ackring policy` 可打印其角色所需的最小策略。',
  '{grant}; `ackring policy` prints the least policy that a rotation needs.':
    '{grant}；`ackring policy` 可打印轮转所需的最小策略。',
  'Check the region’s name and this machine’s DNS: `{command}`.': '请检查地域名称和本机 DNS：`{command}`',
  'A proxy seems to answer for {host}; add its certificate authority with NODE_EXTRA_CA_CERTS=FILE.':
    '似乎有代理代替 {host} 应答；请用 NODE_EXTRA_CA_CERTS=FILE 添加其 CA 证书。',
  'Check the network to {host}, and the proxy if there is one: `ackring doctor`.':
    '请检查到 {host} 的网络以及代理（如有）：`ackring doctor`',
  'it is too long': '内容过长',
  'it is compressed without being asked to be': '内容被擅自压缩',
  'it is not HTTP': '不是 HTTP',
  'read {object}': '读取 {object}',
  'store {object}': '保存 {object}',
  'list {object}': '列出 {object}',
  'could not {doing}: there is no bucket {bucket} in {region}': '无法{doing}：{region} 中没有存储桶 {bucket}',
  'Create it, or name the region it is in: {command}': '请创建它，或指定其所在地域：{command}',
  'read-only mode does not allow this: {what}': '只读模式下不允许：{what}',
  'Leave out `--read-only`, or switch it off in the settings.': '请去掉 `--read-only`，或在设置中关闭。',
  'run {program}': '运行 {program}',
  'have a kubeconfig issued': '签发 kubeconfig',
  'change how long kubeconfigs live': '更改 kubeconfig 的有效期',
  'cancelled before it was done': '在完成前被取消',
  'Run it again; nothing was left half-done.': '请重新运行；没有留下做了一半的内容。',
  'ask who we are': '查询当前身份',
  'assume {roleArn}': '扮演 {roleArn}',
};
