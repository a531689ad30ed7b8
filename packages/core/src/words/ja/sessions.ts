/** Opening shells, and running commands on many clusters. */
export const sessions = {
  'run {command} in {places}': '{places}で {command} を実行',
  '1 cluster': '1 個のクラスター',
  '{count} clusters': '{count} 個のクラスター',
  'this may change something, and needs the number of clusters: {what}':
    '何かを変更する可能性があるため、クラスター数の指定が必要です：{what}',
  'this was not confirmed, another number was given: {what}':
    '指定された数が異なるため、実行していません：{what}',
  'Look at the list, then give the number: `{typed}`. `--yes` does not replace it.':
    '一覧を確認してから数を指定してください：`{typed}`。`--yes` では代用できません。',
  'there is no such command': 'そのコマンドはありません',
  'Install it, or name it with its whole path.': 'インストールするか、フルパスで指定してください。',
  'the command cannot be run': 'そのコマンドは実行できません',
  'Make it executable.': '実行権限を付けてください。',
  'it wrote more than is kept, and was ended': '出力が保持できる量を超えたため、終了させました',
  'Ask for less, or for fewer clusters at once.': '出力を減らすか、クラスターの数を減らしてください。',
  'no cluster is selected': '該当するクラスターがありません',
  'See `ackring clusters` for names and regions, and `ackring clusters --json` for tags.':
    '名前とリージョンは `ackring clusters`、タグは `ackring clusters --json` で確認できます。',
  'no cluster is selected in the regions that answered':
    '応答したリージョンには該当するクラスターがありません',
  'There may be some in the others. {remedy}': '応答しなかったリージョンにあるかもしれません。{remedy}',
  '{path} cannot be removed, and may hold a key': '{path} を削除できません。鍵が残っている可能性があります',
  'Remove it by hand: `{command}`.': '手動で削除してください：`{command}`。',
};
