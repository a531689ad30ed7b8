import type { tokens as ja } from '../ja/tokens.js';

/** Tokens instead of certificates. */
export const tokens: Readonly<Record<keyof typeof ja, string>> = {
  "{text} is not a cluster's id": '{text} 不是集群 ID',
  'Take the id from `ackring clusters`.': 'ID 可用 `ackring clusters` 查看。',
  'the security token of these credentials makes a token longer than API servers read ({count} bytes)':
    '这些凭证的安全令牌会使令牌超过 API Server 可读的长度（{count} 字节）',
  'Use credentials without so long a session policy, or a certificate: leave out `--token`.':
    '请使用会话策略较短的凭证，或去掉 `--token` 改用证书。',
  'it does not begin with {prefix}': '它不以 {prefix} 开头',
  'what follows {prefix} is not base64': '{prefix} 之后的内容不是 base64',
  'its content is not a pre-signed request': '其内容不是预签名请求',
  'it is {count} bytes long, more than the {most} that are read':
    '长度为 {count} 字节，超过可读的 {most} 字节',
  'it was signed for {request}, not for POST /': '它签署的是 {request}，而不是 POST /',
  'it names no cluster (ACKClusterId)': '它没有写明集群（ACKClusterId）',
  'it is for cluster {cluster}, not for {other}': '它用于集群 {cluster}，而不是 {other}',
  'it has the header {name} more than once': '请求头 {name} 出现多次',
  'its header {name} holds what no header can': '请求头 {name} 含有请求头不能包含的字符',
  'it lacks the header {name}': '缺少请求头 {name}',
  'it has a header that is not let through: {name}': '含有不被放行的请求头：{name}',
  'it asks for {action}, not for GetCallerIdentity': '它请求的是 {action}，而不是 GetCallerIdentity',
  'its Authorization is not that of ACS3-HMAC-SHA256': '其 Authorization 不是 ACS3-HMAC-SHA256',
  'its signature leaves out {name}': '其签名未包含 {name}',
  'its signature is also over {name}, which it does not carry': '其签名包含 {name}，但没有附上该值',
  'it was signed for a request with a body': '它签署的是带正文的请求',
  'its date cannot be read': '其时间无法读取',
  'it ended at {instant}': '它已于 {instant} 到期',
  'it was signed at {instant}, which is still to come': '其签署时间 {instant} 尚未到来',
  'it does not accept the token': '它不接受该令牌',
  'nothing was written: {detail}': '未写入任何内容：{detail}',
  'Take a certificate instead: leave out `--token`.': '请改用证书：去掉 `--token`。',
  'this is not a RAM token: {why}': '这不是 RAM 令牌：{why}',
  'Pass one on standard input: `{command}`.': '请用标准输入传入：`{command}`',
  'the Security Token Service refuses it: {code}': 'Security Token Service 拒绝了它：{code}',
  '{host} did not answer': '{host} 没有应答',
  'Check the network, or leave the service unasked: `--offline`.':
    '请检查网络，或用 `--offline` 不询问该服务。',
  'what {host} answered is none of the Security Token Service': '{host} 的应答不是 Security Token Service 的',
  'Check the way there: a proxy or a login page may have answered.': '请检查途径：应答的可能是代理或登录页。',
  'the request was cancelled': '请求已取消',
  'Try again when ready.': '准备好后请重试。',
  'no kubeconfig here can ask the API server who is mapped to whom':
    '本机没有可向 API Server 查询映射的 kubeconfig',
  'Fetch one, as an administrator of the cluster: `{command}`.': '请以集群管理员身份获取：`{command}`',
  'the cloud does not tell the RAM name of {uid}, and mappings go by that name':
    '云端未提供 {uid} 的 RAM 名称，而映射按该名称进行',
  'Look at the name in the RAM console, and at the mappings: `kubectl get ramidentitymappings`.':
    '请在 RAM 控制台查看名称，并用 `kubectl get ramidentitymappings` 查看映射。',
};
