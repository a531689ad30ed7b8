import type { access as ja } from '../ja/access.js';

/** Taking access away, and the use of certificates. */
export const access: Readonly<Record<keyof typeof ja, string>> = {
  'nothing tells how to reach the API server of {clusterId}': '无从得知如何连接 {clusterId} 的 API Server',
  'The console’s recycle bin restores what was bound, for 30 days.':
    '原有的绑定可在控制台回收站中恢复，保留 30 天。',
  '{identity} is active in {cluster}, or that can no longer be read':
    '{identity} 正在使用 {cluster}，或其使用情况已无法读取',
  'Make the plan again, and see who uses it.': '请重新生成计划，并确认是谁在使用。',
  'not seen to be gone yet in {cluster}: lists lag': '尚未在 {cluster} 中确认删除：列表更新有延迟',
  'The cloud says that it is done; look again in a minute: `{command}`.':
    '云端称已完成，请在一分钟后再查看：`{command}`',
  'remove permissions': '移除权限',
  'remove permissions that may be in use': '移除可能正在使用的权限',
  'nothing is removed: every step of the plan is refused': '未移除任何内容：计划中的每一步都被拒绝',
  'Read the plan: each refusal names its reason.': '请查看计划，其中逐条写明了拒绝的理由。',
  'nothing is removed: {blocked} of {count} need force':
    '未移除任何内容：{count} 项中有 {blocked} 项需要强制',
  'Find out who uses it; then `--force --confirm-force NAME`.':
    '请先确认是谁在使用，再加上 `--force --confirm-force NAME`。',
  'nobody called "{name}" holds a kubeconfig here': '这里没有名为“{name}”的 kubeconfig 持有者',
  'Run `ackring access` to see who holds what. Whoever comes in by a token alone stands in no list: name them by the uid.':
    '请运行 `ackring access` 查看谁持有什么。仅凭令牌进入的人不在列表中：请用 uid 指定。',
  'a token still gives {name} access to {cluster}: it has bindings of its own':
    '{name} 仍可凭令牌访问 {cluster}：令牌有自己的绑定',
  'a token still gives {name} access to {cluster}: mapping {mapping} makes it {username}':
    '{name} 仍可凭令牌访问 {cluster}：映射 {mapping} 将其对应到 {username}',
  'a token may still give {name} access to {cluster}: mapping {mapping} is for whoever fits {arn}':
    '{name} 可能仍可凭令牌访问 {cluster}：映射 {mapping} 适用于所有符合 {arn} 的身份',
  'See whom else it lets in before you delete it: `{command}`.':
    '删除前请先查看它还允许谁进入：`{command}`。',
  'End it in that cluster: `{command}`.': '请在该集群中终止：`{command}`。',
  'not everything that {cluster} itself binds {identity} to could be saved: {problem}':
    '未能完整保存 {cluster} 内部对 {identity} 的绑定：{problem}',
  'this needs a typed confirmation: {what}': '此操作需要输入名称确认：{what}',
  'this was not confirmed, another name was typed: {what}': '输入的名称不符，未予执行：{what}',
  'Read the plan, then type the name in full: `{typed}`. `--yes` does not replace it.':
    '请先查看计划，再完整输入名称：`{typed}`。`--yes` 不能代替它。',
  '{cluster} is {kind}: the check of its certificate is not switched off':
    '{cluster} 属于 {kind}，不能关闭证书校验',
  'Add the name to its certificate instead: `{command}`.': '请改为在证书中添加名称：`{command}`',
  'the context "{context}" does not lead to {cluster}': '上下文“{context}”不指向 {cluster}',
  'Name one that does: `ackring contexts`.': '请指定指向它的上下文：`ackring contexts`',
  'the cloud still returns the one that was revoked: nothing was replaced':
    '云端仍返回已吊销的那一份，未作任何替换',
  'Fetch it in a minute: `{command}`.': '请在一分钟后获取：`{command}`',
  'the new kubeconfig for {context} is not accepted yet': '{context} 的新 kubeconfig 尚未被接受',
  'Verify it again in a minute: `{command}`.': '请在一分钟后重新验证：`{command}`',
  'revoke your kubeconfig of {cluster}': '吊销自己在 {cluster} 的 kubeconfig',
  '{cluster} is {state}: it has no API server to revoke at':
    '{cluster} 处于 {state}，没有可执行吊销的 API Server',
  'Wait until the cluster runs again; a cluster that is being deleted needs no revocation.':
    '请等待集群恢复运行；正在删除的集群无需吊销。',
  'no copy at hand was seen to work, so its end cannot be shown':
    '手头没有已确认可用的副本，因此无法证明其失效',
  'Look at the contexts of this cluster: `ackring verify --all`.':
    '请检查该集群的上下文：`ackring verify --all`',
  'the call was cut off, and nothing shows whether the cloud carried it out':
    '调用中断，无从得知云端是否已执行',
  'See whether the old one still works: `ackring verify --all`; then plan again: `{command}`.':
    '请用 `ackring verify --all` 确认旧的是否仍可用，然后重新生成计划：`{command}`',
  'the old kubeconfig was not seen to be refused': '未能确认旧 kubeconfig 已被拒绝',
  'Verify again in a minute; if it still works, have an administrator remove the identity’s permissions.':
    '请在一分钟后再次验证；若仍可用，请让管理员移除该身份的权限。',
  'revoke a kubeconfig': '吊销 kubeconfig',
  'what {sink} holds cannot be read: {problem}': '无法读取 {sink} 中的内容：{problem}',
  'Look at it; `ackring rotate apply` mends it.': '请查看其内容；`ackring rotate apply` 会将其修复。',
  '{sink} does not return what was put there': '{sink} 返回的不是刚写入的内容',
  'Someone else writes there: look at it, then `ackring rotate apply`.':
    '还有别的程序在写入：请查看后再运行 `ackring rotate apply`。',
  "change an API server's certificate": '更改 API Server 的证书',
  'no endpoint of {cluster} answers, so its certificate was not seen':
    '{cluster} 的端点均无应答，因此未能看到其证书',
  'Try from inside its VPC, or bind an EIP to its API server.':
    '请在其 VPC 内重试，或为其 API Server 绑定 EIP。',
  'add {names} to the certificate of {cluster}, which restarts its API server':
    '将 {names} 加入 {cluster} 的证书（API Server 会重启）',
  'the cloud could not change the certificate': '云端未能更改证书',
  'the cloud could not change the certificate ({code})': '云端未能更改证书（{code}）',
  'Look at task {id} in the console; the names were not added.': '请在控制台查看任务 {id}；名称未被添加。',
  'no names are added to {cluster}: {why}': '未给 {cluster} 添加名称：{why}',
  'its certificate names every address that is dialled': '其证书已包含所有连接地址',
  'Verify the context: `ackring verify`.': '请验证上下文：`ackring verify`',
  'they were added before and are not presented yet': '此前已添加，但尚未生效',
  'Wait for the restart, then look again.': '请等待重启后再查看。',
  'a dedicated cluster takes names only when it is created': '专有集群只能在创建时指定名称',
  'Dial an address that the certificate names, or take the last resort that `ackring san` proposes.':
    '请使用证书中已有的地址连接，或采用 `ackring san` 提示的最后手段。',
  'this cluster’s certificate is made by its operator': '该集群的证书由其运营者签发',
  'Ask its operator to add the names.': '请让其运营者添加名称。',
  'some of them are not names or addresses that a certificate can hold': '其中有证书无法容纳的名称或地址',
  'Leave out scheme, port and path.': '请去掉协议、端口和路径。',
  'the task {taskId} is still running': '任务 {taskId} 仍在运行',
  'It goes on in the cloud: look at it in the console, then run the same command again to see what is left.':
    '它仍在云端继续：请在控制台查看，然后再次运行同一命令，确认还剩什么。',
  "stop checking the server's certificate in {context}": '在 {context} 中停止校验服务器证书',
  'the API server let it in': 'API Server 允许其访问',
  'the cluster’s API server does not accept it': '集群的 API Server 不接受它',
  'only the server that the file itself names was asked and refused it, which proves nothing':
    '只询问了文件自身指明的服务器，被其拒绝，这不能证明什么',
  'its end is still to come, and no API server of its cluster answered':
    '尚未到期，且其集群的 API Server 未作答',
  'it names no end, and no API server of its cluster answered': '未注明期限，且其集群的 API Server 未作答',
  'the API server knows it; no right of its was seen, which does not prove that it has none':
    'API Server 仍识别它；未发现其权限，但不能证明没有',
  'it was revoked, and may still do what everybody may who has a certificate of this cluster':
    '已吊销，但仍可执行该集群所有证书持有者都能执行的操作',
  'it has expired': '已过期',
  'the API server does not accept it': 'API Server 不接受',
  'it was revoked: it may do nothing, and its holder goes by another name since':
    '已吊销：不能执行任何操作，持有者已改用其他名称',
  'its permissions were removed': '权限已移除',
  'it is the certificate in force': '这是当前有效的证书',
  'a renewal does not end the one before: it holds to its own end':
    '续期不会使之前的证书失效，它在到期前一直有效',
  'a temporary one that has not ended yet': '尚未到期的临时证书',
  'no identity that these credentials can see holds it': '在当前凭证可见的身份中没有其持有者',
  'its private key was not found beside it': '未同时发现其私钥',
  'roles are shown only where you administer: in other clusters, which the cloud leaves out silently, there may be more':
    '仅显示您所管理集群中的角色；云端不返回的其他集群中可能还有',
  'A removal made by mistake can be restored until {until} from the recycle bin of the console ({url}, Authorizations > KubeConfig Management), one kubeconfig per identity and cluster, including its RBAC.':
    '误删后可在 {until} 前从控制台回收站（{url}，授权管理 > KubeConfig 管理）按身份和集群逐个恢复 kubeconfig 及其 RBAC。',
  'record who holds what': '记录谁持有什么',
  'sign evidence': '签署证据',
  'who held what was not recorded by {time}': '截至 {time}，没有关于谁持有什么的记录',
  'Record it from now on, best every day: `ackring access --record`.':
    '请从现在开始记录，最好每天一次：`ackring access --record`',
  'every record by {time} is missing or was altered: {files}': '截至 {time} 的记录均已丢失或被篡改：{files}',
  'Restore the files from a backup: the journal knows what was in them.':
    '请从备份恢复这些文件：日志可以核对其内容。',
  'look for tokens that are left': '查找仍然有效的令牌',
  'whether a token still gives {name} access to {cluster} could not be seen: {problem}':
    '无法查看 {name} 是否仍能凭令牌访问 {cluster}：{problem}',
  'its certificate still opens {cluster}, by what is bound to the group of all certificates':
    '该证书仍可凭绑定给全体证书所属组的权限进入 {cluster}',
  'See what that is: `{command}`.': '查看具体内容：`{command}`。',
  'See what allows it: `{command}`.': '查看是什么允许了它：`{command}`。',
  'whether the former certificate is shut out of {cluster} is not known: {why}':
    '旧证书是否已被拒于 {cluster} 之外尚不可知：{why}',
  'its certificate still opens {cluster}, everywhere': '该证书仍可进入 {cluster} 的任何地方',
  '{access}, long-term': '{access}，长期',
  '{access}, {minutes} minutes': '{access}，{minutes} 分钟',
  'its certificate still opens {cluster}, in namespace {namespaces}':
    '该证书仍可进入 {cluster} 的命名空间 {namespaces}',
  'Bindings that still name it: {count}. See them, and remove them: `{command}`.':
    '仍指向它的绑定：{count} 个。查看并移除：`{command}`。',
  'the bindings of the cluster could not be read': '无法读取集群的绑定',
  'the API server did not say what it may do': 'API Server 没有说明它可以做什么',
  'another authorizer of the cluster decides too, and does not list what it allows':
    '集群还有另一个鉴权器参与决定，且不列出它允许的内容',
  'the API server did not say what it may do where something is bound to it':
    'API Server 没有说明在有绑定的地方它可以做什么',
  'An administrator sees what names it: `{command}`.': '管理员可以查看指向它的内容：`{command}`。',
  'An administrator can ask the API server for one namespace after another: `{command}`.':
    '管理员可以逐个命名空间询问 API Server：`{command}`。',
  'See whether the old one still works: `ackring verify --all`.':
    '查看旧的是否仍可用：`ackring verify --all`。',
  'remove bindings': '移除绑定',
  'remove what names former certificates of {uid} in {cluster}': '移除 {cluster} 中指向 {uid} 旧证书的绑定',
  '{uid} holds a kubeconfig of {cluster}: what names it is in force':
    '{uid} 持有 {cluster} 的 kubeconfig：指向它的绑定正在生效',
  'Remove it first, as ACK does: `{command}`.': '请先按 ACK 的方式移除：`{command}`。',
  'See until when: `{command}`.': '查看截止时间：`{command}`。',
  'Search with credentials that can see its cluster: `{command}`.':
    '请用能看到其集群的凭证搜索：`{command}`。',
  'its permissions were removed, and a restore within 30 days brings it back':
    '其权限已被移除，30 天内恢复即可再次生效',
  'only a server that the file itself names refuses it, which proves nothing':
    '只有文件自己指定的服务器拒绝了它，这不能证明什么',
  'it was revoked, and may do nothing where it was asked; what people bound to it elsewhere could not be looked at':
    '它已被吊销，在询问过的地方不能做任何事；无法查看他人在别处对它的绑定',
  'find the audit log of cluster {id}': '查找集群 {id} 的审计日志',
  'cluster {name} keeps no audit log: who uses its certificates is not known':
    '集群 {name} 未开启审计日志：无法得知其证书的使用情况',
  'Switch auditing on in the console, under Security: what was done before stays unknown.':
    '请在控制台的“安全管理”中开启审计；此前的操作仍无从得知。',
  'the audit log of cluster {name} in the project {project} has no event from that time':
    '集群 {name} 的审计日志（Project {project}）中没有该时段的事件',
  'Check in the console of Log Service whether the project still receives the log.':
    '请在日志服务控制台检查该 Project 是否仍在接收日志。',
  'the audit log of cluster {name} is in the project {project}, which {region} does not have':
    '集群 {name} 的审计日志在 Project {project} 中，但 {region} 没有该 Project',
  'the audit log of cluster {name} was not read within {seconds} s':
    '未能在 {seconds} 秒内读完集群 {name} 的审计日志',
  'Plan again: a log that was slow once may answer now.': '请重新计划：刚才较慢的日志现在可能会响应。',
  'Look for the project in the console of Log Service: it may be in another region.':
    '请在日志服务控制台查找该 Project，它可能在其他地域。',
};
