import type { doctor as ja } from '../ja/doctor.js';

/** What to do when the program itself is at fault. */
export const doctor: Readonly<Record<keyof typeof ja, string>> = {
  'an unexpected {name} stopped this': '意外的 {name} 使操作中断',
  'Run `ackring doctor`, and report this with the command you ran.':
    '请运行 `ackring doctor`，并附上所运行的命令进行报告。',
  'Report this with the command you ran, and with {file}: it holds no key.':
    '请附上您运行的命令和 {file} 一并报告：其中不含密钥。',
};
