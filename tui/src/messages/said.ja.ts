/** The program's own sentences outside of screens, keyed by their English. */
export const said = {
  'error: ': 'エラー：',
  'remedy: ': '対処：',
  'request id: ': 'リクエスト ID：',
  'ACKRING_DEBUG does not know "{value}"': 'ACKRING_DEBUG に「{value}」は指定できません',
  'Set it to `api`, or unset it.': '`api` を指定するか、設定を外してください。',
  'the calls to the cloud are in {file}': 'クラウドの呼び出しは {file} に記録されています',
  '`doctor` takes a FILE only with `--report`': '`doctor` の FILE は `--report` と一緒に指定します',
  'Add `--report`, or leave it out.': '`--report` を加えるか、FILE を外してください。',
  'nothing was written: nobody has seen the report yet':
    '書き込みませんでした。レポートはまだ誰にも確認されていません',
  'Read it above; then run it again with `--yes`.':
    '上の内容を確認し、`--yes` を付けてもう一度実行してください。',
  'written to {file}: attach it to the issue': '{file} に書き込みました。Issue に添付してください',
  '"{text}" is not between 1 minute and 1 day': '「{text}」は 1 分から 1 日の範囲にありません',
  'Give a duration such as 15m or 1h.': '15m や 1h のように指定してください。',
  'name a context, or give the message': 'コンテキスト名かメッセージを指定してください',
  '`list_contexts` lists the contexts.': '`list_contexts` でコンテキストを一覧できます。',
  'not searched: {reason}': '調べられません：{reason}',
  'not searched: {reason}: {detail}': '調べられません：{reason}：{detail}',
  'it is larger than 16 MiB': '16 MiB を超えています',
  'it cannot be read': '読み取れません',
  'reading its history needs git': '履歴を調べるには git が必要です',
  'git could not read its history': 'git が履歴を読み取れませんでした',
  'part of its history is elsewhere': '履歴の一部が手元にありません',
  'Split it, `split -b 8m FILE`, and search the parts.':
    '`split -b 8m FILE` で分割し、それぞれを調べてください。',
  'Check who may read it: `ls -l FILE`.': '読み取り権限を確認してください：`ls -l FILE`',
  'Install git, or leave the history out: `--no-history`.':
    'git をインストールするか、履歴を対象から外してください：`--no-history`',
  'See why with `git log` there, or leave the history out: `--no-history`.':
    'そこで `git log` を実行して原因を確認するか、履歴を対象から外してください：`--no-history`',
  'Fetch it whole, `git fetch --unshallow`, or clone it again without a filter.':
    '`git fetch --unshallow` で履歴をすべて取得するか、フィルターなしで clone し直してください。',
  '`clean` needs --user USER': '`clean` には --user USER が必要です',
  'See `ackring access`.': '`ackring access` を確認してください。',
  'the selection spans several profiles, and each cleans only its own':
    '選択が複数のプロファイルにまたがっています。削除はプロファイルごとに行います',
  'Choose what one profile sees, or switch to one: ctrl-p.':
    '一つのプロファイルに絞って選ぶか、ctrl-p でプロファイルを切り替えてください。',
  'not asked for their holders yet': '所有者をまだ確認していません',
  'Let the screen ask all of them, and plan again.': 'すべての確認が終わってから、計画し直してください。',
  '`--output` goes with `--show`': '`--output` は `--show` と一緒に使います',
  'Add `--show certificate`, for example.': '例えば `--show certificate` を加えてください。',
  'name contexts, or give `--all`': 'コンテキストを指定するか、`--all` を付けてください',
  'Run `ackring renew --all --dry-run` to see what is due.':
    '更新対象は `ackring renew --all --dry-run` で確認できます。',
  '`--all` and names of contexts exclude each other': '`--all` とコンテキスト名は同時に指定できません',
  'Leave out one of them.': 'どちらか一方にしてください。',
  'no context was named, and the kubeconfig has no current one':
    'コンテキストの指定がなく、kubeconfig に現在のコンテキストもありません',
  'Name a context, or add `--all`; `ackring contexts` lists them.':
    'コンテキストを指定するか、`--all` を付けてください。一覧は `ackring contexts` で確認できます。',
  '{context} does not work: {cause}: {detail}': '{context} は使えません（{cause}）：{detail}',
  'Ask again: `ackring verify`.': 'もう一度確認してください：`ackring verify`',
  'the bundled function is not beside this program': '同梱の関数がプログラムの隣にありません',
  'Build it with `pnpm build`.': '`pnpm build` でビルドしてください。',
  '`ackring {command}` ended with {code} in the demo': 'デモで `ackring {command}` が {code} で終了しました',
  'Report this with the lines above.': '上の行を添えて報告してください。',
  '"{text}" is not a number of days': '「{text}」は日数ではありません',
  'Give one such as 180d.': '180d のように指定してください。',
  '"{text}" is not a duration': '「{text}」は期間ではありません',
  '"{text}" is not between 15 minutes and 3 days': '「{text}」は 15 分から 3 日の範囲にありません',
  'Give a duration such as 30m, 8h or 3d.': '30m、8h、3d のように指定してください。',
  '`exec-credential` needs --cluster ID and --region REGION':
    '`exec-credential` には --cluster ID と --region REGION が必要です',
  'Let `ackring get CLUSTER --exec` write it.': '`ackring get CLUSTER --exec` で書き込んでください。',
  'these options exclude each other: {options}': '同時に指定できないオプションです：{options}',
  'Give only one of {options}.': '{options} のいずれか一つにしてください。',
  '{cluster} is not a dedicated cluster: its masters cannot be reached':
    '{cluster} は専有クラスターではないため、マスターに接続できません',
  'Use `{command}`.': '`{command}` を使ってください。',
  'the fetch was cancelled': '取得を中止しました',
  'Fetch again when ready.': '準備ができたら、もう一度取得してください。',
  'Name another folder with `--out`, or overwrite it with `--force`.':
    '`--out` で別のフォルダーを指定するか、`--force` で上書きしてください。',
  'the list shows no selected cluster in a VPC': '選択したクラスターに、VPC のわかるものがありません',
  'See `ackring clusters` and `select` in rotation.yaml.':
    '`ackring clusters` と、rotation.yaml の `select` を確認してください。',
  '`--mode` and `--event` exclude each other': '`--mode` と `--event` は同時に指定できません',
  '`--follow` and `--json` exclude each other': '`--follow` と `--json` は同時に指定できません',
  '"{text}" is not a number of lines': '「{text}」は行数ではありません',
  'Give a number from 1 to 9999.': '1 から 9999 の数を指定してください。',
  '"{text}" is not a date': '「{text}」は日付ではありません',
  'Give one such as 2027-05-01 or 2027-05-01T04:00:00Z.':
    '2027-05-01 や 2027-05-01T04:00:00Z のように指定してください。',
  '--{option} is about the function, not about a person': '--{option} は関数に関するもので、人には使えません',
  'Leave it out, or leave out `--for`.': 'それを外すか、`--for` を外してください。',
  '"{text}" is not an account id': '「{text}」はアカウント ID ではありません',
  'Give its digits, as the console shows them.': 'コンソールに表示される数字を指定してください。',
  '"{text}" is not PROJECT/LOGSTORE': '「{text}」は PROJECT/LOGSTORE の形ではありません',
  'Give one such as `--logs ackring-logs/rotate`.': '`--logs ackring-logs/rotate` のように指定してください。',
  'the configuration names no role "{role}"': '設定にロール「{role}」がありません',
  '{day} is not between {first} and {last}': '{day} は {first} から {last} の範囲にありません',
  'Name a day of the next three years.': '今後 3 年以内の日を指定してください。',
  '`{name}` needs {usage}': '`{name}` には {usage} が必要です',
  '`{name}` does not take "{extra}"': '`{name}` に「{extra}」は指定できません',
  '{option} takes no value': '{option} に値は指定できません',
  '{option} needs a value: {example}': '{option} には値が必要です：{example}',
  '{option} is one of {choices}, not "{value}"':
    '{option} は {choices} のいずれかです。「{value}」は指定できません',
  'there is no option {option}{hint}': 'オプション {option} はありません{hint}',
  'there is no option {option} for `{name}`{hint}': '`{name}` にオプション {option} はありません{hint}',
  'Run `{command}` for the usage.': '使い方は `{command}` で確認できます。',
  '; did you mean `{name}`?': '（もしかして：`{name}`）',
  'there is no command "{word}"{hint}': 'コマンド「{word}」はありません{hint}',
  'Run `ackring help` for all of them.': '一覧は `ackring help` で確認できます。',
  '`{group}` needs one more word: {names}': '`{group}` のあとに続く語が必要です：{names}',
  'there is no `{command}`: {names}': '`{command}` はありません。あるのは {names} です',
  'Run `{command}`.': '`{command}` を実行してください。',
  '"{shell}" is not a known shell': '「{shell}」は対応していないシェルです',
  'standard input is longer than {limit}: it was not read further':
    '標準入力が {limit} を超えたため、以降を読み取りませんでした',
  'Name the file, or pass part of it.': 'ファイル名を指定するか、一部だけを渡してください。',
  'Set {variable} to a program that is installed.':
    '{variable} に、インストール済みのプログラムを設定してください。',
  '{program} could not be started': '{program} を起動できませんでした',
  'the settings in {file} cannot be used:': '{file} の設定を使えません：',
  'Correct {file}, or remove it for the defaults.': '{file} を修正するか、削除して既定値に戻してください。',
  'cannot read the settings in {file}': '{file} の設定を読み取れません',
  'the settings in {file} are not JSON': '{file} の設定が JSON ではありません',
  'cannot write the settings in {file}': '{file} に設定を書き込めません',
  'the full screen needs a terminal': '全画面の表示には端末が必要です',
  'Name a command, such as `ackring clusters`; `ackring help` lists them.':
    '`ackring clusters` のようにコマンドを指定してください。一覧は `ackring help` で確認できます。',
  'what they held is saved in {folder}': 'これまでの権限は {folder} に保存しました',
  '{cluster}: removing {identity}': '{cluster}：{identity} を削除しています',
  'task {id}: {state}': 'タスク {id}：{state}',
  'done, but not written to the journal:': '完了しましたが、履歴に記録できませんでした：',
  'the report is in {file}': 'レポートは {file} にあります',
  '{count} kubeconfigs, {orphans} of them orphaned (!)': 'kubeconfig {count} 件、うち孤立 {orphans} 件（!）',
  'nothing that was removed from here can still be restored':
    'ここから削除したもので、まだ復元できるものはありません',
  'restore one, RBAC included, at {url}, Authorizations > KubeConfig Management':
    'RBAC も含めて、{url} の「権限付与」>「KubeConfig 管理」で復元できます',
  'restored {files}: {summary}': '{files} を元に戻しました：{summary}',
  'nothing yet': 'まだ何もありません',
  'line {line}: {kind}': '{line} 行目：{kind}',
  '{count} lines, intact': '{count} 行、改ざんなし',
  '{count} lines, TAMPERED WITH': '{count} 行、改ざんあり',
  '{shown} of {all} clusters in {regions} regions': '{regions} リージョンの {all} クラスター中 {shown} 個',
  '· {count} of them were not asked for their endpoints; `ackring clusters --json` asks all':
    '· うち {count} 個はエンドポイントを確認していません。`ackring clusters --json` ならすべて確認します',
  'none of {count} contexts matches': '{count} 件のコンテキストのうち、一致するものはありません',
  'nothing was changed': '何も変更していません',
  'done; `ackring undo` takes it back': '完了しました。`ackring undo` で元に戻せます',
  'nothing to change': '変更するものはありません',
  'nothing was changed: this takes something away': '何も変更していません：この操作は削除を伴います',
  'Look at the plan, and add `--yes`.': '計画を確認し、`--yes` を付けて実行してください。',
  'no context in any kubeconfig file': 'どの kubeconfig にもコンテキストがありません',
  'no context in {files}': '{files} にコンテキストがありません',
  '{entry} in {file} is left over: no context leads to it':
    '{file} の {entry} は孤立しています。どのコンテキストからも使われていません',
  '`use` needs CONTEXT, `-` or --namespace': '`use` には CONTEXT、`-`、--namespace のいずれかが必要です',
  'in {file}': '場所：{file}',
  'no context is due for renewal': '更新時期のコンテキストはありません',
  'its certificate cannot be read; fetch it again with `ackring get`':
    '証明書を読み取れません。`ackring get` で取得し直してください',
  'it is temporary; fetch a new one with `ackring get`':
    '一時的なものです。`ackring get` で取得し直してください',
  'it leads to no known ACK cluster': '既知の ACK クラスターを指していません',
  'it has more than 180 days left, and the cloud issues a new one only after that':
    '残りが 180 日を超えており、クラウドはまだ新しいものを発行しません',
  'contexts of several clusters share its user; fetch each with `ackring get`':
    '複数のクラスターのコンテキストがこのユーザーを共有しています。`ackring get` で一つずつ取得してください',
  'another context with the same user is renewed, which serves both':
    '同じユーザーの別のコンテキストを更新するので、両方に反映されます',
  'the cloud returned the same certificate; try again once the renewal window is open':
    'クラウドは同じ証明書を返しました。更新できる時期になってからやり直してください',
  'what the cloud returned ends no later': 'クラウドが返したものの期限は、今のものより先ではありません',
  'with these credentials the cloud returns another holder’s; use its own with `--profile`':
    'この認証情報では別の所有者のものが返ります。`--profile` で所有者本人のものを使ってください',
  '– {context}: {reason}': '– {context}：{reason}',
  '~ {context}: to be renewed, {left} left': '~ {context}：更新対象（残り {left}）',
  '✕ {context}: not renewed: {reason}': '✕ {context}：更新されませんでした：{reason}',
  'older lines were left out: ask for less with `--since`':
    '古い行は省略しました。`--since` で期間を短くしてください',
  'wrote {file}: fill in what is marked SET, then `s deploy`':
    '{file} を書き出しました。SET の箇所を埋めてから `s deploy` を実行してください',
  'no field is called "{field}" here{hint}': '「{field}」という項目はここにありません{hint}',
  'Fields: {fields}. In quotes a colon is a letter: `{example}`.':
    '項目：{fields}。引用符の中ではコロンは文字として扱われます：`{example}`',
  'the renewal was cancelled': '更新を中止しました',
  'Renew again when ready.': '準備ができたら、もう一度更新してください。',
  'Read the files again: ctrl-r.': 'ファイルを読み直してください：ctrl-r',
  '--with-secrets is for --read-only': '--with-secrets は --read-only と一緒に使います',
  'Without --read-only everything may be read and changed.':
    '--read-only がなければ、すべて読み取りも変更もできます。',
  'long-term': '長期',
  'RAM token': 'RAM トークン',
  '{context}, for as long as the RAM identity lasts': '{context}：RAM の ID がある限り有効',
  '{context} in {file}, for as long as the RAM identity lasts':
    '{file} の {context}：RAM の ID がある限り有効',
  '`exec-credential --token` needs --cluster ID': '`exec-credential --token` には --cluster ID が必要です',
  'Let `ackring get CLUSTER --token` write it.': '`ackring get CLUSTER --token` に書かせてください。',
  'temporary, {duration}': '一時的（{duration}）',
  '{cluster} ({region}): {kind}, {access} {server}, into {into}':
    '{cluster}（{region}）：{kind}、{access} {server}、書き込み先 {into}',
  '{context}, ends {end} ({left})': '{context}：期限 {end}（残り {left}）',
  '{context} in {file}, ends {end} ({left})': '{file} の {context}：期限 {end}（残り {left}）',
  'there is no context in any kubeconfig file': 'どの kubeconfig にもコンテキストがありません',
  'nothing was chosen': '何も選ばれませんでした',
  'Name one, or choose again.': '名前を指定するか、選び直してください。',
  'there is no cluster to choose from': '選べるクラスターがありません',
  'See what is looked at: `ackring clusters`.': '対象は `ackring clusters` で確認できます。',
  '`{command}` needs CLUSTER': '`{command}` には CLUSTER が必要です',
  '`ackring clusters` lists them.': '一覧は `ackring clusters` で確認できます。',
  'no kubeconfig matches "{filter}"': '「{filter}」に一致する kubeconfig はありません',
  'See what there is: `ackring expiry`.': '一覧は `ackring expiry` で確認できます。',
  '`--rights` needs --user NAME: a role is for one identity':
    '`--rights` には --user NAME が必要です：ロールは一つの ID のためのものです',
  'Name whose rights are asked for; `ackring usage` lists who there is.':
    '誰の権限かを指定してください。一覧は `ackring usage` で確認できます。',
  '{name}: its audit log goes back to {day} only: what was before is not known':
    '{name}：監査ログは {day} までしか遡れません。それ以前はわかりません',
  '{name}: of these days not everything is in its audit log: {gaps}':
    '{name}：次の期間は監査ログがそろっていません：{gaps}',
  '{used} in use (●), {unused} unused (·), {unknown} not known (?)':
    '使用中 {used}（●）、未使用 {unused}（·）、不明 {unknown}（?）',
  '! an address that an old certificate is used from for the first time':
    '! 以前からの証明書が初めて使われた接続元',
  'of what was seen to be allowed: what is done seldom may be missing, and names of objects are not narrowed':
    '許可された操作の記録から作成しました。まれな操作は含まれないことがあり、オブジェクト名は限定していません',
};
