import type * as en from './words.en.js';

export const own: typeof en.own = {
  title: '自定义命令',
  running: (label) => `正在运行 ${label} · x 停止`,
  done: (label) => `${label} 已完成`,
  failed: (label, status) => (status === null ? `${label} 被中断` : `${label} 以状态 ${status} 结束`),
  missing: (label) => `${label}：没有这个程序`,
  taken: (name, key) => `keys.yaml 中的 ${name}：${key} 已有其他用途`,
  takenRemedy: '请换一个按键；? 显示已占用的按键。',
  noValue: (name) => `此行没有 {${name}}`,
  refused: (name) => `此行的 {${name}} 会被当作选项，或被 shell 当作不止一个词`,
  confirm: (label) => `运行 ${label}？`,
  howTo: `还没有。请在设置文件（config.json）旁创建 keys.yaml：

nodes:
  key: ctrl-n
  where: [clusters, contexts]
  label: 节点
  command: kubectl --context {context} get nodes
  output: screen
  changes: false

行中的值写在花括号里：row、cluster、id、region、version、context、
namespace、file、server、uid、identity。无论内容如何，都作为一个词传递。`,
};

export const actions: typeof en.actions = { ownCommands: '自定义命令' };
