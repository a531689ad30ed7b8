import type { common as ja } from '../ja/common.js';

/** What all capabilities say. */
export const common: Readonly<Record<keyof typeof ja, string>> = {
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  'rotate credentials': '轮转凭证',
  '{summary} {problems}': '{summary} {problems}',
  'an unexpected {name} stopped this': '意外的 {name} 使操作中断',
  'Run `ackring doctor`, and report this with the command you ran.':
    '请运行 `ackring doctor`，并附上所运行的命令进行报告。',
};
