import type * as en from './words.en.js';

export const causes: typeof en.causes = {
  expired: '已过期',
  notYetValid: '尚未生效',
  revoked: '已吊销',
  forbidden: '无权限',
  unauthorized: '未通过认证',
  authenticatorMissing: '缺少令牌组件',
  mappingsIgnored: '映射未启用',
  identityNotMapped: '未映射',
  wrongCertificateAuthority: 'CA 不符',
  nameMismatch: '名称不符',
  unreachable: '无法访问',
  clockSkew: '时钟偏差',
  execPluginMissing: '缺少 exec 插件',
  execPluginFailed: 'exec 插件失败',
  untrusted: '文件未受信任',
  credentialUnreadable: '无法读取',
  dangling: '引用缺失',
  refusedByKubectl: 'kubectl 不接受',
  serverError: '服务器错误',
  unknown: '未知',
};

export const credentials: typeof en.credentials = {
  certificate: (holder) => `证书 ${holder}`,
  none: '无',
  token: '令牌',
  basic: '密码',
  exec: (command) => `exec ${command}`,
  fetched: (issues, tool) => `${tool} 的${issues === 'token' ? '令牌' : '证书'}`,
  authProvider: (name) => `认证插件 ${name}`,
  unreadable: '无法读取',
};

export const answers: typeof en.answers = {
  asking: '询问中…',
  ok: (latencyMs) => `有应答 ${latencyMs} ms`,
  seenIn: (names) => `在命名空间 ${names} 中看到权限`,
  onPaths: '仅有对路径的权限',
  onlyAsEverybody: '仅限此处人人可做的操作',
  unproven: '未校验：应答者可能是任何人',
  verified: (name, who, groups, latencyMs) =>
    `${name} 应答：身份 ${who}${groups === '' ? '' : `，组 ${groups}`} · ${latencyMs} ms`,
  failed: (name, detail) => `${name}：${detail}`,
  verifiedMany: (ok, failed) => (failed === 0 ? `${ok} 个有应答` : `${ok} 个有应答 · ${failed} 个失败`),
};

export const actions: typeof en.actions = {
  verify: '验证',
  renew: '续期',
  yaml: 'YAML',
  edit: '编辑文件',
};

export const reasons: typeof en.reasons = {
  noContext: '还没有它的 kubeconfig，按 f 获取',
  noContextYet: '没有它的 kubeconfig',
  windowOpens: (day) => `续期窗口从 ${day} 开始`,
  notRenewable: {
    Temporary: '临时 kubeconfig 不能续期，按 f 重新获取',
    NoCertificate: '没有可续期的证书',
    CertificateUnreadable: '无法读取证书，按 f 重新获取',
    NotAckCluster: '它不指向 ACK 集群',
    UserOfSeveralClusters: '多个集群的上下文共用它的用户，请按 f 分别获取',
    unknownCluster: '已应答的地域中没有它的集群',
  },
};
