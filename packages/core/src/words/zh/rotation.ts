import type { rotation as ja } from '../ja/rotation.js';

/** The rotation: its configuration, its runs, its function. */
export const rotation: Readonly<Record<keyof typeof ja, string>> = {
  'the ledger has nothing called {name}': '台账中没有 {name}',
  'See what it has: ackring rotate plan': '请查看其内容：ackring rotate plan',
  'several entries of the ledger are called {name}': '台账中有多个名为 {name} 的条目',
  'Take one of these: {keys}': '请指定其中之一：{keys}',
  '{label} is renewed: it is not over': '{label} 仍会更新，尚未结束',
  'Leave {cluster} out by `select.exclude` in rotation.yaml; the next run gives it up.':
    '请在 rotation.yaml 的 `select.exclude` 中排除 {cluster}；下次运行时它即不再续期。',
  '{label} is where its name says': '{label} 已在其名称所指的位置',
  'Nothing needs doing. After a change of the cluster’s name, run first: {command}':
    '无需处理。若集群刚改名，请先运行一次：{command}',
  '{action} {name} in the ledger of the rotation': '在轮换台账中对 {name} 执行 {action}',
  'end what the ledger owes': '结束台账中的条目',
  'move what the ledger owes': '移动台账中的条目',
  'rotate credentials': '轮转凭证',
  'rotate credentials: {renewed} renewed, {delivered} delivered, {failed} failed':
    '轮转凭证：续期 {renewed} 个、分发 {delivered} 个、失败 {failed} 个',
  '{name}: {problem}': '{name}：{problem}',
  'a sound kubeconfig does not read as one': '本应正确的 kubeconfig 无法读取',
  '{what} took longer than {seconds} s': '{what} 用时超过 {seconds} 秒',
  'The next run tries it again; if it stays so, look at what answers there.':
    '下次运行会重试；若仍如此，请检查是什么在应答。',
  'no cluster could be listed': '未能列出任何集群',
  'Run `ackring doctor`.': '请运行 `ackring doctor`。',
  'there was no time to ask': '没有时间查询',
  'Raise the timeout of the function, or set `holders: false` in rotation.yaml.':
    '请延长函数的超时时间，或在 rotation.yaml 中设置 `holders: false`。',
  'listing and looking left no time for any work': '列出和检查已用完全部时间',
  'Raise the timeout of the function, or `concurrency`, or lower `shardSize` in rotation.yaml.':
    '请延长函数的超时时间，或在 rotation.yaml 中提高 `concurrency`、降低 `shardSize`。',
  '{sink} does not give back what was promoted': '{sink} 返回的不是所提升的版本',
  'Somebody else writes there; the next run looks again.': '另有程序写入那里；下次运行会再次检查。',
  'the new kubeconfig of {cluster} was not promoted: its API server says {cause}':
    '{cluster} 的新 kubeconfig 未提升：其 API Server 回复 {cause}',
  'The old one stays in use. Look at the reason: {command}': '继续使用旧的。请查看原因：{command}',
  'The old one stays in use. Give the function a way to the API server, or set `verify: prefer`.':
    '继续使用旧的。请让函数能够连接 API Server，或设置 `verify: prefer`。',
  "the new kubeconfig of {cluster} was not promoted: what answers at its API server's address proves nothing of it":
    '{cluster} 的新 kubeconfig 未提升：其 API Server 地址上的应答无法证明它有效',
  'The old one stays in use. Look at what answers there: {command}':
    '继续使用旧的。请检查是什么在应答：{command}',
  'a cluster without an endpoint was to be rotated': '没有端点的集群被列为轮转对象',
  'Report this with the plan: ackring rotate plan --json': '请附上计划报告此问题：ackring rotate plan --json',
  'the kubeconfig of {cluster} was not stored: it ends earlier than the one already stored':
    '{cluster} 的 kubeconfig 未保存：它比已保存的更早到期',
  "Somebody shortened how long this identity's certificates live: set it back as the account root (UpdateK8sClusterUserConfigExpire).":
    '此身份的证书有效期被缩短：请以主账号恢复（UpdateK8sClusterUserConfigExpire）。',
  'the cloud still gives the same certificate for {cluster} (serial {serial}, {left} days left)':
    '云端仍为 {cluster} 返回同一证书（序列号 {serial}，剩余 {left} 天）',
  'Its window may open later than renewBeforeDays says. If less than 60 days are left, open a ticket, or revoke it and let the next run fetch the new one.':
    '其续期窗口可能晚于 renewBeforeDays 开启。若剩余不足 60 天，请提交工单，或吊销它并由下次运行获取新的。',
  'the API server of {cluster} refuses the stored kubeconfig, and the cloud still gives the same one':
    '{cluster} 的 API Server 拒绝已保存的 kubeconfig，而云端仍返回同一个',
  'Ask for the reason: ackring verify, or grant the identity its role in {cluster} again.':
    '请查看原因（ackring verify），或在 {cluster} 中重新为该身份授予角色。',
  'its list did not come in time': '列表未及时返回',
  'Raise the timeout of the function; if it stays so, see `ackring doctor`.':
    '请延长函数的超时时间；若仍如此，请用 `ackring doctor` 检查。',
  'the configuration selects none of the {count} clusters in the list':
    '配置未选中列表中 {count} 个集群的任何一个',
  'Correct `select` and `regions` in rotation.yaml; see `ackring clusters`.':
    '请更正 rotation.yaml 中的 `select` 和 `regions`；可参考 `ackring clusters`。',
  'no report in time for {count} clusters': '{count} 个集群的报告未及时到达',
  "It may still be at work: see the function's log. The next run does what it left.":
    '它可能仍在运行：请查看函数日志。剩余部分由下次运行完成。',
  '{host} is no address of {kind}: no secret is sent to it': '{host} 不是 {kind} 的地址：不会向它发送密钥',
  'If it is meant, name it in the environment of whatever runs the rotation: {setting}':
    '如果确实需要，请在运行轮转的环境中指定：{setting}',
  'no run of this function has sent this part of a run to itself':
    '本函数的任何一次运行都没有向自己发送过这一部分',
  'Invoke it with {event}: it divides its work by itself.': '请用 {event} 调用：拆分由函数自行完成。',
  '{clusters} clusters did not fit into this invocation; part {part} goes on with them':
    '{clusters} 个集群未能在本次调用中完成，由第 {part} 部分继续',
  'Wait for its report under the same run id; nothing is to be done.': '请等待同一运行 ID 的报告；无需处理。',
  '{source} cannot be used:': '{source} 不可用：',
  'Correct {source}, then run `ackring rotate plan` to see what it would do.':
    '请修正 {source}，再运行 `ackring rotate plan` 查看会做什么。',
  '{source} names no sink: what is renewed would be stored nowhere':
    '{source} 没有写明存放位置（sinks）：续期后的内容无处保存',
  'Name one under `sinks`, such as {example}.': '请在 `sinks` 中写明，例如 {example}。',
  'there is no rotation configuration in {file}': '{file} 中没有轮转配置',
  'Name a file with `--config FILE`; see `ackring help rotate plan`.':
    '请用 `--config FILE` 指定文件；参见 `ackring help rotate plan`。',
  "the rotation is too long for a function's environment": '轮转配置超出函数环境变量的长度',
  'Shorten it to 3.9 KB: name clusters by pattern or tag.': '请缩短到 3.9 KB 以内：用模式或标签指定集群。',
  'the function {name} has no known log': '函数 {name} 没有已知的日志',
  'Give it a `logConfig` in s.yaml and deploy; in FC 2.0 `fc:GetService` is needed to see it.':
    '请在 s.yaml 中设置 `logConfig` 并部署；在 FC 2.0 中查看它需要 `fc:GetService`。',
};
