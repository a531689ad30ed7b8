import type * as en from './words.en.js';

export const own: typeof en.own = {
  title: '自分のコマンド',
  running: (label) => `${label} を実行中 · x で中止`,
  done: (label) => `${label} が完了しました`,
  failed: (label, status) =>
    status === null ? `${label} は中断されました` : `${label} は終了コード ${status} で終わりました`,
  missing: (label) => `${label}：そのプログラムはありません`,
  taken: (name, key) => `keys.yaml の ${name}: ${key} はすでに使われています`,
  takenRemedy: '別のキーを選んでください。使用中のキーは ? で確認できます。',
  noValue: (name) => `この行に {${name}} はありません`,
  refused: (name) => `この行の {${name}} はオプション、またはシェルで一語以上と見なされてしまいます`,
  confirm: (label) => `${label} を実行しますか？`,
  howTo: `まだありません。設定（config.json）と同じフォルダーに keys.yaml を作ります:

nodes:
  key: ctrl-n
  where: [clusters, contexts]
  label: ノード
  command: kubectl --context {context} get nodes
  output: screen
  changes: false

行の値は波括弧で指定します：row, cluster, id, region, version, context,
namespace, file, server, uid, identity。内容にかかわらず 1 語として渡されます。`,
};

export const actions: typeof en.actions = { ownCommands: '自分のコマンド' };
