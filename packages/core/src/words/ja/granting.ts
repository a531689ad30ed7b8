/** Giving access. */
export const granting = {
  'several are called "{name}": {candidates}': '「{name}」という名前のものが複数あります：{candidates}',
  'Name the one you mean by its uid.': 'uid で指定してください。',
  'nobody called "{name}" is known here': '「{name}」はここでは知られていません',
  'Give the uid, as the RAM console shows it; `ackring access` lists whom it has met.':
    'RAM コンソールに表示される uid を指定してください。既知の ID は `ackring access` で確認できます。',
  'only the account root may do this, and these are the credentials of a RAM {kind}: {what}':
    'これができるのはアカウントの root だけです。現在の認証情報は RAM の {kind} のものです：{what}',
  'Name a profile with the account root’s key, `--profile NAME`; no RAM policy grants this to anybody else.':
    'アカウント root のキーを持つプロファイルを `--profile NAME` で指定してください。RAM ポリシーでほかの人に許可することはできません。',
  'set how long kubeconfigs live': 'kubeconfig の有効期間の設定',
  'hand a kubeconfig over': 'kubeconfig の引き渡し',
  'hand {name} a kubeconfig of {cluster}': '{name} に {cluster} の kubeconfig を渡す',
  'let the next kubeconfigs of {name} in {cluster} live {hours} h':
    '{cluster} での {name} の次からの kubeconfig の有効期間を {hours} 時間にする',
  'a kubeconfig lives from {min} to {max} hours': 'kubeconfig の有効期間は {min}〜{max} 時間です',
  'Give whole hours or days, such as `--for 30d`.':
    '`--for 30d` のように、時間または日の整数で指定してください。',
  'the account root’s own certificates keep their life': 'アカウント root の証明書の有効期間は変えられません',
  'Name a RAM user or role.': 'RAM ユーザーまたはロールを指定してください。',
  '"{name}" cannot be the name of a role': '「{name}」はロールの名前として使えません',
  'Use one of {roles}, or the name of a ClusterRole of the cluster.':
    '{roles} のいずれか、またはクラスターの ClusterRole の名前を指定してください。',
  '{role} is granted for a whole cluster only': '{role} はクラスター全体にしか付与できません',
  'Leave out the namespace, or take dev, restricted or a ClusterRole of the cluster.':
    '名前空間を外すか、dev、restricted、またはクラスターの ClusterRole を使ってください。',
  'change roles inside clusters': 'クラスター内のロールの変更',
  'give {name} the role {role} in {cluster}': '{cluster} で {name} にロール {role} を付与',
  'give {name} the role {role} in namespace {namespace} of {cluster}':
    '{cluster} の名前空間 {namespace} で {name} にロール {role} を付与',
  'take the role {role} in {cluster} from {name}': '{cluster} で {name} からロール {role} を取り消す',
  'take the role {role} in namespace {namespace} of {cluster} from {name}':
    '{cluster} の名前空間 {namespace} で {name} からロール {role} を取り消す',
  'the account root administers every cluster, always':
    'アカウント root は常にすべてのクラスターの管理者です',
  'nobody takes a role from oneself: it could not be given back':
    '自分のロールは取り消せません。元に戻せなくなります',
  'Let another administrator do it.': '別の管理者に依頼してください。',
  '{name} has the role {role} in {cluster} already':
    '{name} はすでに {cluster} でロール {role} を持っています',
  '{name} has no role {role} in {cluster}': '{name} は {cluster} でロール {role} を持っていません',
  'Nothing needs doing.': '何もする必要はありません。',
  'change the permissions of {uid} in cluster {id}': 'クラスター {id} での {uid} の権限の変更',
  'the rules in {file} cannot be used': '{file} の規則は使えません',
  'A rule is such as {example}.': '規則の例：{example}',
  'nobody called "{name}" holds anything in {cluster}: an earlier scan met {uid} ({type}) by that name':
    '「{name}」という名前で {cluster} に権限を持つ人はいません。以前のスキャンでは {uid}（{type}）がその名前でした',
  'Names change hands. See in the RAM console whose id that is, and give the uid instead of the name.':
    '名前は別の人のものになることがあります。RAM コンソールで誰の ID かを確認し、名前の代わりに uid を指定してください。',
};
