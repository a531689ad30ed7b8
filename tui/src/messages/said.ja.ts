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
  'an assistant starts this, and speaks JSON-RPC with it; Ctrl-C ends it':
    'これはアシスタントが起動し、JSON-RPC でやり取りするものです。Ctrl-C で終了します',
  'name a context, or give the message': 'コンテキスト名かメッセージを指定してください',
  '`list_contexts` lists the contexts.': '`list_contexts` でコンテキストを一覧できます。',
  'not searched: {reason}': '調べられません：{reason}',
  'not searched: {reason}: {detail}': '調べられません：{reason}：{detail}',
  'it is larger than 16 MiB': '16 MiB を超えています',
  'it cannot be read': '読み取れません',
  'reading its history needs git': '履歴を調べるには git が必要です',
  'git could not read its history': 'git が履歴を読み取れませんでした',
  'part of its history is elsewhere': '履歴の一部が手元にありません',
  'found{where}: certificates {count}, tokens {tokens}':
    '見つかりました{where}: 証明書 {count} 件、トークン {tokens} 件',
  '    names no end, found in {where}': '    期限の記載なし、場所 {where}',
  '    ends {end}, found in {where}': '    期限 {end}、場所 {where}',
  'the token of a ServiceAccount': 'ServiceAccount のトークン',
  'a RAM token': 'RAM トークン',
  'a bearer token': 'ベアラートークン',
  '{kind}, {subject}': '{kind}、{subject}',
  'it is, or holds, an archive of a kind that is not opened here':
    'ここでは開けない種類のアーカイブか、それを含んでいます',
  'it is, or holds, something encrypted': '暗号化されているか、暗号化されたものを含んでいます',
  'it is wrapped in more layers than are taken off': '取り除ける数より多くの層に包まれています',
  'unpacked, it is larger than is looked into': '展開すると、調べられる大きさを超えます',
  'it is, or holds, a damaged archive': '壊れたアーカイブか、それを含んでいます',
  'Unpack it, and search the folder.': '展開してから、そのフォルダーを調べてください。',
  'Decrypt it, and pipe it: `ackring leak -`.': '復号して渡してください: `ackring leak -`。',
  'Decode it once or twice, and pipe it: `ackring leak -`.':
    '一、二回デコードして渡してください: `ackring leak -`。',
  'Unpack it, and search the parts.': '展開してから、分けて調べてください。',
  'Unpack what can be, and search that.': '展開できる分を展開して、それを調べてください。',
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
  '`{group}` needs a subcommand: {names}': '`{group}` にはサブコマンドが必要です：{names}',
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
  'the settings in {file} are not JSON': '{file} の設定が JSON ではありません',
  'cannot write the settings in {file}': '{file} に設定を書き込めません',
  'the full screen needs a terminal': '全画面の表示には端末が必要です',
  'Name a command, such as `ackring clusters`; `ackring help` lists them.':
    '`ackring clusters` のようにコマンドを指定してください。一覧は `ackring help` で確認できます。',
  'what they held is saved in {folder}': 'これまでの権限は {folder} に保存しました',
  '{cluster}: removing {identity}': '{cluster}：{identity} を削除しています',
  'task {id}: {state}': 'タスク {id}：{state}',
  'done, but not written to the journal:': '完了しましたが、履歴に記録できませんでした：',
  '{cluster}: its certificates open no more there than a stranger’s':
    '{cluster}: この人の証明書でできるのは、もう認証済みの他人と同じことだけです',
  'the report is in {file}': 'レポートは {file} にあります',
  '{bound} have roles and no kubeconfig, by the bindings: whether they still are in RAM is not told':
    '{bound} 人はバインディングによるとロールを持ち、kubeconfig を持ちません。RAM にまだ存在するかは分かりません',
  'who has roles and no kubeconfig is not known of {clusters}: their bindings could not be read':
    'kubeconfig を持たずロールを持つ人は、{clusters} については分かりません。バインディングを読み取れませんでした',
  '{count} kubeconfigs, {orphans} of them orphaned (!)': 'kubeconfig {count} 件、うち孤立 {orphans} 件（!）',
  'nothing that was removed from here can still be restored':
    'ここから削除したもので、まだ復元できるものはありません',
  'restore one, RBAC included, at {url}, Authorizations > KubeConfig Management':
    'RBAC も含めて、{url} の「権限付与」>「KubeConfig 管理」で復元できます',
  'taken back in {files}: {summary}': '{files} で取り消しました：{summary}',
  'nothing yet': 'まだ何もありません',
  'line {line}: {kind}': '{line} 行目：{kind}',
  '{count} lines, intact': '{count} 行、改ざんなし',
  '{count} lines, TAMPERED WITH': '{count} 行、改ざんあり',
  '{shown} of {all} clusters in {regions} regions': '{regions} リージョンの {all} クラスター中 {shown} 個',
  '· {count} of them were not asked for their endpoints; `ackring clusters --json` asks all':
    '· うち {count} 個はエンドポイントを確認していません。`ackring clusters --json` ならすべて確認します',
  'none of {count} contexts matches': '{count} 件のコンテキストのうち、一致するものはありません',
  'none of {count} contexts matches; did you mean `ackring contexts {subcommand}`?':
    '{count} 件のコンテキストのうち、一致するものはありません。`ackring contexts {subcommand}` のことですか？',
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
  'its window is not open: 180 days before its end, or a third of a shorter life':
    '更新期間はまだ始まっていません（期限の 180 日前、短い有効期間の場合は最後の 3 分の 1 から）',
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
  '"{text}" is not an object of OSS': '「{text}」は OSS のオブジェクトではありません',
  'Give one such as `--stored-at oss://my-bucket/rotation.yaml`.':
    '`--stored-at oss://my-bucket/rotation.yaml` のように指定してください。',
  'each function looks for these in its own region; where there is one for all, name its region (`region` of a sink, kms:REGION:NAME): {names}':
    '各関数はこれらを自分のリージョンで探します。一か所にしかない場合は、リージョンを指定してください（シンクの `region`、kms:REGION:NAME）：{names}',
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
  '`life` needs --user USER and --for DURATION': '`life` には --user USER と --for DURATION が必要です',
  'Such as `ackring life prod --user ci --for 30d`.': '例：`ackring life prod --user ci --for 30d`',
  'the next certificate of {name} lives that long': '{name} の次の証明書からこの有効期間になります',
  '{name} in {cluster}: certificates live {life} from the next one on':
    '{cluster} の {name}：次の証明書から有効期間は {life}',
  'so short a life counts as temporary: nothing renews such certificates, rotation refuses them':
    'これほど短い有効期間の証明書は一時的なものとして扱われます。更新されず、ローテーションも拒否します',
  'each is renewed {lead} before its end, so whatever renews it must run more often than that':
    'それぞれ期限の {lead} 前に更新されます。更新の処理はそれより短い間隔で動かしてください',
  'none is in force now': '現在有効なものはありません',
  'the one in force keeps its end: {end}': '有効な証明書の期限は変わりません：{end}',
  'a revoke resets the life to three years': '失効させると有効期間は 3 年に戻ります',
  '--cluster CLUSTER and --role ROLE are needed': '--cluster CLUSTER と --role ROLE が必要です',
  'Such as `ackring access grant mei --cluster prod --role dev --namespace web`.':
    '例：`ackring access grant mei --cluster prod --role dev --namespace web`',
  'Such as `ackring access withdraw mei --cluster prod --role dev --namespace web`.':
    '例：`ackring access withdraw mei --cluster prod --role dev --namespace web`',
  done: '完了しました',
  'done, and the list of permissions does not show it yet':
    '完了しましたが、権限の一覧にはまだ反映されていません',
  '{name} ({uid}) gets {role} in {place}': '{name}（{uid}）に {place} の {role} を付与',
  '{name} ({uid}) loses {role} in {place}': '{name}（{uid}）から {place} の {role} を取り消し',
  'has nothing there now, as far as you may see': '現在そこには、見える範囲では何の権限もありません',
  'has there now: {roles}': '現在そこで持っているもの：{roles}',
  'RAM has to allow it too; the least that does, in one policy:':
    'RAM の許可も必要です。最小限のポリシーは次のとおりです：',
  '`--user` needs --output FILE or --stdout: the key is another’s, and has no place among yours':
    '`--user` には --output FILE か --stdout が必要です。ほかの人のキーを自分のものに混ぜることはできません',
  'Such as `ackring get prod --user mei --output ./mei.yaml`.':
    '例：`ackring get prod --user mei --output ./mei.yaml`',
  '`policy check` needs --file FILE': '`policy check` には --file FILE が必要です',
  'A rule is such as {example}.': '規則の例：{example}',
  'rule {rule} applies to no kubeconfig that was read: does what it names exist?':
    'ルール {rule} は、読み取れたどの kubeconfig にも当てはまりません。その名前のものはありますか？',
  '{count} local certificates are of no known ACK cluster, and left out: {contexts}':
    'ローカルの証明書 {count} 件は既知の ACK クラスターのものではなく、含まれていません：{contexts}',
  '{broken} of {count} break a rule': '{count} 件中 {broken} 件が規則に反しています',
  '--{option} is about a person, not about the function':
    '--{option} は人のためのもので、関数のものではありません',
  'Add `--for person`.': '`--for person` を加えてください。',
  '"{text}" is not an address or a CIDR block': '「{text}」はアドレスでも CIDR ブロックでもありません',
  'Give one such as 203.0.113.0/24.': '203.0.113.0/24 のように指定してください。',
  'RAM token': 'RAM トークン',
  'a token does not belong on the command line, where every process can read it':
    'トークンをコマンドラインに書かないでください。すべてのプロセスから読めてしまいます',
  'Pass it on standard input, and let it end: it holds for 15 minutes.':
    '標準入力で渡してください。このトークンは 15 分で期限切れになります。',
  '`token explain` reads a token from a file or from standard input':
    '`token explain` はファイルか標準入力からトークンを読みます',
  'Pipe it in: `ackring exec-credential --token --cluster ID | ackring token explain`.':
    'パイプで渡してください：`ackring exec-credential --token --cluster ID | ackring token explain`',
  '{file} is too long to be a token': '{file} はトークンとしては長すぎます',
  'Name the file that holds the token alone.': 'トークンだけを含むファイルを指定してください。',
  'nothing speaks against it': '問題はありません',
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
  '{name}: these roles are bound to nobody: its name changes with a revoke':
    '{name}：これらのロールは誰にもバインドされていません。この名前は失効で変わります',
  'bound to {user}, as whom tokens come in (`ackring migrate`): what is bound to a certificate’s own name goes on letting the old key in after a revoke':
    'トークンでの名前 {user} にバインドされます（`ackring migrate`）。証明書自身の名前にバインドすると、失効後も古い鍵で入れてしまいます',
  'unused: no request that ACK’s audit policy logs; reads of events, /version and /healthz are in no log':
    '未使用：ACK の監査ポリシーが記録するリクエストがありません。イベント、/version、/healthz の読み取りはどのログにも残りません',
  '{name} wrote roles or bindings: that takes every right in them too, or `bind` and `escalate`':
    '{name} はロールかバインディングを書きました。それにはその中の権限すべてか、`bind` と `escalate` も要ります',
  '{name}: this log does not tell what was done as somebody else; such rights are among these':
    '{name}: このログからは、別人として行われたことが分かりません。その権限も含まれています',
  '{used} in use (●), {unused} unused (·), {unknown} not known (?)':
    '使用中 {used}（●）、未使用 {unused}（·）、不明 {unknown}（?）',
  '! an address that an old certificate is used from for the first time':
    '! 以前からの証明書が初めて使われた接続元',
  'of what was seen to be allowed: what is done seldom may be missing, and names of objects are not narrowed':
    '許可された操作の記録から作成しました。まれな操作は含まれないことがあり、オブジェクト名は限定していません',
  ' (was {context})': '（以前は {context}）',
  ', namespace {namespace}': '、名前空間 {namespace}',
  '{context}{where}{was}': '{context}{where}{was}',
  'would be {context}{where}{was}': '切り替え後：{context}{where}{was}',
  'Fetch one: `ackring get CLUSTER`.': '取得してください：`ackring get CLUSTER`',
  '`-` stands alone': '`-` は単独で指定します',
  'Name files, or pass one in.': 'ファイルを指定するか、標準入力から渡してください。',
  '`run` needs a command after --': '`run` には -- の後にコマンドが必要です',
  'Such as `ackring run --select GLOB -- kubectl get nodes`.':
    '例：`ackring run --select GLOB -- kubectl get nodes`',
  '`run` needs --select, --tag or --region': '`run` には --select、--tag、--region のいずれかが必要です',
  "Take `--select '*'` for every cluster.": "すべてのクラスターなら `--select '*'` を指定してください。",
  '"{pair}" is not a tag with its value': '「{pair}」はタグと値の組ではありません',
  'Give it as `--tag KEY=VALUE`.': '`--tag KEY=VALUE` の形で指定してください。',
  '"{text}" is not a number from 1 to 64': '「{text}」は 1 から 64 までの数ではありません',
  'Leave out --concurrency for 8 at once.': '--concurrency を省略すると 8 並列になります。',
  ' in what could be searched': '（調べられた範囲）',
  'no kubeconfig was found{where}': 'kubeconfig は見つかりませんでした{where}',
  '1 certificate was found{where}': '証明書が 1 件見つかりました{where}',
  '{count} certificates were found{where}': '証明書が {count} 件見つかりました{where}',
  '{file}:{line}': '{file}:{line}',
  '{file}:{line} in {commit}': '{file}:{line}（{commit}）',
  '{sign} {holder} at {cluster}: {door}, {reason}': '{sign} {holder}（{cluster}）：{door}、{reason}',
  'an unknown cluster': '不明なクラスター',
  open: '有効',
  'presumed open': '有効とみなす',
  closed: '無効',
  unknown: '不明',
  '    ends {end}, serial {serial}, found in {where}': '    期限 {end}、シリアル番号 {serial}、場所 {where}',
  '    remedy: {remedy}': '    対処：{remedy}',
  "{context} no longer checks its server's certificate: a security risk; `ackring undo` takes it back":
    '{context} はサーバー証明書を検証しなくなりました（セキュリティ上の危険があります）。`ackring undo` で元に戻せます',
  '✓ the API server presents them': '✓ API サーバーが新しい名前を提示しています',
  '! taken, and not presented yet: look again soon':
    '! 受け付けられましたが、まだ提示されていません。しばらくして確認してください',
  'the certificate names {names}': '証明書に含まれる名前：{names}',
  'dialled are {names}': '接続先：{names}',
  'nothing is missing': '不足はありません',
  'missing: {names}': '不足：{names}',
  'they can be added; the API server restarts for it': '追加できます（API サーバーが再起動します）',
  'they were added, and are not presented yet: wait for the restart':
    '追加済みですが、まだ提示されていません。再起動をお待ちください',
  'a dedicated cluster takes names at its creation only: dial a name it has, or, as the last resort and not in production, `--skip-verification CONTEXT`':
    '専有クラスターの名前は作成時にしか設定できません。証明書にある名前で接続するか、最後の手段として本番以外で `--skip-verification CONTEXT` を使ってください',
  'whoever runs this cluster makes its certificate: ask there':
    'このクラスターの証明書は運用者が発行します。運用者に依頼してください',
  'no certificate can hold such a name': 'そのような名前は証明書に含められません',
  'not read: {place}:': '読み取れませんでした：{place}：',
  'no report was kept:': 'レポートを保存できませんでした：',
  '{cluster}: {outcome}': '{cluster}：{outcome}',
  '{cluster}: {outcome}: {problem}': '{cluster}：{outcome}：{problem}',
  '{sign} {what}': '{sign} {what}',
  '{sign} {what}: {problem}': '{sign} {what}：{problem}',
  'no tag and no resource group narrows these, they need `*`: {actions}':
    'タグやリソースグループでは絞り込めず、`*` が必要です：{actions}',
  'for a person who looks after the function: its status, its log, and calling it':
    '関数を管理する人向け（状態、ログ、呼び出し）',
  'for a person who finds clusters and fetches kubeconfigs': 'クラスターを探し kubeconfig を取得する人向け',
  "beside the person's own, for whoever looks after everybody's kubeconfigs; it changes nothing":
    '全員の kubeconfig を管理する人向け（本人用に追加、変更は行いません）',
  "beside the person's own and the fleet's, for whoever gives roles inside clusters":
    'クラスター内のロールを付与する人向け（本人用とフリート用に追加）',
  "beside the person's own and the fleet's, for whoever takes access away":
    'アクセス権を取り消す人向け（本人用とフリート用に追加）',
  'the trust policy of the role {role}': 'ロール {role} の信頼ポリシー',
  'the policy of the role {role}': 'ロール {role} のポリシー',
  '{subject}; others need one too, see `--role`: {others}':
    '{subject}。他のロールにも必要です（`--role` を参照）：{others}',
  '{work} of {total} credentials need work': '{total} 件中 {work} 件の認証情報を処理します',
  '{sign} {cluster}: {outcome}': '{sign} {cluster}：{outcome}',
  'no region that was read has its cluster': '読み取れたどのリージョンにもそのクラスターがありません',
  'the configuration names no such identity': '設定にその ID がありません',
  '· stale in {sink}: {place}, {why}': '· {sink} に残存：{place}、{why}',
  '{n} to renew': '更新予定 {n}',
  '{n} renewed': '更新 {n}',
  '{n} to deliver': '配布予定 {n}',
  '{n} delivered': '配布 {n}',
  '{n} unchanged': '変更なし {n}',
  '{n} kept': '維持 {n}',
  '{n} skipped': '対象外 {n}',
  '{n} to tell their owners of': '所有者へ通知予定 {n}',
  '{n} told to their owners': '所有者へ通知 {n}',
  '{n} left for the next run': '次回へ持ち越し {n}',
  '{n} failed': '失敗 {n}',
  '{total} credentials: nothing to do': '認証情報 {total} 件：対応は不要です',
  '{total} credentials: {parts}': '認証情報 {total} 件：{parts}',
  '1 renewal': '更新 1 件',
  '{n} renewals': '更新 {n} 件',
  '1 delivery': '配布 1 件',
  '{n} deliveries': '配布 {n} 件',
  '1 notice': '通知 1 件',
  '{n} notices': '通知 {n} 件',
  'simulated from {from} to {until}: nothing to do':
    '{from} から {until} までのシミュレーション：対応は不要です',
  'simulated from {from} to {until}: {parts}': '{from} から {until} までのシミュレーション：{parts}',
  'accepted, runs later': '受け付けました（後で実行されます）',
  answered: '応答がありました',
  '✕ the function failed': '✕ 関数が失敗しました',
  '{outcome} (request {requestId})': '{outcome}（リクエスト {requestId}）',
  'its log: see the function in the console (Function Compute does not report where it is)':
    'ログ：コンソールで関数を確認してください（Function Compute は保存先を返しません）',
  'no run is kept, and nothing was written in the time asked for: `--since` looks further back':
    '記録された実行はなく、指定の期間に何も書かれていません。`--since` でさらに前を確認できます',
  'its log: logstore {logstore} of the Log Service project {project}':
    'ログ：Log Service プロジェクト {project} の Logstore {logstore}',
  function: '関数',
  region: 'リージョン',
  state: '状態',
  runtime: 'ランタイム',
  memory: 'メモリ',
  'time limit': '時間制限',
  role: 'ロール',
  modified: '更新日時',
  retries: '再試行',
  log: 'ログ',
  'not reported': '情報なし',
  'none: it has no credentials': 'なし（認証情報がありません）',
  '3, for a day': '3 回、1 日以内',
  '{retries}, for {seconds} s': '{retries} 回、{seconds} 秒以内',
  trigger: 'トリガー',
  'none: nothing starts it': 'なし（起動されません）',
  '{name} ({type})': '{name}（{type}）',
  'event {payload}': 'イベント {payload}',
  'switched off': '無効',
  'next run': '次回実行',
  'in no VPC that the list reports, left to a function without one: {clusters}':
    '一覧に VPC がなく、VPC なしの関数に任せるクラスター：{clusters}',
  '{parts}': '{parts}',
  'ackring on its embedded cloud: a real HTTP API, real certificates, real API servers, all on loopback.':
    '組み込みクラウド上の ackring：本物の HTTP API、証明書、API サーバーがすべてループバックで動いています。',
  'The fleet, every region at once': '全リージョンのクラスター',
  'A kubeconfig for eight hours: fetched, merged, proven': '8 時間の kubeconfig：取得、マージ、検証',
  'What the kubeconfig holds now': 'kubeconfig の現在の内容',
  'The API server says who we are': 'API サーバーから見た自分',
  'What a rotation of our own long-term kubeconfigs would do, and why':
    '自分の長期 kubeconfig のローテーション計画とその理由',
  'The function that does it every day, as it is deployed, with its role and its timer':
    '毎日それを行う関数（デプロイ済み、ロールとタイマー付き）',
  'A run of it now, into KMS, with no more than its role may do': '今すぐ実行：そのロールの権限だけで KMS へ',
  'What it wrote to Log Service': 'Log Service に書き込まれた内容',
  'What is left to do after it': 'その後に残る作業',
  'Nothing outside a temporary folder was touched. `ackring demo` in a terminal opens the full screen.':
    '一時フォルダーの外には何も触れていません。端末で `ackring demo` を実行すると全画面で開きます。',
  '── {number}. {title} ──': '── {number}. {title} ──',
  File: 'ファイル',
  Server: 'サーバー',
  Cluster: 'クラスター',
  'Cluster entry': 'クラスター項目',
  'User entry': 'ユーザー項目',
  '{name} in {file}': '{file} の {name}',
  '{name}, which is in no file': '{name}（どのファイルにもありません）',
  '{clusterId} ({region})': '{clusterId}（{region}）',
  '{clusterId} ({region}), which only the file says': '{clusterId}（{region}）、ファイルの記述のみによる',
  'region unknown': 'リージョン不明',
  Credential: '認証情報',
  Status: '状態',
  Warning: '警告',
  Subject: 'サブジェクト',
  Holder: '所有者',
  Issued: '発行',
  'Not before': '有効開始',
  Ends: '期限',
  'Renews from': '更新可能',
  Life: '残り期間',
  Serial: 'シリアル番号',
  'SHA-256': 'SHA-256',
  Issuer: '発行者',
  Key: '鍵',
  Usage: '用途',
  Authority: '認証局',
  'Signed by it': 'この認証局の署名',
  '{authorities}': '{authorities}',
  '{name}, ends {end}': '{name}（期限 {end}）',
  'no key here': '秘密鍵なし',
  'matches the certificate': '証明書と一致',
  'DOES NOT match the certificate': '証明書と不一致',
  '{algorithm} {size}, {match}': '{algorithm} {size}、{match}',
  yes: 'はい',
  'no (as ACK did until 2024)': 'いいえ（2024 年までの ACK と同じ）',
  'Give a day such as 2026-10-01, or an instant such as 2026-10-01T12:00:00Z.':
    '2026-10-01 のような日付、または 2026-10-01T12:00:00Z のような時刻を指定してください。',
  'recorded {recorded}, with {count} changes by {at} in the journal':
    '{recorded} の記録に、ジャーナルにある {at} までの変更 {count} 件を反映',
  '`ackring history --check` shows where; a backup of the state folder has what was there.':
    '場所は `ackring history --check` で確認できます。元の内容は状態フォルダーのバックアップにあります。',
  'the journal was altered: what it says is no proof': 'ジャーナルが改変されています。証拠にはなりません',
  'the record {file} is missing or was altered': '記録 {file} は失われたか改変されています',
  '{count} kubeconfigs in {file}, signed with the key {fingerprint}: {signature} and {key} let `openssl pkeyutl -verify -rawin` check it':
    '{file} に kubeconfig {count} 件。署名鍵 {fingerprint}。{signature} と {key} を使い `openssl pkeyutl -verify -rawin` で検証できます',
  '{option} does not go with {other}': '{option} は {other} と一緒に使えません',
  '`--export` needs --at DATE': '`--export` には --at DATE が必要です',
  'Give the day the audit is about: `ackring access --at 2026-10-01 --export access.csv`.':
    '監査対象の日を指定してください：`ackring access --at 2026-10-01 --export access.csv`',
  'evidence is exported as .csv or .md, not as "{file}"':
    '証跡の書き出しは .csv または .md です（「{file}」は不可）',
  'Choose a name that ends in .csv or .md.': '.csv か .md で終わる名前にしてください。',
  '{count} kubeconfigs recorded in {file}': 'kubeconfig {count} 件を {file} に記録しました',
  'Name users, or take everybody.': 'ユーザーを指定するか、全員を対象にしてください。',
  '`migrate` needs --user USER or --all': '`migrate` には --user USER か --all が必要です',
  '"{text}" is no number of days from 0 to 365': '「{text}」は 0〜365 の日数ではありません',
  'Give whole days, such as `--quiet-days 35`.': '`--quiet-days 35` のように、日数を整数で指定してください。',
  '{name} in {cluster}: {outcome}': '{cluster} の {name}：{outcome}',
  '{name} in {cluster}: {outcome}: {problem}': '{cluster} の {name}：{outcome}：{problem}',
  'must be an absolute path, or begin with ~/': '絶対パスか、~/ で始まるパスでなければなりません',
  'must be text in quotes': '引用符で囲んだテキストにしてください',
  'must be true or false': 'true か false にしてください',
  'must be a list of texts': 'テキストのリストにしてください',
  'must be a whole number from {least} to {most}{otherwise}':
    '{least} から {most} までの整数{otherwise}にしてください',
  'must be one of {choices}{otherwise}': '{choices} のいずれか{otherwise}にしてください',
  ', or null for long-term': '、または長期を表す null ',
  ", or null for the machine's": '、または端末の言語に従う null ',
  'needs {name} or {id} in it': '{name} か {id} を含めてください',
  'must be NAME or SERVICE/NAME, with @REGION behind it if need be':
    'NAME か SERVICE/NAME の形にしてください（必要なら後ろに @REGION）',
  'must map profiles to lists of cluster ids': 'プロファイルごとにクラスター ID のリストを書いてください',
  'must map short names to cluster ids': '短縮名ごとにクラスター ID を書いてください',
  'must map profiles to short names': 'プロファイルごとに短縮名を書いてください',
  'must map actions to keys': '操作ごとにキーを書いてください',
  'must map services to addresses': 'サービスごとにアドレスを書いてください',
  'must hold settings: {settings}': '設定を {settings} の形で書いてください',
  '{problem}: did you mean {meant}?': '{problem}（{meant} の間違いではありませんか）',
  'nothing was done': '何も実行していません',
  'Run it again when ready.': '準備ができたら、もう一度実行してください。',
  'a shell needs a terminal': 'シェルには端末が必要です',
  'Name a command instead: `ackring shell CLUSTER -- COMMAND`.':
    '代わりにコマンドを指定してください：`ackring shell CLUSTER -- COMMAND`',
  'nothing to do': '対応は不要です',
  '`rotate dismiss` needs --reason TEXT': '`rotate dismiss` には --reason TEXT が必要です',
  'Such as `ackring rotate dismiss prod/self --reason "moved to prod-2"`.':
    '例：`ackring rotate dismiss prod/self --reason "moved to prod-2"`',
  'dismissed {label}: it is told no more, unless it is selected again':
    '{label} を終了しました。再び選択されるまで通知しません',
  '{sink}: {from} → {to}': '{sink}：{from} → {to}',
  'The next run delivers there: ackring rotate apply. Lead consumers to it; the old one is not renewed.':
    '次回の実行でそこに配布します：ackring rotate apply。利用側を新しい場所に移してください。古いほうは更新されません。',
  'nothing to do, and {owed} that nobody renews: they end within 30 days{unseen}':
    '対応は不要ですが、更新されない {owed} 件が 30 日以内に期限切れになります{unseen}',
  'would act: {renew} to renew, {deliver} to deliver{unseen}':
    '対応が必要です：更新 {renew} 件、配布 {deliver} 件{unseen}',
  'selects nothing: no cluster of the fleet fits the configuration':
    '対象がありません。設定に合うクラスターが一つもありません',
  'nothing to do as far as was seen{unseen}': '確認できた範囲では対応は不要です{unseen}',
  '; {unseen} could not be looked at': '（{unseen} 件は確認できませんでした）',
  'identity {name}': 'ID {name}',
  'region {name}': 'リージョン {name}',
  'regions of {name}': '{name} のリージョン',
  'list of {name}': '{name} の一覧',
  'notifier {name}': '通知先 {name}',
  'heartbeat of {name}': '{name} のハートビート',
  heartbeat: 'ハートビート',
  'kubeconfig states ({count})': 'kubeconfig の状態（{count} 件）',
  'shard {number} of {of}': 'シャード {number}/{of}',
  'memory of alarms': 'アラームの記録',
  selection: '対象の選択',
  report: 'レポート',
  time: '時間',
  run: '実行',
  'From certificates to tokens, for a small team: who holds what, how it is used, what a token needs':
    '小さなチームを証明書からトークンへ：誰が何を持ち、どう使い、トークンに何が必要か',
  'Mapped, with the same rights, and proven; from now on the certificates are watched (here for no day)':
    '同じ権限でマッピングし、確認します。ここから証明書を監視します（ここでは 0 日）',
  'Each replaces a kubeconfig, on a machine with a RAM key and no certificate':
    'それぞれが自分のマシンで kubeconfig を置き換えます。RAM キーだけで、証明書はありません',
  'The tokens are seen at work, and nobody uses a certificate':
    'トークンの使用が記録され、証明書は誰も使っていません',
  'So the certificates go': 'そこで証明書を削除します',
  'All certificates became tokens: nothing is left to renew, or to revoke':
    'すべての証明書がトークンになりました。更新も失効も不要です',
  'What is cleaned cannot be taken back here.': '削除したものは、ここでは元に戻せません。',
  '{change}, in {file}': '{change}（{file}）',
  cluster: 'クラスター',
  identity: 'ID',
  'mapped as': '対応先',
  key: 'キー',
  session: 'セッション',
  signed: '署名',
  ends: '期限',
  '{context} in {file}, from {place}': '{context}：{file}（取得元：{place}）',
  '`{option}` goes with `--check`': '`{option}` は `--check` と一緒に使います',
  'Add `--check`.': '`--check` を付けてください。',
  '`access unbind` needs --user USER and --cluster CLUSTER':
    '`access unbind` には --user USER と --cluster CLUSTER が必要です',
  'Such as `ackring access unbind --user tom --cluster prod`.':
    '例: `ackring access unbind --user tom --cluster prod`。',
  'what was bound is saved in {file}': 'バインディングは {file} に保存しました',
  'no binding in {cluster} names a former certificate of theirs':
    '{cluster} に、以前の証明書を指すバインディングはありません',
  'these bindings in {cluster} still name a former certificate of theirs:':
    '{cluster} で以前の証明書をまだ指しているバインディング:',
  '  {place} · {role}': '  {place} · {role}',
  'Who can still sign in may fetch a new kubeconfig: take that away in RAM.':
    'まだサインインできる人は新しい kubeconfig を取得できます。RAM で権限を外してください。',
  'remedy: {remedy}': '対処：{remedy}',
};
