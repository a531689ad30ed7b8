import type * as en from './words.en.js';

export const undo: typeof en.undo = {
  title: '撤销上次写入',
  write: (summary, at) => `${summary} · ${at}`,
  goes: '写入前没有此文件：将删除整个文件',
  nothing: '其条目保持不变',
  comparing: '正在比较…',
  unknown: '已无法得知改动内容：副本不在了，或期间有其他程序写过此文件。',
  same: '没有条目改动（仅顺序或注释）',
  underWay: '正在恢复…',
  changed: '未撤销任何内容：期间有文件被写入 · 现在将撤销以下内容',
};

export const actions: typeof en.actions = {
  undo: '撤销上次写入',
};

export const accepts: typeof en.accepts = {
  undo: '撤销',
};

export const scopes: typeof en.scopes = {
  undo: '撤销之前',
};

export const reasons: typeof en.reasons = {
  nothingToUndo: '没有可撤销的写入',
};
