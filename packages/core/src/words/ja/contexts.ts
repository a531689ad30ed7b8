/** Changing contexts. */
export const contexts = {
  'change kubeconfig files': 'kubeconfig ファイルを変更する',
  '{file} was changed since the plan was made': '{file} は計画の作成後に変更されました',
  'Look at the new plan: run it again.': 'もう一度実行して、新しい計画を確認してください。',
  '"{name}" is no name that could be typed again': '「{name}」は入力できない名前です',
  'Choose one without control characters, and not `-`.': '制御文字を含まず、`-` 以外の名前を選んでください。',
  'there is a context "{context}" in {file} already': 'コンテキスト「{context}」は {file} にすでにあります',
  'Choose another name, or rename that one first.': '別の名前を選ぶか、先にそちらの名前を変更してください。',
  'no kubeconfig file holds {contexts}{hint}':
    'どの kubeconfig ファイルにも次のコンテキストがありません：{contexts}{hint}',
  'context "{name}"': 'コンテキスト「{name}」',
  'KUBECONFIG names no writable file': 'KUBECONFIG に書き込めるファイルがありません',
  'Unset KUBECONFIG, or name a file: `--kubeconfig FILE`.':
    'KUBECONFIG を解除するか、`--kubeconfig FILE` でファイルを指定してください。',
  'there are {count} contexts, and one name for them':
    'コンテキストが {count} 件あるのに、名前は 1 つだけです',
  'Leave `--context` out; `ackring contexts rename` renames them later.':
    '`--context` を省略してください。後から `ackring contexts rename` で変更できます。',
  '{file}: kubectl cannot use the key of "{context}" ({kind})':
    '{file}：「{context}」の鍵は kubectl では使えません（{kind}）',
  '{file}: the key of "{context}" does not fit its certificate':
    '{file}：「{context}」の鍵が証明書と一致しません',
  'Ask whoever gave it to you for a whole one; nothing was merged.':
    '提供者に正しいものを求めてください。何も取り込んでいません。',
  '{file}: there is no context with a cluster and a user in it':
    '{file}：クラスターとユーザーのそろったコンテキストがありません',
  'Look at what it holds: `kubectl config view --kubeconfig FILE`.':
    '内容を確認してください：`kubectl config view --kubeconfig FILE`',
  'this kubeconfig does more than show its key to its own server':
    'この kubeconfig は、自身のサーバーに鍵を示す以上のことをします',
  'Save it beside the files that it points to, and merge that file.':
    '参照先のファイルと同じ場所に保存し、そのファイルを取り込んでください。',
  'Where you trust whoever gave it to you, add {flags}; nothing was merged.':
    '提供者を信頼できる場合は {flags} を付けてください。何も取り込んでいません。',
  'the name "{name}" is taken, or could not be typed again': '名前「{name}」は使用中か、入力できない名前です',
  'Choose another with `--context`, or leave it out.': '`--context` で別の名前を選ぶか、省略してください。',
  'several contexts end in "/{name}": {names}': '「/{name}」で終わるコンテキストが複数あります：{names}',
  'Give the whole name.': '名前全体を指定してください。',
};
