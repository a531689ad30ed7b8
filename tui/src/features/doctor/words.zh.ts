import type * as en from './words.en.js';

export const doctor: typeof en.doctor = {
  title: '诊断',
  command: '查找无法正常工作的原因',
  looking: '正在检查，不会更改任何内容。',
  found: (count) => (count === 0 ? '没有需要处理的问题。' : `需要处理的问题：${count} 个`),
};

export const scopes: typeof en.scopes = {
  doctor: '诊断结果中',
};
