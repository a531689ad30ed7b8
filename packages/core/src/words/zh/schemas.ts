import type { schemas as ja } from '../ja/schemas.js';

/** What a file must hold. */
export const schemas: Readonly<Record<keyof typeof ja, string>> = {
  '{path}: {problem}': '{path}：{problem}',
  'is not a known setting': '没有此设置',
  'is missing': '缺少此项',
  'is not as it must be': '值不正确',
  'must be {expected}': '必须是 {expected}',
  'must be {names} or {last}': '必须是 {names} 或 {last}',
  'must be true or false': '必须是 true 或 false',
  'must be text': '必须是文本',
  '{what} must be text': '{what} 必须是文本',
  '{what} is empty': '{what} 为空',
  '{what} must be a number': '{what} 必须是数字',
  '{what} must be a whole number': '{what} 必须是整数',
  '{what} must be at least {least}': '{what} 不能小于 {least}',
  '{what} must be at most {most}': '{what} 不能大于 {most}',
  '{what} is an empty list': '{what} 是空列表',
  '{what} must be a list': '{what} 必须是列表',
  '{what} must be a URL, or "kms:<secret name>" of a secret that holds it':
    '{what} 必须是 URL，或保存该 URL 的凭据 "kms:<secret name>"',
  '{what} has a kind: {names} or {last}': '{what}的 kind 是 {names} 或 {last}',
  'a sink': '存储端',
  'a notifier': '通知端',
  'a pattern': '模式',
  'a region': '地域',
  'a name': '名称',
  'must be an RFC 3339 instant in quotes, such as {example}': '必须是带引号的 RFC 3339 时刻，例如 {example}',
  'must be an RFC 3339 instant, such as {example}': '必须是 RFC 3339 时刻，例如 {example}',
  'must be a time such as "18:30"': '必须是 "18:30" 这样的时刻',
  'is not a time zone name, such as "Asia/Shanghai"': '不是 "Asia/Shanghai" 这样的时区名称',
  'a blackout is {instants} as two instants, or {hours}': 'blackout 是两个时刻 {instants}，或 {hours}',
  'has 2 to 1224 letters, digits and {signs}': '由 2 至 1224 个字母、数字和 {signs} 组成',
  'an identity is `self`, {role} or {user}': '身份是 `self`、{role} 或 {user}',
  'must be a list of name patterns': '必须是名称模式的列表',
  'a tag value must be quoted text': '标签值必须是带引号的文本',
  'must be the id of a VPC, such as vpc-bp1…': '必须是 vpc-bp1… 这样的 VPC ID',
  'must be private, public or auto, or a list of {rules}':
    '必须是 private、public 或 auto，或 {rules} 的列表',
  'must be a short name of lower-case letters, digits and -': '必须是由小写字母、数字和 - 组成的短名称',
  'spreadDays must be less than renewBeforeDays, or some credentials would expire while held back':
    'spreadDays 必须小于 renewBeforeDays，否则有些凭证会在推迟期间到期',
  'two identities of one account have the same name, and would be stored in the same place':
    '同一账号的两个身份同名，会被保存到同一处',
  'must name a KMS secret as "kms:<secret name>", never the secret itself':
    '必须以 "kms:<secret name>" 指定 KMS 凭据，切勿写入密文本身',
  'url must be a URL': 'url 必须是 URL',
  'cluster is the id of a cluster, such as c0123…': 'cluster 是 c0123… 这样的集群 ID',
  'is no namespace': '不是命名空间名称',
  'must be a DNS name in small letters, with {placeholders} and {last} in it':
    '必须是小写的 DNS 名称，其中可含 {placeholders} 和 {last}',
  'adopt is a list of names of Secrets': 'adopt 是 Secret 名称的列表',
  'a kubernetesSecret sink names its hub by context or by cluster, by one of the two':
    'kubernetesSecret 存储端须用 context 或 cluster 之一指定中枢集群',
  'must be a duration such as 8h or 90d': '必须是 8h 或 90d 这样的时长',
  'must say maxLife, or longTerm: false': '必须指定 maxLife 或 longTerm: false',
  'must hold at least one rule': '至少要有一条规则',
  'must be one letter or sign, or ctrl- and a letter that is not c':
    '必须是一个字母或符号，或 ctrl- 加 c 以外的字母',
  'must be of {screens}': '必须取自 {screens}',
  'must be a list of screens': '必须是画面的列表',
  'must be short: 40 letters': '不能超过 40 个字符',
  'must be screen or terminal': '必须是 screen 或 terminal',
  'must have a key and a command': '必须有 key 和 command',
  'must map names to keys and commands': '必须为每个名称写出 key 和 command',
  'is empty': '为空',
  'has a quote that is not closed': '引号未闭合',
  'needs a shell for its signs: {example}, where the value is $1':
    '其中的符号需要 Shell：请写成 {example}，值为 $1',
  'has a value within a script, where it would be run: hand it on, {example}':
    '脚本中含有值，会被执行：请作为参数传入，例如 {example}',
  'makes a command line of its arguments: let it take the value from its variable, {example}':
    '会把参数当作命令行执行：请从变量取值，{example}',
  'must begin with a program, not with a value': '必须以程序而不是值开头',
  'is not YAML: {why}': '不是 YAML：{why}',
  'must not have aliases': '不能含有别名',
  'line {line}: {problem}': '第 {line} 行：{problem}',
  'it is longer than {count} characters': '超过 {count} 个字符',
  'line {line}, column {column}: not YAML ({code})': '第 {line} 行第 {column} 列：不是 YAML（{code}）',
  'it is nested too deeply, or its aliases lead nowhere, in circles or too far':
    '嵌套过深，或其别名无处可指、成环或过远',
};
