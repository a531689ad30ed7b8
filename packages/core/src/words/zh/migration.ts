import type { migration as ja } from '../ja/migration.js';

/** From certificates to tokens. */
export const migration: Readonly<Record<keyof typeof ja, string>> = {
  'API server {host} refused (status {status})': 'API Server {host} 拒绝了请求（状态 {status}）',
  'Only an administrator of the cluster may change who has access there.':
    '只有该集群的管理员才能更改访问权限。',
  'what API server {host} answered cannot be read': '无法读取 API Server {host} 的应答',
  '{file} is no record of a migration': '{file} 不是迁移记录',
  'Somebody changed it: compare it with the journal, `ackring history --check`, then remove it: `{command}`.':
    '有人改过它：请与日志（`ackring history --check`）比对，然后删除：`{command}`',
  '{name} would not have the same rights': '{name} 的权限不会相同',
  'the API server cannot be asked what {user} may do': '无法向 API Server 查询 {user} 的权限',
  'the API server takes {user} for {other}': 'API Server 把 {user} 当作 {other}',
  'the API server does not tell everything that {user} may do': 'API Server 没有给出 {user} 的全部权限',
  'you may not impersonate {user}, to compare rights': '您不能模拟 {user} 来比较权限',
  'the API server does not take the token of {user} yet': 'API Server 还不接受 {user} 的令牌',
  'Run the same command again in a minute: it goes on from here.': '一分钟后再运行同一命令，会从这里继续。',
  'the token is not proven: {why}': '令牌未经证实：{why}',
  'The certificate is left as it is. Run it again, or take it back: `ackring migrate --undo`.':
    '证书保持原样。请再运行一次，或撤回：`ackring migrate --undo`。',
  '{name} stays with its certificate in {cluster}: {reason}': '{name} 在 {cluster} 仍使用证书：{reason}',
  '{name} stays with its certificate in {cluster}: {reason} ({obstacle})':
    '{name} 在 {cluster} 仍使用证书：{reason}（{obstacle}）',
  '`ackring migrate` shows what each reason means.': '各原因的含义见 `ackring migrate`。',
  'move {names} to tokens': '把 {names} 迁移到令牌',
  '{cluster} or its kubeconfigs changed after the plan was made':
    '计划制定后，{cluster} 或其 kubeconfig 发生了变化',
  'Nothing was done there. Run it again, and read the new plan.':
    '那里没有做任何更改。请再运行一次并阅读新计划。',
  '{name} is in the cluster with another content': '集群中已有内容不同的 {name}',
  'It is not overwritten. Look at whose it is: `kubectl get ramidentitymappings,clusterrolebindings`.':
    '不会覆盖它。请查看它属于谁：`kubectl get ramidentitymappings,clusterrolebindings`',
  'the certificate of {name} in {cluster} is not cleaned: {reason}':
    '{name} 在 {cluster} 的证书未被清除：{reason}',
  'cluster {cluster} takes no RAM tokens now: ack-ram-authenticator is {state}':
    '集群 {cluster} 现在不接受 RAM 令牌：ack-ram-authenticator 为 {state}',
  'The certificate stays. `ackring migrate` shows what each reason means.':
    '证书保留。各原因的含义见 `ackring migrate`。',
  'Its token works beside it. `ackring clean` shows what each reason means.':
    '其令牌同时可用。各原因的含义见 `ackring clean`。',
  'no migration of "{name}" was begun here': '这里没有开始过“{name}”的迁移',
  'The machine that it was begun on has its record; `ackring history` shows what was done here.':
    '记录在开始迁移的机器上；此处做过什么见 `ackring history`。',
  'take the move of {names} to tokens back': '撤回 {names} 到令牌的迁移',
  'the certificate of {name} in {cluster} was cleaned since: only the token is left':
    '{name} 在 {cluster} 中的证书此后已被清除：只剩下令牌',
  '{uid} in {cluster} cannot be ids of an identity and a cluster':
    '{cluster} 中的 {uid} 不可能是集群和身份的 ID',
  'Look at them in the console: nothing was changed.': '请在控制台中查看：未做任何更改。',
  'To take that away too: `{command}`.': '若也要收回令牌：`{command}`。',
  '{name} was changed in the cluster since, and stays': '{name} 此后在集群中被更改，予以保留',
  'Look at whose it is now: `kubectl get ramidentitymappings,clusterrolebindings`.':
    '请查看它现在属于谁：`kubectl get ramidentitymappings,clusterrolebindings`',
  'change who signs in with what': '更改登录方式',
  'the Security Token Service does not say whose these credentials are':
    'Security Token Service 没有说明这些凭证属于谁',
  'See what it says: `{command}`.': '请查看其应答：`{command}`',
  'the certificate of {name} in {cluster} has expired: only the token is left':
    '{name} 在 {cluster} 中的证书已过期：只剩令牌可用',
  'Have it renewed first, by whoever holds it: `{command}`.': '请先由持有者续期：`{command}`',
};
