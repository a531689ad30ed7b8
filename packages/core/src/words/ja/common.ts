/** Sentences that all capabilities share. */
export const common = {
  'cannot read your keys in {file}': '{file} のキー設定を読み取れません',
  'Make it readable for you, or remove it.': '自分で読めるようにするか、削除してください。',
  'your keys in {file} cannot be used:': '{file} のキー設定は使えません：',
  'Correct {file}, or remove it.': '{file} を修正するか、削除してください。',
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  '{summary} {problems}': '{summary} {problems}',
  'an unexpected {name} stopped this': '予期しない {name} により中断しました',
  'Run `ackring doctor`, and report this with the command you ran.':
    '`ackring doctor` を実行し、入力したコマンドを添えて報告してください。',
  'Report this with the command you ran, and with {file}: it holds no key.':
    '入力したコマンドと {file} を添えて報告してください。このファイルにキーは含まれません。',
  'line {line}: {problem}': '{line} 行目：{problem}',
  'and {count} more': 'ほか {count} 件',
  'it is longer than {count} characters': '{count} 文字を超えています',
  'line {line}, column {column}: not YAML ({code})': '{line} 行 {column} 桁：YAML ではありません（{code}）',
  'it is nested too deeply, or its aliases lead nowhere, in circles or too far':
    '入れ子が深すぎるか、エイリアスの参照先がない、循環している、または遠すぎます',
  '{source} cannot be used:': '{source} を使えません：',
  'Correct {source}, then run `ackring rotate plan` to see what it would do.':
    '{source} を修正し、`ackring rotate plan` で何が行われるか確認してください。',
  'there is no rotation configuration in {file}': '{file} にローテーションの設定がありません',
  'Name a file with `--config FILE`; see `ackring help rotate plan`.':
    '`--config FILE` でファイルを指定してください。`ackring help rotate plan` も参照してください。',
  "the rotation is too long for a function's environment":
    'ローテーションの設定が、関数の環境変数には長すぎます',
  'Shorten it to 3.9 KB: leave out comments, or name clusters by pattern or tag.':
    'コメントを省くか、クラスターをパターンやタグで指定して、3.9 KB 以内にしてください。',
  'the function {name} has no known log': '関数 {name} のログの場所がわかりません',
  'Give it a `logConfig` in s.yaml and deploy; in FC 2.0 `fc:GetService` is needed to see it.':
    's.yaml で `logConfig` を設定してデプロイしてください。FC 2.0 では、確認に `fc:GetService` が必要です。',
};
