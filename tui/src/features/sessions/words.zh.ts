import type * as en from './words.en.js';

export const sessions: typeof en.sessions = {
  open: (cluster, isReadOnly, until) =>
    `ackring：已进入 ${cluster}${isReadOnly ? '（只读）' : ''}，有效至 ${until}；退出后证书即被删除`,
  asking: (cluster) => `正在获取 ${cluster} 的证书`,
  left: (cluster) => `已离开 ${cluster}，证书已删除`,
  status: (cluster, status) => `已离开 ${cluster}，命令的退出状态为 ${status}，证书已删除`,
  over: (cluster) => `命令结束之前，${cluster} 的证书已到期`,
  missing: '没有这个命令',
  notExecutable: '该命令无法执行',
  chooseCommand: '请安装 k9s，或在 ACKRING_SHELL 中指定其他命令。',
  refused: (count) => `有 ${count} 个请求未放行`,
  times: (count) => `${count} 次`,
  why: {
    writes: '无法确认为只读',
    secrets: '查看 Secret 需要 --with-secrets',
    subresource: '会建立通往集群内部的连接，或无法确认为只读',
    unknownPath: '无法确认该路径为只读',
    upgrade: '会切换为另一种连接',
    impersonation: '以他人身份操作',
    malformed: '可作多种解释',
  },
  runTitle: (count) => `在 ${count} 个集群上运行`,
  runHint: '只读的 kubectl 命令立即运行，其他命令需输入集群数量',
  confirmTitle: (command) => `无法确认为只读：${command}`,
  outputTitle: (command) => `${command} 的输出`,
  ended: (status) => `退出状态 ${status}`,
  cut: '其余部分已省略，完整输出请在命令行中运行',
  doneIn: (done, all) => `共 ${all} 个集群，已完成 ${done} 个`,
  nothing: '没有输出',
};

export const actions: typeof en.actions = {
  shell: '进入 shell',
  navigator: 'k9s',
  run: '批量运行',
};

export const accepts: typeof en.accepts = {
  run: '运行',
};

export const scopes: typeof en.scopes = {
  run: '运行之前',
};

export const reasons: typeof en.reasons = {
  oneCluster: '一次只能进入一个集群',
  noCommand: '尚未输入命令',
};
