/** What is wrong with a kubeconfig. */
export const kubeconfig = {
  'user "{user}" in {file} was changed by someone else in the meantime':
    '{file} のユーザー「{user}」は、その間に別の人が変更しました',
  'Look at it with `ackring contexts`, and renew again if it is still due.':
    '`ackring contexts` で確認し、まだ必要なら更新し直してください。',
  'the layout of {file} cannot be edited safely': '{file} の書式は安全に編集できません',
  'Change the context in an editor; this file was not changed.':
    'エディターでコンテキストを変更してください。このファイルは変更していません。',
  '{file} has no context {context} with a cluster of its own':
    '{file} に、同じファイル内のクラスターを指すコンテキスト {context} がありません',
  'context "{context}" in {file} belongs to something else':
    '{file} のコンテキスト「{context}」は別のものが使っています',
  'context "{context}" in another file of KUBECONFIG belongs to something else':
    'コンテキスト「{context}」は KUBECONFIG の別のファイルで使われています',
  'Choose another name with `--context`, or leave it out: "{free}" is free.':
    '`--context` で別の名前を選ぶか、省略してください。「{free}」が空いています。',
  'it leads to no cluster and user': 'クラスターとユーザーを指していません',
  'it points to files': 'ファイルを指しています',
  'it is not valid YAML': '正しい YAML ではありません',
  "the cloud's kubeconfig cannot be used: {why}": 'クラウドの kubeconfig を使えません：{why}',
  'Try again; if it happens again, fetch it in the ACK console and report this.':
    'やり直してください。続く場合は ACK コンソールで取得し、報告してください。',
  '{file} has {entries} twice, which kubectl refuses':
    '{file} に {entries} が 2 回あり、kubectl は受け付けません',
  '{file}: it contains control characters, which kubectl refuses':
    '{file}：制御文字が含まれています。kubectl はこれを拒否します',
  '{file} cannot be edited safely: {obstacle}': '{file} は安全に編集できません：{obstacle}',
  'Fetch into a separate file with `--output FILE`; this one was not changed.':
    '`--output FILE` で別のファイルに取得してください。このファイルは変更していません。',
  'Repair the file in an editor (`kubectl config view` must accept it); it was not changed.':
    'エディターで修正してください（`kubectl config view` が通る必要があります）。ファイルは変更していません。',
  '{file}: kubectl refuses this kubeconfig': '{file}：kubectl はこの kubeconfig を拒否します',
  '{path} has one name twice': '{path} に同じ名前が二度あります',
  '{path} is not complete base64': '{path} の base64 が不完全です',
  '{path} is {kind}, not {wanted}': '{path} が{kind}です（{wanted}であるべきです）',
  text: 'テキスト',
  'true or false': 'true または false',
  'a number': '数値',
  'a list': 'リスト',
  'a mapping': 'マッピング',
  'cluster "{name}"': 'クラスター「{name}」',
  'user "{name}"': 'ユーザー「{name}」',
  'the user entry impersonates groups, a uid or extras without a user':
    'ユーザーの偽装に、利用者のないグループ、uid または extra が指定されています',
  'Add `as: NAME` to the user entry, or remove the others.':
    'ユーザーの項目に `as: NAME` を加えるか、ほかを削除してください。',
  '{file} points to {path}, which cannot be read': '{file} が指す {path} を読み取れません',
  'Restore that file, or fetch the kubeconfig again: `ackring get CLUSTER`.':
    'そのファイルを元に戻すか、kubeconfig を取得し直してください：`ackring get CLUSTER`',
  'there is no context "{context}" in {files}': '{files} にコンテキスト「{context}」がありません',
  'context "{context}" leads to {entry}, which is in no file':
    'コンテキスト「{context}」が指す{entry}は、どのファイルにもありません',
  'Fetch it again (`ackring get CLUSTER`), or remove it: `kubectl config delete-context`.':
    '取得し直すか（`ackring get CLUSTER`）、削除してください：`kubectl config delete-context`',
  'its apiVersion is {version}, which kubectl does not accept':
    'apiVersion が {version} で、kubectl はこれを受け付けません',
  'it needs a terminal (`interactiveMode: Always`)': '端末が必要です（`interactiveMode: Always`）',
  'its lines end unusually': '行の終わりが普通と違います',
  'it holds several documents': '複数のドキュメントが入っています',
  'its top level is not an ordinary mapping': '最上位が通常のマッピングではありません',
  'its `{name}` are not a plain list': '`{name}` が通常のリストではありません',
  'its `current-context` is not a plain value': '`current-context` が通常の値ではありません',
  'its top level is indented': '最上位が字下げされています',
  'its top level is empty brackets': '最上位が空の括弧です',
  '`{key}` appears twice': '`{key}` が二度出てきます',
  '{file}, line {line}, column {column}: not valid YAML':
    '{file} の {line} 行 {column} 桁：正しい YAML ではありません',
  '{file}: this YAML cannot be read; it may be nested too deeply':
    '{file}：この YAML は読み取れません。入れ子が深すぎるのかもしれません',
  '{file}: an alias or merge key in this YAML cannot be resolved':
    '{file}：この YAML のエイリアスまたはマージキーを解決できません',
  '{file}: not a kubeconfig (its top level is not a mapping)':
    '{file}：kubeconfig ではありません（最上位がマッピングではありません）',
  '{file}: this YAML is nested more than {deepest} levels deep':
    '{file}：この YAML は {deepest} 段より深く入れ子になっています',
  'Change it in an editor, or fetch into a separate file with `--output FILE`; this one was not changed.':
    'エディターで変更するか、`--output FILE` で別のファイルに取得してください。このファイルは変更していません。',
  '{after} (was {before})': '{after}（変更前：{before}）',
  'no server': 'サーバーなし',
  none: 'なし',
  'user {user}': 'ユーザー {user}',
  'user {user}, namespace {namespace}': 'ユーザー {user}、名前空間 {namespace}',
  'no certificate': '証明書なし',
  'exec plug-in {command}': 'exec プラグイン {command}',
  'exec plug-in ackring, RAM token': 'exec プラグイン ackring、RAM トークン',
  'certificate until {instant}': '証明書（{instant} まで）',
  'certificate that cannot be read': '読み取れない証明書',
  'certificate, long-term': '証明書、長期',
  'certificate for {hours} h': '証明書、{hours} 時間',
  'certificate for {minutes} minutes': '証明書、{minutes} 分間',
  'names no cluster': 'クラスターの指定がありません',
  'cluster "{name}" is in no file': 'クラスター「{name}」がどのファイルにもありません',
  'cluster "{name}" has no server': 'クラスター「{name}」に接続先がありません',
  'names no user': 'ユーザーの指定がありません',
  'user "{name}" is in no file': 'ユーザー「{name}」がどのファイルにもありません',
  'the server’s certificate is not checked': 'サーバー証明書が検証されません',
  'the certificate has no key': '証明書に対応する鍵がありません',
  'kubectl takes its cluster "{name}" from {file}, not from its own file: take it in by `ackring merge`':
    'kubectl はクラスター「{name}」をこのファイルではなく {file} から読み込みます。`ackring merge` で取り込んでください',
  'kubectl takes its user "{name}" from {file}, not from its own file: take it in by `ackring merge`':
    'kubectl はユーザー「{name}」をこのファイルではなく {file} から読み込みます。`ackring merge` で取り込んでください',
  'shares its cluster entry "{name}" with {context}, which is of another cluster':
    'クラスターのエントリ「{name}」を、別のクラスターのコンテキスト {context} と共有しています',
  'shares its user entry "{name}" with {context}, which is of another cluster':
    'ユーザーのエントリ「{name}」を、別のクラスターのコンテキスト {context} と共有しています',
  'its file has {entries} twice: kubectl refuses the file':
    'ファイルに {entries} が 2 回あり、kubectl はこのファイルを受け付けません',
  'occurs again in {file}, where it has no effect': '{file} にもありますが、そちらは使われません',
  'no credential of {cluster} is put into {context}: {why}':
    '{cluster} の認証情報は {context} に書き込みません：{why}',
  'its user is in no file': 'ユーザーがどのファイルにもありません',
  'its cluster is in no file': 'クラスターがどのファイルにもありません',
  '{context} uses the same cluster entry, and would be led elsewhere':
    '{context} が同じクラスターのエントリを使っていて、別の場所につながることになります',
  '{context} uses the same user entry, and leads elsewhere':
    '{context} が同じユーザーのエントリを使っていて、別の場所につながります',
  'it dials {server}, which is none of the cluster’s endpoints':
    '接続先 {server} はこのクラスターのエンドポイントではありません',
  'kubectl dials {server} for it, by the entry in {file}, which is none of the cluster’s endpoints':
    'kubectl は {file} のエントリにより {server} に接続しますが、これはこのクラスターのエンドポイントではありません',
  'its server is checked against another authority than the cluster’s':
    'サーバーの検証に、このクラスターのものではない認証局が使われています',
  'Give it an entry of its own: `{command}`.': '専用のエントリを作ってください：`{command}`',
  'Give it entries of its own: `{command}`.': '専用のエントリを作ってください：`{command}`',
  'kubectl refuses {context}: {why}': 'kubectl は {context} を受け付けません：{why}',
  'kubectl refuses {context}': 'kubectl は {context} を受け付けません',
  'Fetch it again (`ackring get CLUSTER`), or correct its entries in an editor.':
    '取得し直すか（`ackring get CLUSTER`）、エントリをエディターで修正してください。',
  'kubectl takes the user of {context} from another file by now':
    'kubectl が読み込む {context} のユーザーは、すでに別のファイルのものです',
  'Nothing was written. Look at it with `ackring contexts`, and try again.':
    '何も書き込んでいません。`ackring contexts` で確認してから、やり直してください。',
  '{context}: {warning}': '{context}：{warning}',
};
