import type { common as ja } from '../ja/common.js';

/** Sentences that all capabilities share. */
export const common: Readonly<Record<keyof typeof ja, string>> = {
  'cannot read your keys in {file}': '无法读取 {file} 中的按键设置',
  'Make it readable for you, or remove it.': '请使其可读，或删除它。',
  'your keys in {file} cannot be used:': '{file} 中的按键设置无法使用：',
  'Correct {file}, or remove it.': '请修正 {file}，或删除它。',
  '{text}': '{text}',
  ', ': '、',
  '{text}.': '{text}。',
  '{summary} {problems}': '{summary} {problems}',
  'an unexpected {name} stopped this': '意外的 {name} 使操作中断',
  'Run `ackring doctor`, and report this with the command you ran.':
    '请运行 `ackring doctor`，并附上所运行的命令进行报告。',
  'Report this with the command you ran, and with {file}: it holds no key.':
    '请附上您运行的命令和 {file} 一并报告：其中不含密钥。',
  'line {line}: {problem}': '第 {line} 行：{problem}',
  'and {count} more': '另有 {count} 项',
  'it is longer than {count} characters': '超过 {count} 个字符',
  'line {line}, column {column}: not YAML ({code})': '第 {line} 行第 {column} 列：不是 YAML（{code}）',
  'it is nested too deeply, or its aliases lead nowhere, in circles or too far':
    '嵌套过深，或其别名无处可指、成环或过远',
  '{source} cannot be used:': '{source} 不可用：',
  'Correct {source}, then run `ackring rotate plan` to see what it would do.':
    '请修正 {source}，再运行 `ackring rotate plan` 查看会做什么。',
  'there is no rotation configuration in {file}': '{file} 中没有轮转配置',
  'Name a file with `--config FILE`; see `ackring help rotate plan`.':
    '请用 `--config FILE` 指定文件；参见 `ackring help rotate plan`。',
  "the rotation is too long for a function's environment": '轮转配置超出函数环境变量的长度',
  'Shorten it to 3.9 KB: leave out comments, or name clusters by pattern or tag.':
    '请缩短到 3.9 KB 以内：去掉注释，或用模式、标签指定集群。',
  'the function {name} has no known log': '函数 {name} 没有已知的日志',
  'Give it a `logConfig` in s.yaml and deploy; in FC 2.0 `fc:GetService` is needed to see it.':
    '请在 s.yaml 中设置 `logConfig` 并部署；在 FC 2.0 中查看它需要 `fc:GetService`。',
};
