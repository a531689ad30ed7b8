import type { granting as ja } from '../ja/granting.js';

/** Giving access. */
export const granting: Readonly<Record<keyof typeof ja, string>> = {
  'several are called "{name}": {candidates}': '有多个名为“{name}”：{candidates}',
  'Name the one you mean by its uid.': '请用 uid 指定。',
  'nobody called "{name}" is known here': '这里没有名为“{name}”的身份',
  'Give the uid, as the RAM console shows it; `ackring access` lists whom it has met.':
    '请给出 RAM 控制台显示的 uid；`ackring access` 可列出已知身份。',
  'only the account root may do this, and these are the credentials of a RAM {kind}: {what}':
    '只有账号 root 才能这样做，而当前凭证属于 RAM {kind}：{what}',
  'Name a profile with the account root’s key, `--profile NAME`; no RAM policy grants this to anybody else.':
    '请用 `--profile NAME` 指定带有账号 root 密钥的配置；任何 RAM 策略都不能把它授予他人。',
  'set how long kubeconfigs live': '设置 kubeconfig 的有效期',
  'hand a kubeconfig over': '移交 kubeconfig',
  'hand {name} a kubeconfig of {cluster}': '把 {cluster} 的 kubeconfig 移交给 {name}',
  'let the next kubeconfigs of {name} in {cluster} live {hours} h':
    '让 {name} 在 {cluster} 的下一份 kubeconfig 有效 {hours} 小时',
  'a kubeconfig lives from {min} to {max} hours': 'kubeconfig 的有效期为 {min} 至 {max} 小时',
  'Give whole hours or days, such as `--for 30d`.': '请给出整数小时或天数，例如 `--for 30d`。',
  'the account root’s own certificates keep their life': '账号 root 自己的证书有效期不变',
  'Name a RAM user or role.': '请指定 RAM 用户或角色。',
  '"{name}" cannot be the name of a role': '“{name}”不能作为角色名',
  'Use one of {roles}, or the name of a ClusterRole of the cluster.':
    '请使用 {roles} 之一，或集群中某个 ClusterRole 的名称。',
  '{role} is granted for a whole cluster only': '{role} 只能授予整个集群',
  'Leave out the namespace, or take dev, restricted or a ClusterRole of the cluster.':
    '请去掉命名空间，或使用 dev、restricted 或集群的 ClusterRole。',
  'change roles inside clusters': '更改集群内的角色',
  'give {name} the role {role} in {cluster}': '在 {cluster} 授予 {name} 角色 {role}',
  'give {name} the role {role} in namespace {namespace} of {cluster}':
    '在 {cluster} 的命名空间 {namespace} 授予 {name} 角色 {role}',
  'take the role {role} in {cluster} from {name}': '在 {cluster} 收回 {name} 的角色 {role}',
  'take the role {role} in namespace {namespace} of {cluster} from {name}':
    '在 {cluster} 的命名空间 {namespace} 收回 {name} 的角色 {role}',
  'the account root administers every cluster, always': '账号 root 始终是所有集群的管理员',
  'nobody takes a role from oneself: it could not be given back': '不能收回自己的角色：之后无法再还给自己',
  'Let another administrator do it.': '请由另一位管理员操作。',
  '{name} has the role {role} in {cluster} already': '{name} 在 {cluster} 已有角色 {role}',
  '{name} has no role {role} in {cluster}': '{name} 在 {cluster} 没有角色 {role}',
  'Nothing needs doing.': '无需操作。',
  'change the permissions of {uid} in cluster {id}': '更改 {uid} 在集群 {id} 的权限',
  'the rules in {file} cannot be used': '{file} 中的规则无法使用',
  'A rule is such as {example}.': '规则示例：{example}',
  'nobody called "{name}" holds anything in {cluster}: an earlier scan met {uid} ({type}) by that name':
    '{cluster} 中没有名为“{name}”的持有者：之前的扫描中 {uid}（{type}）用过该名称',
  'Names change hands. See in the RAM console whose id that is, and give the uid instead of the name.':
    '名称可能已属于他人。请在 RAM 控制台确认该 ID 属于谁，并用 uid 代替名称。',
};
