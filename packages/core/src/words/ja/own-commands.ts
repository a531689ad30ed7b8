/** The user's own keys, and the commands they run. */
export const ownCommands = {
  'your keys in {file} cannot be used:': '{file} のキー設定は使えません：',
  'Correct {file}, or remove it.': '{file} を修正するか、削除してください。',
};
