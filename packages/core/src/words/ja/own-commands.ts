/** The user's own keys, and the commands they run. */
export const ownCommands = {
  'cannot read your keys in {file}': '{file} のキー設定を読み取れません',
  'Make it readable for you, or remove it.': '自分で読めるようにするか、削除してください。',
  'your keys in {file} cannot be used:': '{file} のキー設定は使えません：',
  'Correct {file}, or remove it.': '{file} を修正するか、削除してください。',
};
