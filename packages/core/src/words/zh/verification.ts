import type { verification as ja } from '../ja/verification.js';

/** How an API server judges a credential. */
export const verification: Readonly<Record<keyof typeof ja, string>> = {
  '{host} takes no RAM tokens: the cluster lacks the add-on ack-ram-authenticator':
    '{host} 不接受 RAM 令牌：集群缺少组件 ack-ram-authenticator',
  'Install the add-on in the console, which restarts the API server; or take a certificate: `{command}`.':
    '请在控制台安装该组件（API Server 会重启），或改用证书：`{command}`',
  '{host} does not accept {whose}: its RAM identity is mapped to nobody':
    '{host} 不接受{whose}：其 RAM 身份未映射到任何人',
  'Have an administrator map it, `kubectl get ramidentitymappings` shows who is; or take a certificate: `{command}`.':
    '请管理员为其建立映射（`kubectl get ramidentitymappings` 可查看现有映射），或改用证书：`{command}`',
  '{host} does not accept {whose}: its RAM identity is mapped to nobody, or the add-on ack-ram-authenticator is missing or ignores mappings; the answer is the same':
    '{host} 不接受{whose}：其 RAM 身份未映射到任何人，或缺少组件 ack-ram-authenticator，或该组件忽略映射；应答都相同',
  '{host} takes no RAM tokens: the add-on ack-ram-authenticator is there, and ignores RAMIdentityMappings (EnableNonBootstrapMapping is off, as the console makes clusters since 1.33)':
    '{host} 不接受 RAM 令牌：组件 ack-ram-authenticator 已安装，但忽略 RAMIdentityMapping（EnableNonBootstrapMapping 未开启，自 1.33 起控制台创建的集群即如此）',
  'Have an administrator switch it on (console, Add-ons, Security, ack-ram-authenticator, Configuration): every RAMIdentityMapping that is there then counts. Or take a certificate: `{command}`.':
    '请管理员开启（控制台：组件管理、安全、ack-ram-authenticator、配置），已有的 RAMIdentityMapping 会全部生效。或改用证书：`{command}`。',
  '{host} does not accept {whose}: it is for cluster {cluster}, whose endpoint this is not':
    '{host} 不接受{whose}：它属于集群 {cluster}，而这不是该集群的端点',
  'the RAM token of {program}': '{program} 的 RAM 令牌',
  'the RAM token': 'RAM 令牌',
  '{whose} was signed at {instant}, which is still to come': '{whose}的签署时间 {instant} 尚未到来',
  '{whose} ended at {instant}: one holds for 15 minutes': '{whose}已于 {instant} 到期：有效期为 15 分钟',
  'Have a new one signed for each use: `{command}`.': '请改为每次使用时签署：`{command}`',
  '{host} does not accept {whose}: {objections}': '{host} 不接受{whose}：{objections}',
  'Have it written anew: `{command}`.': '请重新写入：`{command}`',
  '{host} is dialled over plain http, and keys would cross the network':
    '到 {host} 的连接是明文 http，密钥会在网络上传输',
  'Make the server of that context an https address.': '请将该上下文的服务器改为 https 地址。',
  'the API server’s answer is longer than {count} bytes': 'API Server 的应答超过 {count} 字节',
  'Ask for less at once.': '请减少一次请求的内容。',
  'the API server has too many {plural} to read them all': 'API Server 的 {plural} 过多，无法读完',
  'Look at them: `{command}`.': '请查看：`{command}`',
  '{count} of the API server’s {plural} are of an unknown kind':
    'API Server 的 {plural} 中有 {count} 个种类未知',
  'the API server did not list its {plural} (status {status})':
    'API Server 未列出其 {plural}（状态码 {status}）',
  'Only an administrator of the cluster can read them.': '只有集群管理员才能读取。',
  'the API server {server} cannot be reached': '无法连接 API Server {server}',
  'See why with `ackring verify`.': '请用 `ackring verify` 查看原因。',
  'the certificate that {host} presents has expired': '{host} 出示的证书已过期',
  'the certificate that {host} presents is not valid yet': '{host} 出示的证书尚未生效',
  'Have the cluster’s certificates renewed in the console, or set this machine’s clock if it is wrong.':
    '请在控制台续期集群的证书；若本机时钟有误，请校准。',
  'no secure connection to {host} could be made ({code})': '无法与 {host} 建立安全连接（{code}）',
  'Check what answers there: `{command}`.': '请检查是什么在应答：`{command}`',
  '{host} presents a certificate that the context’s certificate authority did not sign':
    '{host} 出示的证书不是由该上下文的 CA 签发的',
  'The cluster was replaced, or another machine answers there. Fetch the kubeconfig again: `{command}`.':
    '集群已被替换，或应答的是另一台机器。请重新获取 kubeconfig：`{command}`',
  'the API server’s certificate is not valid for {host}; it names {names}':
    'API Server 的证书对 {host} 无效；其中的名称为：{names}',
  'nothing readable': '无可读内容',
  'Fetch the kubeconfig again if the address changed: `{command}`':
    '若地址已变，请重新获取 kubeconfig：`{command}`',
  '{refetch}; see the proposal for this cluster with `{command}`.':
    '{refetch}；可用 `{command}` 查看针对该集群的建议。',
  '{refetch}; or add the name, which restarts the API server: `{command}`.':
    '{refetch}；或添加名称（API Server 会重启）：`{command}`',
  '{refetch}. A dedicated cluster takes names only when it is created; the last resort is `{command}`.':
    '{refetch}。专有集群只能在创建时指定名称；最后的手段是 `{command}`。',
  '{refetch}; this cluster’s certificate is made by its operator: ask there for {name}.':
    '{refetch}；该集群的证书由其运营者签发，请向其申请添加 {name}。',
  'the context has no server address that can be dialled': '该上下文没有可连接的服务器地址',
  '{host} is a private address and does not answer from here': '{host} 是内网地址，从这里没有应答',
  'no connection to {host} in time': '未能及时连接到 {host}',
  '{host} accepted the connection, then did not answer in time': '{host} 接受了连接，但未及时应答',
  '{host} refuses connections: nothing listens there': '{host} 拒绝连接：那里没有程序在监听',
  'the name {host} cannot be resolved': '无法解析名称 {host}',
  'there is no route to {host}': '没有到 {host} 的路由',
  '{host} is dialled over plain http, where anyone on the way could read the credential: nothing was sent':
    '到 {host} 的连接是明文 http，途中任何人都能读取凭证：未发送任何内容',
  'the proxy in front of {host} does not answer': '{host} 前面的代理没有应答',
  'the proxy in front of {host} asks for a user and password, or does not accept these':
    '{host} 前面的代理要求用户名和密码，或不接受所给的',
  'the proxy will not connect to {host}': '代理拒绝连接到 {host}',
  'the proxy in front of {host} is of an unsupported kind: only http, https and socks5 are':
    '{host} 前面的代理类型不受支持，仅支持 http、https 和 socks5',
  'the connection to {host} broke ({code})': '到 {host} 的连接中断（{code}）',
  'Check HTTPS_PROXY, or the context’s proxy-url; to go without: `{command}`.':
    '请检查 HTTPS_PROXY 或上下文的 proxy-url；不经代理：`{command}`',
  'Make the context’s server an https address, or fetch the kubeconfig again: `{command}`.':
    '请将该上下文的服务器改为 https 地址，或重新获取 kubeconfig：`{command}`',
  'Check this machine’s DNS: `{command}`.': '请检查本机 DNS：`{command}`',
  'The API server may be restarting, or its port changed; fetch the kubeconfig again: `{command}`.':
    'API Server 可能正在重启，或端口已变；请重新获取 kubeconfig：`{command}`',
  'Check the network here, and the access control list of the API server’s load balancer; `ackring doctor` looks at both ends.':
    '请检查本地网络，以及 API Server 负载均衡的访问控制列表；`ackring doctor` 会检查两端。',
  'Fetch the kubeconfig again: `{command}`.': '请重新获取 kubeconfig：`{command}`',
  'If the cluster has a public endpoint, take it: `{command}`; else run this inside the cluster’s VPC, or connect to it by VPN.':
    '若集群有公网端点，请使用它：`{command}`；否则请在集群的 VPC 内运行，或通过 VPN 连接。',
  'Take the public endpoint: `{command}`.': '请使用公网端点：`{command}`',
  'The cluster has no public endpoint: run this inside its VPC, connect to it by VPN, or bind an EIP to its API server in the console.':
    '集群没有公网端点：请在其 VPC 内运行，通过 VPN 连接，或在控制台为其 API Server 绑定 EIP。',
  'the API server accepts it{as}{extent}{unproven}': 'API Server 接受了它{as}{extent}{unproven}',
  ', acting as {user}': '（以 {user} 身份）',
  '; anyone may have answered, since the context does not check the certificate':
    '；但上下文不校验证书，应答者可能是任何人',
  ', but shows no right of its own, only what everyone with a certificate of this cluster may do':
    '，但未见其自身的权限，只有本集群证书持有者人人都有的权限',
  ', with rights to paths only, and none seen in a namespace': '，只有对路径的权限，在命名空间中未看到权限',
  ', with rights seen in namespace {names}': '，在命名空间 {names} 中看到权限',
  'the user entry holds no credential, and {host} answers to nobody in particular':
    '用户条目中没有凭证，{host} 不识别任何人',
  'Fetch one: `{command}`.': '请获取一个：`{command}`',
  '{host} never asked for the client certificate': '{host} 从未要求客户端证书',
  '{host} saw no credential (system:anonymous)': '{host} 没有看到凭证（system:anonymous）',
  '{seen}: something in front of it ends TLS, or it does not accept this kind; whether the credential works is not known':
    '{seen}：前面有设备终止了 TLS，或它不接受此类凭证；凭证是否可用尚不得知',
  '{host} takes us for {user}, while the certificate names {name}: something in front of the API server presents a credential of its own; whether this one works is not known':
    '{host} 将我们识别为 {user}，而证书名称为 {name}：API Server 前面有设备出示了自己的凭证；此凭证是否可用尚不得知',
  'Dial the API server itself: compare the context’s server with the cluster’s endpoints, `{command}`.':
    '请直接连接 API Server：将上下文的服务器与集群端点比对，`{command}`',
  ' (status {status})': '（状态码 {status}）',
  'what answers at {host} is not a Kubernetes API server{status}: perhaps a login page, a redirect or a proxy':
    '在 {host} 应答的不是 Kubernetes API Server{status}：可能是登录页、重定向或代理',
  'Check the way there: `{command}`; if the address is wrong, `{fetch}`.':
    '请检查路径：`{command}`；若地址有误，请运行 `{fetch}`。',
  'the API server knows {who} and refuses everything asked: it may have rights elsewhere, have none, or have been revoked':
    'API Server 认识 {who}，但拒绝了所有请求：它可能在别处有权限、没有权限，或已被吊销',
  'Name a namespace it may work in: `{command}`, then `{verify}`; or ask the cluster’s administrator.':
    '请用 `{command}` 指定它可用的命名空间，再运行 `{verify}`；或咨询集群管理员。',
  '{host} lets {who} in, but did not say what it may do': '{host} 允许 {who} 进入，但没有说明它能做什么',
  'Try again in a minute: `{command}`; if it persists, see the cluster’s events in the console.':
    '请在一分钟后重试：`{command}`；若持续出现，请在控制台查看集群事件。',
  '{host} answered with status {status}, which says nothing about the credential':
    '{host} 返回状态码 {status}，这说明不了凭证的情况',
  '{host} did not answer everything in time': '{host} 未及时答复全部请求',
  '{certificate} is valid and known, but may do nothing any more in namespace {namespaces}, and the cloud has since given its holder another name: it was revoked':
    '{certificate} 有效且可识别，但在命名空间 {namespaces} 中已不能做任何事，而且云端此后给了持有者另一个名称：它已被吊销',
  '{certificate} is valid and known, but may do only what everyone may in namespace {namespaces}, and the cloud has since given its holder another name: it was revoked':
    '{certificate} 有效且可识别，但在命名空间 {namespaces} 中只能做人人可做的事，而且云端此后给了持有者另一个名称：它已被吊销',
  '{replacement}; if that is refused as well, ask for an RBAC role in the cluster.':
    '{replacement}；若它也被拒绝，请申请集群中的 RBAC 角色。',
  'the certificate of {program}': '{program} 的证书',
  'the certificate': '证书',
  'Fetch a new one: `{command}`': '请重新获取：`{command}`',
  'Fetch a new one, which also clears what the plug-in keeps: `{command} --exec`':
    '请重新获取，这也会清除插件缓存的内容：`{command} --exec`',
  'the API server knows {who}{current}, but no rights of its own were seen in namespace {namespaces}; it may have some in others':
    'API Server 认识 {who}{current}，但未见其在命名空间 {namespaces} 中有自己的权限；在其他命名空间中可能有',
  ', which was not revoked': '（未被吊销）',
  'Ask the cloud whether it was revoked: `{leak}`. If it was not, ask the cluster’s administrator for a role; see what there is with `{command}`.':
    '请向云端确认它是否已被吊销：`{leak}`。若未被吊销，请向集群管理员申请角色；现有权限可用 `{command}` 查看。',
  'Ask the cluster’s administrator for a role; see what there is with `{command}`.':
    '请向集群管理员申请角色；现有权限可用 `{command}` 查看。',
  'the private key does not belong to the client certificate': '私钥与客户端证书不匹配',
  'its certificate or key cannot be loaded': '无法加载其证书或密钥',
  'Look at it with `{command}`, or fetch a new one: `{fetch}`.':
    '请用 `{command}` 查看，或重新获取：`{fetch}`',
  credential: '凭证',
  '{host} does not accept the {what} yet, which was issued minutes ago':
    '{host} 尚未接受该{what}，它是几分钟前刚签发的',
  '{host} does not accept the {what}: it belongs to another cluster, or is no longer known':
    '{host} 不接受该{what}：它属于另一个集群，或已不再被识别',
  'Fetch a new one: `{command}`.': '请重新获取：`{command}`',
  'the client certificate ended on {instant}': '客户端证书已于 {instant} 到期',
  'Get a new one: `{command}`.': '请换用新的：`{command}`',
  'the client certificate is not valid before {instant}': '客户端证书在 {instant} 之前无效',
  'Wait until then, or set this machine’s clock: `timedatectl set-ntp true`.':
    '请等到那时，或校准本机时钟：`timedatectl set-ntp true`',
  '{program} gave a client certificate that ended on {instant}':
    '{program} 给出的客户端证书已于 {instant} 到期',
  'Run {program} by itself to see why.': '请单独运行 {program} 查看原因。',
  'Look for the add-on in the console, and at who is mapped: `kubectl get ramidentitymappings`, as an administrator.':
    '请在控制台查看该组件，并以管理员身份用 `kubectl get ramidentitymappings` 查看映射。',
  'this machine’s clock is {minutes} minutes ahead of {host}’s': '本机时钟比 {host} 快 {minutes} 分钟',
  'this machine’s clock is {minutes} minutes behind {host}’s': '本机时钟比 {host} 慢 {minutes} 分钟',
  'Set it, for example with `timedatectl set-ntp true`, and verify again.':
    '请校准（例如 `timedatectl set-ntp true`）后重新验证。',
  'It keeps old ones: `rm ~/.kube/cache/ack-ram-tool/credential-plugin/*.json`':
    '它缓存着旧的：`rm ~/.kube/cache/ack-ram-tool/credential-plugin/*.json`',
  'the API server': 'API Server',
  'they come from a program, {program}, which was not run': '凭证来自程序 {program}，未予运行',
  'they are in another file, {file}, which was not sent': '凭证在另一个文件 {file} 中，未予发送',
  '{file} is not one of your kubeconfig files, and its credentials point outside it: {reach}':
    '{file} 不是您的 kubeconfig 文件，其凭证指向文件之外：{reach}',
  'If you trust it: `{command}`.': '若信任它：`{command}`',
  'the context’s credentials come from {program}, which is not installed here':
    '该上下文的凭证来自 {program}，而这里没有安装',
  'Install {program}, or put it on the PATH.': '请安装 {program}，或将其加入 PATH。',
  'the credential plug-in {program} gave no credentials: {problem}':
    '凭证插件 {program} 未给出凭证：{problem}',
  'Run {program} by itself to see why, as the user entry of {context} names it.':
    '请按 {context} 的用户条目单独运行 {program}，查看原因。',
  'the fetched kubeconfig lacks the context "{context}"': '获取的 kubeconfig 中没有上下文“{context}”',
  'Fetch it again.': '请重新获取。',
  'Look into what could not be searched: each is named, with its reason.':
    '请检查未能搜索的内容：每一项都已列出并注明原因。',
  'The Security Token Service tells whose it is: ask it, without `--offline`.':
    '归属由 Security Token Service 回答：请去掉 `--offline` 后再运行。',
  '{host} does not accept the token, which ended on {instant}': '{host} 不接受该令牌：它已于 {instant} 结束',
  'Take a new one from where it came from, or fetch a kubeconfig: `{command}`.':
    '请从其来源获取新的令牌，或获取 kubeconfig：`{command}`',
  'the API server knows {who}, who may not act as {user}':
    'API Server 认识 {who}，但不允许其以 {user} 的身份操作',
  'Ask the cluster’s administrator for the right to impersonate, or take `as` out of the user entry.':
    '请向集群管理员申请模拟（impersonate）权限，或从用户条目中去掉 `as`。',
};
