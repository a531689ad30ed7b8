import type { ownCommands as ja } from '../ja/own-commands.js';

/** The user's own keys, and the commands they run. */
export const ownCommands: Readonly<Record<keyof typeof ja, string>> = {
  'your keys in {file} cannot be used:': '{file} 中的按键设置无法使用：',
  'Correct {file}, or remove it.': '请修正 {file}，或删除它。',
};
