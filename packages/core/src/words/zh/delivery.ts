import type { delivery as ja } from '../ja/delivery.js';

/** Sinks and notifiers: what they refuse. */
export const delivery: Readonly<Record<keyof typeof ja, string>> = {
  'KMS makes secret {secret} wait ({code})': 'KMS 要求等待后再处理凭据 {secret}（{code}）',
  'Its gateway makes 10 secrets a second and takes 40 other calls: a first delivery goes on with the next run.':
    'KMS 网关每秒可创建 10 个凭据、处理 40 个其他调用；首次分发将在下次运行时继续。',
  'secret {secret} would be more than KMS keeps for this account ({code})':
    '创建凭据 {secret} 会超出 KMS 为此账号保存的数量（{code}）',
  'Raise the quota of secrets in the KMS console, or use the oss sink for some clusters.':
    '请在 KMS 控制台提高凭据配额，或对部分集群改用 oss 存储端。',
  'secret {secret} was deleted, and its name is taken for up to 30 days':
    '凭据 {secret} 已删除，其名称最长 30 天内不能再用',
  'Take it back: {restore}, or give its name free: {free}': '请恢复它：{restore}，或释放其名称：{free}',
  'the key of secret {secret} is not there ({code})': '凭据 {secret} 的加密密钥不存在（{code}）',
  'the key of secret {secret} is not enabled ({code})': '凭据 {secret} 的加密密钥未启用（{code}）',
  'See which it is: {command}; enable it (aliyun kms EnableKey --KeyId KEY), or correct keyId and instanceId in rotation.yaml and delete the secret, which the next run makes anew.':
    '请查看是哪个密钥（{command}），然后启用它（aliyun kms EnableKey --KeyId KEY），或更正 rotation.yaml 中的 keyId 和 instanceId 并删除该凭据；下次运行会重新创建。',
  'secret {name} would be {bytes} bytes, and KMS takes {most}':
    '凭据 {name} 将有 {bytes} 字节，而 KMS 最多接受 {most} 字节',
  'Use the oss sink for this one.': '请对它使用 oss 存储端。',
  'could not {doing}: {why} ({code})': '无法{doing}：{why}（{code}）',
  'KMS refuses the key of the object': 'KMS 拒绝使用该对象的密钥',
  'there is no such KMS key': '没有这个 KMS 密钥',
  'there is no such alias of a KMS key': '没有这个 KMS 密钥别名',
  'its KMS key is disabled': '它的 KMS 密钥已禁用',
  'its KMS key waits to be deleted': '它的 KMS 密钥正等待删除',
  'See which key it is: {command}; make it usable in the KMS console.':
    '查看是哪个密钥：{command}，并在 KMS 控制台使其可用。',
  'Enable it: {command}; or name another {setting} in rotation.yaml.':
    '启用它：{command}；或在 rotation.yaml 的 {setting} 中指定其他密钥。',
  'Keep it: {command}, and enable it; or name another {setting} in rotation.yaml.':
    '取消删除：{command}，并启用它；或在 rotation.yaml 的 {setting} 中指定其他密钥。',
  'See which keys there are: {command}; correct {setting} in rotation.yaml.':
    '查看有哪些密钥：{command}；并更正 rotation.yaml 中的 {setting}。',
  'there is no KMS key {key} in {region}': '{region} 没有 KMS 密钥 {key}',
  'the KMS key {key} is in the state {state}': 'KMS 密钥 {key} 的状态是 {state}',
  'the KMS key {key} is in no KMS instance, and rotation.yaml names {instance}':
    'KMS 密钥 {key} 不在任何 KMS 实例中，而 rotation.yaml 指定了 {instance}',
  'the KMS key {key} is in the instance {found}, and rotation.yaml names {instance}':
    'KMS 密钥 {key} 在实例 {found} 中，而 rotation.yaml 指定了 {instance}',
  'Correct keyId or instanceId in rotation.yaml: a key encrypts within its own instance.':
    '请更正 rotation.yaml 中的 keyId 或 instanceId：密钥只能在自己的实例中加密。',
  'a document in KMS does not unpack': 'KMS 中的一份文档无法解压',
  'Delete the secrets below state/ of the sink: what is due is then told again.':
    '请删除该存储端 state/ 下的凭据；未解决的事项会重新通知。',
  'there is no KMS secret {name}': '没有 KMS 凭据 {name}',
  'Create it in KMS Secrets Manager, in {region}, or correct its name in rotation.yaml; {form} where it is in another region.':
    '请在 {region} 的 KMS Secrets Manager 中创建它，或修正 rotation.yaml 中的名称；若它在别的地域，请写作 {form}。',
  'status {status}': '状态码 {status}',
  'no answer in time': '未及时应答',
  'no answer': '没有应答',
  'its answer is too long': '应答过长',
  'its answer is not compressed as it says': '应答的压缩方式与声明不符',
  'its answer is in an unknown encoding': '应答的编码方式未知',
  "a notifier's URL is not https": '通知端的 URL 不是 https',
  'Correct the URL in rotation.yaml, or in the KMS secret it names.':
    '请更正 rotation.yaml 中的 URL，或它所指定的 KMS 凭据中的 URL。',
  '{host} did not take the notice: {why}': '{host} 未接收通知：{why}',
  'Try the receiver by hand; the next run tells it again.': '请手动测试接收端；下次运行会再次通知。',
  'what the API server gave is no Secret': 'API Server 返回的不是 Secret',
  'Look for a proxy in between: {command}': '请检查中间是否有代理：{command}',
  'the certificate of {host} is not checked, and keys would go there':
    '不校验 {host} 的证书，却会把密钥发送到那里',
  'Give that context its certificate authority instead of insecure-skip-tls-verify.':
    '请为该上下文配置 CA 证书，而不是 insecure-skip-tls-verify。',
  'API server {host}: no answer': 'API Server {host}：没有应答',
  'API server {host}: its certificate was refused ({code})': 'API Server {host}：其证书不被接受（{code}）',
  'API server {host}: it cannot be reached ({code})': 'API Server {host}：无法连接（{code}）',
  'Look at the way there: {command}': '请检查到它的路径：{command}',
  'its API server does not accept our credential (401)': '其 API Server 不接受我方凭证（401）',
  'See why: {command}': '请查看原因：{command}',
  'there is no namespace {namespace}': '没有命名空间 {namespace}',
  'Make it: {command}': '请创建它：{command}',
  'it is larger than its API server takes (413)': '超出其 API Server 接受的大小（413）',
  'its API server is busy (429)': '其 API Server 繁忙（429）',
  'The next run tries again; the old version stays in use.': '下次运行会重试；在此之前继续使用旧版本。',
  'Give each credential its own: name: {template}.': '请让每个凭证各用一个。name: {template}',
  'namespace {namespace} is being deleted': '命名空间 {namespace} 正在删除',
  'Name another one in rotation.yaml, or wait until it is gone and make it again: {command}':
    '请在 rotation.yaml 中另指定一个，或等它删除后重新创建：{command}',
  'a quota or a policy of its cluster refuses it (403)': '被其集群的配额或策略拒绝（403）',
  'Look at them: {quotas}, and {policies}': '请查看：{quotas} 和 {policies}',
  'no role lets us (403)': '没有允许此操作的角色（403）',
  'As an administrator there, by a role that ACK binds and that follows a revoke: {command}. For less, bind a ServiceAccount, and name its context in rotation.yaml':
    '请以其管理员身份授予由 ACK 绑定、吊销后仍会沿用的角色：{command}。若需更小的权限，请绑定一个 ServiceAccount，并在 rotation.yaml 中指定其上下文',
  'As an administrator there: {commands}': '请以其管理员身份运行：{commands}',
  'it would be larger than 1 MiB': '将超过 1 MiB',
  'its API server refuses it (422)': '其 API Server 拒绝（422）',
  'its API server refuses it (422: {fields})': '其 API Server 拒绝（422：{fields}）',
  'Look at the Secret and at the policies of its cluster: {command}':
    '请查看该 Secret 及其集群的策略：{command}',
  'its API server failed ({status})': '其 API Server 出错（{status}）',
  'its API server refuses that ({status})': '其 API Server 拒绝了请求（{status}）',
  'Something in between may answer for it, or a webhook refuses: {command}':
    '可能由中间设备代为应答，或被 Webhook 拒绝：{command}',
  'what answered is no API server ({status})': '应答的不是 API Server（{status}）',
  'read Secret {secret}': '读取 Secret {secret}',
  'write Secret {secret}': '写入 Secret {secret}',
  'list the Secrets of {namespace}': '列出 {namespace} 的 Secret',
  'somebody else keeps writing our keys of Secret {secret}': '另有程序不断写入 Secret {secret} 中我方的键',
  'See whether two rotations write there: each credential needs a Secret, or a key, of its own.':
    '请检查是否有两个轮转写入同一处：每个凭证需要各自的 Secret 或键。',
  'Secret {secret} is immutable, which cannot be undone': 'Secret {secret} 不可变（immutable），且无法撤销',
  'Delete it if nothing needs its other keys, and the next run makes it anew: {command}':
    '如果不需要其中的其他键，请删除它，下次运行会重新创建：{command}',
  'Secret {secret} is being deleted, and its finalizers hold it':
    'Secret {secret} 正在删除，但被其 finalizer 保留',
  'See which: {command}; once it is gone, the next run makes it anew.':
    '请查看是哪个 finalizer（{command}）；删除完成后，下次运行会重新创建。',
  'Secret {secret} was not made by ackring, and is left alone':
    'Secret {secret} 不是 ackring 创建的，不予改动',
  'Take another name in rotation.yaml, or write to it too: adopt: [{name}]':
    '请在 rotation.yaml 中另取名称，或允许写入。adopt: [{name}]',
  'Secret {secret} belongs to cluster {cluster}': 'Secret {secret} 属于集群 {cluster}',
  'If that cluster is gone, delete the Secret, and the next run makes it anew: {command}; if it is not, tell them apart in rotation.yaml: name: {template}.':
    '如果那个集群已不存在，请删除该 Secret（{command}），下次运行会重新创建；否则请在 rotation.yaml 中加以区分。name: {template}',
  'Secret {secret} belongs to the identity {identity} of that cluster':
    'Secret {secret} 属于同一集群的身份 {identity}',
  'Tell them apart in rotation.yaml: name: {template}.': '请在 rotation.yaml 中加以区分。name: {template}',
  'Secret {secret} would hold {bytes} bytes, and Kubernetes takes {most}':
    'Secret {secret} 将有 {bytes} 字节，而 Kubernetes 最多接受 {most} 字节',
  'the memory of the rotation is torn, and there is no copy of it': '轮换的记录已损坏，也没有副本',
  'What is selected is read and told anew; see what else the sinks hold: ackring rotate plan':
    '所选的会重新读取并再次通知；请查看存储位置里还有什么：ackring rotate plan',
  'the memory of the rotation is torn; its copy of {day} was taken': '轮换的记录已损坏，已改用 {day} 的副本',
  'Nothing needs doing: it is written anew. See who else writes there.':
    '无需处理：记录会重新写入。请查看还有谁在那里写入。',
  'The rotation remembers there what it did: rename that Secret, or take another namespace.':
    '轮换在那里保存记录：请重命名该 Secret，或使用其他命名空间。',
  '{sink} already holds a newer version': '{sink} 已有更新的版本',
  'Nothing needs doing: another run was quicker, and consumers have the newer one.':
    '无需处理：另一次运行更快，使用方已有新版本。',
  '{file} cannot be read': '无法读取 {file}',
  'Look at its permissions: {command}': '请检查其权限：{command}',
  'nothing can be stored in {directory}': '无法保存到 {directory}',
  'Make it a folder you may write to: {command}': '请设为可写的文件夹：{command}',
  'there is no kubeconfig for the context {context}: {files}': '没有上下文 {context} 的 kubeconfig：{files}',
  'Name it in the sink: kubeconfig: FILE, or kubeconfig: "kms:SECRET"; or name the hub by cluster: ID.':
    '请在存储端中将 kubeconfig 设为 FILE 或 "kms:SECRET"，或用 cluster: ID 指定中枢集群。',
  'which is not installed here': '而它未安装',
  'the credentials of the context {context} come from {program}, {why}':
    '上下文 {context} 的凭证来自 {program}，但未能取得：{why}',
  'Try it by itself: {command}': '请单独运行试试：{command}',
  '{file} is none of your kubeconfig files, and points to others':
    '{file} 不是您的 kubeconfig 文件，却引用了其他文件',
  'Put what they hold into it: `{command}`; or add it to KUBECONFIG, and leave `kubeconfig` out of the sink.':
    '请把所引用的内容放入其中（`{command}`），或将它加入 KUBECONFIG 并在存储端中去掉 `kubeconfig`。',
  'the context {context} of {kubeconfig} runs a program, {program}, and none of your own kubeconfig files names it':
    '{kubeconfig} 的上下文 {context} 会运行程序 {program}，而您自己的 kubeconfig 文件都没有指定它',
  'Leave `kubeconfig` out and keep that context in your own files, or give it a certificate or a token.':
    '请去掉 `kubeconfig` 并把该上下文放在自己的文件中，或为它配置证书或令牌。',
  'the hub {id} has no {choice} endpoint': '中枢集群 {id} 没有 {choice} 端点',
  'See what it has: {command}': '请查看它有哪些：{command}',
  'PagerDuty did not accept the event: status {status}': 'PagerDuty 未接受事件：状态码 {status}',
  "Check the integration's key and `url`; the next run tells it again.":
    '请检查集成密钥和 `url`；下次运行会再次通知。',
  'the KMS secret of the pagerduty notifier holds no integration key':
    'pagerduty 通知端的 KMS 凭据中没有集成密钥',
  'Store the 32 characters of the Events API v2 integration in it, and nothing else.':
    '请只在其中保存 Events API v2 集成的 32 个字符。',
  'the KMS secret {name} holds no webhook': 'KMS 凭据 {name} 中没有 Webhook',
  "Store the robot's webhook URL in it, or {object} where it asks for a signature.":
    '请在其中保存机器人的 Webhook URL；要求签名时写成 {object}。',
  '{robot} answered nothing that can be understood': '无法理解 {robot} 的应答',
  "Check that the URL is the robot's own; the next run tells it again.":
    '请确认 URL 是该机器人的；下次运行会再次通知。',
  '{robot} refused the notice ({code})': '{robot} 拒绝了通知（{code}）',
  'Others send by this robot too: give the rotation one of its own. The next run tells it again.':
    '此机器人也被他处使用：请为轮转单独准备一个。下次运行会再次通知。',
  '{advice}; the next run tells it again.': '{advice}；下次运行会再次通知。',
  'Slack did not answer `ok` to the notice': 'Slack 未以 `ok` 应答通知',
  "Check the webhook in the app's settings; the next run tells it again.":
    '请在应用的设置中检查 Webhook；下次运行会再次通知。',
  "The robot's security settings refused it: check the signature's secret in KMS, `keyword`, and its list of addresses":
    '被机器人的安全设置拒绝：请检查 KMS 中的加签密钥、`keyword` 和 IP 地址列表',
  "The robot is gone or its token is wrong: store its webhook's URL in KMS again":
    '机器人已不存在或令牌有误：请在 KMS 中重新保存其 Webhook URL',
  "Check the robot's webhook, its secret and its security settings": '请检查机器人的 Webhook、密钥和安全设置',
  "The signature did not fit: check the bot's secret in KMS": '签名不符：请检查 KMS 中机器人的密钥',
  "The function's address is not on the bot's list: add it, or take another security setting":
    '函数的地址不在机器人的列表中：请添加，或改用其他安全设置',
  'The bot asks for a keyword: set `keyword` in rotation.yaml':
    '机器人要求关键词：请在 rotation.yaml 中设置 `keyword`',
  "The bot is gone or its token is wrong: store its webhook's URL in KMS again":
    '机器人已不存在或令牌有误：请在 KMS 中重新保存它的 Webhook URL',
  "Check the bot's webhook and its security settings": '请检查机器人的 Webhook 和安全设置',
  "The robot is gone or its key is wrong: store its webhook's URL in KMS again":
    '机器人已不存在或密钥有误：请在 KMS 中重新保存其 Webhook URL',
  "Check the robot's webhook in the group's settings": '请在群设置中检查机器人的 Webhook',
  'it ended at {until}, and the API server refuses it (401)':
    '它已于 {until} 失效，API Server 不接受它（401）',
  'the API server refuses it (401)': 'API Server 不接受它（401）',
  'it ended at {until}': '它已于 {until} 失效',
  'it ends in {count} days, and nobody renews it': '它将在 {count} 天后失效，且不会自动续期',
  'Put one that lasts into its place ({command}), or name the hub by `cluster: ID` in rotation.yaml, which needs none.':
    '请换成有效的（{command}），或在 rotation.yaml 中用 `cluster: ID` 指定中心集群，那样就不需要它。',
};
