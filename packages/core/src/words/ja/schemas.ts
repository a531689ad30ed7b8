/** What a file must hold. */
export const schemas = {
  '{path}: {problem}': '{path}：{problem}',
  'is not a known setting': 'このような設定はありません',
  'is missing': '必須です',
  'is not as it must be': '値が正しくありません',
  'must be {expected}': '{expected} にしてください',
  'must be {names} or {last}': '{names}、{last} のいずれかにしてください',
  'must be true or false': 'true か false にしてください',
  'must be text': 'テキストにしてください',
  '{what} must be text': '{what} はテキストにしてください',
  '{what} is empty': '{what} が空です',
  '{what} must be a number': '{what} は数値にしてください',
  '{what} must be a whole number': '{what} は整数にしてください',
  '{what} must be at least {least}': '{what} は {least} 以上にしてください',
  '{what} must be at most {most}': '{what} は {most} 以下にしてください',
  '{what} is an empty list': '{what} のリストが空です',
  '{what} must be a list': '{what} はリストにしてください',
  '{what} must be a URL, or "kms:<secret name>" of a secret that holds it':
    '{what} は URL か、それを保存したシークレットの "kms:<secret name>" にしてください',
  '{what} has a kind: {names} or {last}': '{what}の kind は {names}、{last} のいずれかです',
  'a sink': 'シンク',
  'a notifier': '通知先',
  'a pattern': 'パターン',
  'a region': 'リージョン',
  'a name': '名前',
  'must be an RFC 3339 instant in quotes, such as {example}':
    '{example} のような、引用符で囲んだ RFC 3339 の日時にしてください',
  'must be an RFC 3339 instant, such as {example}': '{example} のような RFC 3339 の日時にしてください',
  'must be a time such as "18:30"': '"18:30" のような時刻にしてください',
  'is not a time zone name, such as "Asia/Shanghai"': '"Asia/Shanghai" のようなタイムゾーン名ではありません',
  'a blackout is {instants} as two instants, or {hours}':
    'blackout は二つの日時の {instants} か、{hours} です',
  'has 2 to 1224 letters, digits and {signs}': '英数字と {signs} で 2〜1224 文字です',
  'an identity is `self`, {role} or {user}': 'ID は `self`、{role}、{user} のいずれかです',
  'must be a list of name patterns': '名前のパターンのリストにしてください',
  'a tag value must be quoted text': 'タグの値は引用符で囲んだテキストにしてください',
  'must be the id of a VPC, such as vpc-bp1…': 'vpc-bp1… のような VPC の ID にしてください',
  'must be private, public or auto, or a list of {rules}':
    'private、public、auto のいずれかか、{rules} のリストにしてください',
  'must be a short name of lower-case letters, digits and -':
    '小文字の英字、数字、- からなる短い名前にしてください',
  'spreadDays must be less than renewBeforeDays, or some credentials would expire while held back':
    'spreadDays は renewBeforeDays より小さくしてください。先送り中に期限が切れるものが出ます',
  'two identities of one account have the same name, and would be stored in the same place':
    '一つのアカウントに同じ名前の ID が二つあり、同じ場所に保存されてしまいます',
  'must name a KMS secret as "kms:<secret name>", never the secret itself':
    'KMS シークレットを "kms:<secret name>" で指定してください。秘密の値そのものは書かないでください',
  'url must be a URL': 'url は URL にしてください',
  'cluster is the id of a cluster, such as c0123…': 'cluster は c0123… のようなクラスターの ID です',
  'is no namespace': '名前空間の名前ではありません',
  'must be a DNS name in small letters, with {placeholders} and {last} in it':
    '{placeholders}、{last} を使った、小文字の DNS 名にしてください',
  'adopt is a list of names of Secrets': 'adopt は Secret の名前のリストです',
  'a kubernetesSecret sink names its hub by context or by cluster, by one of the two':
    'kubernetesSecret シンクのハブは、context か cluster のどちらか一方で指定してください',
  'must be a duration such as 8h or 90d': '8h や 90d のような期間にしてください',
  'must say maxLife, or longTerm: false': 'maxLife か longTerm: false を指定してください',
  'must hold at least one rule': '規則が一つ以上必要です',
  'must be one letter or sign, or ctrl- and a letter that is not c':
    '1 文字の英字か記号、または ctrl- と c 以外の英字にしてください',
  'must be of {screens}': '{screens} から選んでください',
  'must be a list of screens': '画面のリストにしてください',
  'must be short: 40 letters': '40 文字以内にしてください',
  'must be screen or terminal': 'screen か terminal にしてください',
  'must have a key and a command': 'key と command が必要です',
  'must map names to keys and commands': '名前ごとに key と command を書いてください',
  'is empty': '空です',
  'has a quote that is not closed': '引用符が閉じていません',
  'needs a shell for its signs: {example}, where the value is $1':
    'この記号にはシェルが必要です。{example} のように書き、値は $1 で使います',
  'has a value within a script, where it would be run: hand it on, {example}':
    'スクリプトの中に値があり、実行されてしまいます。{example} のように引数で渡してください',
  'makes a command line of its arguments: let it take the value from its variable, {example}':
    '引数をコマンド行として実行します。値は変数から取ってください：{example}',
  'must begin with a program, not with a value': '値ではなくプログラムから始めてください',
  'is not YAML: {why}': 'YAML ではありません：{why}',
  'must not have aliases': 'エイリアスは使えません',
  'line {line}: {problem}': '{line} 行目：{problem}',
  'it is longer than {count} characters': '{count} 文字を超えています',
  'line {line}, column {column}: not YAML ({code})': '{line} 行 {column} 桁：YAML ではありません（{code}）',
  'it is nested too deeply, or its aliases lead nowhere, in circles or too far':
    '入れ子が深すぎるか、エイリアスの参照先がない、循環している、または遠すぎます',
};
