import type * as en from './words.en.js';

export const tidying: typeof en.tidying = {
  titles: {
    rename: '重命名上下文',
    remove: '删除上下文',
    prune: '清理不再有用的条目',
    namespace: '命名空间',
  },
  newName: (context) => `${context} 的新名称`,
  namespaceOf: (context) => `${context} 的命名空间`,
  used: (context) => `当前上下文：${context}`,
  works: (context, namespace) => `${context} 的命名空间已设为 ${namespace}`,
  done: (kind, count) =>
    ({
      rename: '上下文已重命名',
      remove: `已删除 ${count} 个上下文`,
      prune: '已清理',
    })[kind],
  nothing: '没有需要更改的内容',
  changed: '未执行任何操作：文件在此期间被更改 · 现在将执行的内容如下',
  looking: '正在检查证书、条目和集群',
  underWay: '正在写入…',
  undoable: '在 Activity 中按 z 可撤销',
  notes: {
    stillCurrent: ({ context }) => `current-context 仍指向 ${context}：切换到其他上下文之前 kubectl 无法使用`,
    uncovered: ({ context, file }) => `此后生效的是 ${file} 中的同名上下文 ${context}`,
    fileMissing: ({ file }) => `${file} 不存在，可能仍需要未使用的条目，因此予以保留`,
    otherIdentity: ({ context }) => `保留 ${context}：无法确认它属于当前查询的账号`,
    unanswered: ({ context, why }) => `${context === '' ? '集群' : context}：无法确认是否已删除：${why}`,
    dangling: ({ context }) => `${context} 没有对应的集群或用户，已略过`,
    alreadyThere: ({ context }) => `${context} 已存在`,
  },
};

export const actions: typeof en.actions = {
  use: '切换',
  namespace: '命名空间',
  rename: '重命名',
  removeContexts: '删除',
  prune: '清理',
};

export const accepts: typeof en.accepts = {
  naming: '使用此名称',
  tidy: '执行',
};

export const scopes: typeof en.scopes = {
  naming: '输入名称时',
  tidy: '更改上下文之前',
};

export const reasons: typeof en.reasons = {
  isCurrent: '它已是当前上下文',
  oneOnly: '只能用于一个上下文：按 Esc 取消标记',
};
