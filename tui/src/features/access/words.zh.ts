import type * as en from './words.en.js';
import type { RemovalMessages } from './words.en.js';

export const removal: RemovalMessages = {
  groupings: { identity: '按身份', cluster: '按集群', each: '逐个 kubeconfig' },
  orphans: (count) => `孤立 ${count}`,
  columns: {
    holders: '持有者数',
    why: '原因',
    verdict: '判定',
    removed: '移除时间',
    until: '可恢复至',
    held: '所持内容',
  },
  seen: { never: '从未', unreadable: '无法读取', notAsked: '–', asking: '…' },
  service: '云自身的服务',
  rolesInPart: '角色仅限您管理的集群；其他集群的角色云端不会告知。',
  acts: (clean, revoke) => `${clean} 移除他人的访问 · ${revoke} 吊销自己的`,
  choices: {
    leave: '保持原样',
    clean: (count) => `移除 ${count} 个`,
    force: (count, forced) => (count === 0 ? `强制 ${forced} 个` : `移除 ${count} 个，另强制 ${forced} 个`),
    look: '查找令牌',
    revoke: '吊销',
  },
  planning: '正在查看持有情况和最近使用时间…',
  stop: (key) => `${key} 在下一个之前停止`,
  stopping: '正在停止：已发出的会跟踪到结束。',
  noStop: '吊销不能中途停止：新的 kubeconfig 正在送达',
  leaves: '关闭',
  close: (key) => `${key} 关闭`,
  several: '所选属于多个配置：请一次处理一个配置',
  clean: {
    title: (names) =>
      names.length > 3 ? `移除 ${names.length} 个身份的访问` : `移除 ${names.join('、')} 的访问`,
    counts: ({ remove, force, refused }) =>
      [
        `可移除 ${remove}`,
        ...(force > 0 ? [`需强制 ${force}`] : []),
        ...(refused > 0 ? [`拒绝 ${refused}`] : []),
      ].join(' · '),
    effect: '那里的 kubeconfig 和绑定立即失效，且不再签发。持有内容会先写入文件。',
    lookEffect: '已没有可移除的证书，但仍可能凭令牌进入。可以逐个询问集群，不会移除任何内容。',
    unseen: (places) => `未能查看、因此不在计划中：${places}`,
    none: '没有可查看的 kubeconfig 了。',
    confirmTitle: (count) => `移除 ${count} 个`,
    confirm: (count, names) => `将移除 ${names} 在 ${count} 个集群中的访问。控制台回收站可在 30 天内恢复。`,
    lookTitle: '查找令牌',
    look: (count, names) => `将询问 ${count} 个集群：${names} 是否仍可凭令牌进入。不会移除任何内容。`,
    forceTitle: (count) => `强制 · ${count}`,
    force: (clusters) => `7 天内有人或程序使用过，或无从得知：${clusters}。将立即失效。请再次输入名称。`,
    verdicts: { remove: '将移除', 'needs-force': '需要强制', refused: '拒绝' },
    reasons: {
      Inactive: '7 天以上未使用',
      NeverSeen: '从未使用',
      ActiveRecently: '7 天内使用过',
      ActivityUnreadable: '无法读取活动：可能在用',
      IsAccountRoot: '主账号不能移除',
      IsCaller: '您自己',
      IsCloudService: '云自身服务的角色',
      AlreadyRemoved: '已移除',
      NothingIssued: '从未签发',
      StateUnknown: '云端也不知其状态',
      ClusterGone: '集群已删除或正在删除',
    },
    remedies: {
      ActiveRecently: '查明谁在使用并迁移，再强制移除。',
      ActivityUnreadable: '开启集群审计日志后重新计划；或确认后强制移除。',
      IsAccountRoot: '以主账号登录后吊销：ackring revoke。',
      IsCaller: '用 R 吊销自己的。',
      IsCloudService: '无需处理，由云端管理。',
      StateUnknown: '在控制台的授权管理中查看。',
    },
    results: {
      removed: '已移除',
      alreadyRemoved: '此前已移除',
      refused: '保留',
      failed: '失败',
      unconfirmed: '已受理，列表尚未更新',
      unknown: '未知：重新计划查看',
    },
    forced: '强制',
    looks: { proven: '与任何陌生人无异', refuted: '仍可进入', unknown: '是否已无法进入尚不明' },
    underWay: '移除中…',
    waiting: '等待',
    task: (id) => `云端任务 ${id} 进行中`,
    backup: (file) => `持有内容：${file}`,
    unsaved: (cluster, why) => `未能保存 ${cluster} 自身的绑定：${why}`,
    report: (file) => `报告：${file}`,
    restore: (day, url) => `${day} 前可恢复：${url}`,
    tokens: (clusters) =>
      clusters === 0
        ? '在已查看的范围内，没有集群允许其凭令牌进入'
        : `${clusters} 个集群仍可凭令牌进入，或无从得知`,
    ended: (removed, left, failed, unconfirmed) =>
      [
        `已移除 ${removed}`,
        ...(left > 0 ? [`保留 ${left}`] : []),
        ...(failed > 0 ? [`失败 ${failed}`] : []),
        ...(unconfirmed > 0 ? [`${unconfirmed} 个待列表更新`] : []),
      ].join(' · '),
  },
  revoke: {
    title: (cluster) => `吊销自己的 kubeconfig · ${cluster}`,
    reasons: {
      ClusterNotServing: '集群现在没有可吊销的 API Server',
      InUseRecently: '7 天内使用过',
      UseUnknown: '无从得知是否在用',
      NotUsed: '最近 7 天未使用',
    },
    lastUsed: '最近使用',
    dies: '失效，并获得新的',
    dead: '失效',
    others: '任何机器上的其他副本，包括临时的',
    unread: (place, why) => `${place} 无法查看，不会获得新的：${why}`,
    fetchesAnew: '插件缓存的凭证，之后重新获取',
    otherCache: (program) => `${program} 缓存的凭证，不在此清空`,
    noSinks: '设置文件夹中没有 rotation.yaml 指定存放处：存放处的副本未知，不会获得新的',
    sinksUnread: (why) => `轮转的存放处未知，不会获得新的：${why}`,
    noCopies: '轮转的存放处没有您的副本',
    noContexts: '您的 kubeconfig 文件中没有持有它的上下文：之后请为使用它的地方获取新的',
    serial: (serial) => `序列号 ${serial}`,
    confirmTitle: '吊销',
    confirm: (cluster, places) =>
      `您在 ${cluster} 的 kubeconfig 的所有副本立即失效；已知的 ${places} 处会获得新的。`,
    steps: {
      proveAlive: '旧的有效',
      revoke: '已吊销',
      fetch: '已获取新的',
      deliver: '已送达',
      verify: '有应答',
      forget: '已清空 ackring 插件的缓存',
      proveOldDead: '旧的已失效',
    },
    undead: { failed: '旧的仍未失效', unknown: '旧的是否已失效' },
    untried: {
      forget: '不属于 ackring 的缓存未动',
      proveAlive: '未试用旧的：手边没有副本',
      proveOldDead: '未验证旧的是否已失效：可用 `ackring leak FILE` 试用副本',
    },
    running: '正在吊销…',
    ended: {
      yes: (cluster) => `您在 ${cluster} 的 kubeconfig 已吊销`,
      no: (cluster) => `您在 ${cluster} 的 kubeconfig 未吊销`,
      unknown: (cluster) => `您在 ${cluster} 的 kubeconfig 是否已吊销未知：请验证`,
    },
    failed: (count) => `${count} 步失败`,
  },
  bin: {
    title: '仍可恢复的内容',
    none: '从本机移除的内容已没有可恢复的。',
    row: (name, cluster, removed, until) => `${cluster} 的 ${name}：${removed} 移除，${until} 前可恢复`,
    backup: '持有内容在',
    where: (url) => `在控制台“授权管理”>“KubeConfig 管理”中恢复：\n  ${url}`,
    limits: '每个身份和集群保留一个，含 RBAC。没有对应的 API。',
  },
  journal: {
    unfinished: (summary) => `已开始但未结束：${summary}`,
    tampered: '变更记录被篡改',
    tamperedRemedy: '查看：ackring history --check',
  },
  exported: (count, file) => `已将 ${count} 个 kubeconfig 写入 ${file}`,
  exportUsage: '请指定文件：:export access.csv 或 :export access.json',
  reasons: {
    notYours: (key) => `只能吊销自己的：用 ${key} 移除他人的`,
    nobodyHeld: '还不知道谁持有这里的 kubeconfig',
    noHolding: (word) => `未发现“${word}”持有 kubeconfig`,
    noClusterNamed: (word) => `没有看到集群“${word}”`,
    manyNamed: (word) => `有多个“${word}”：请给出 ID`,
  },
};

export const identityTypes: typeof en.identityTypes = {
  root: '主账号',
  user: '用户',
  role: '角色',
  unknown: '未知',
};

export const identityStates: typeof en.identityStates = {
  active: '有效',
  inactive: '停用',
  deleted: '已删除',
  unknown: '未知',
};

export const identity: typeof en.identity = {
  uid: 'UID',
  type: '类型',
  state: '状态',
  holds: '持有',
  orphan: '已无人能以它登录，但它的 kubeconfig 仍然有效：请移除其权限。',
  clusters: (count) => `${count} 个集群`,
};

export const rules: typeof en.rules = {
  title: '规则',
  breaks: (what, rules, file) => `§ ${what} 违反了 ${file} 的规则 ${rules}`,
};

export const tokens: typeof en.tokens = {
  title: '令牌',
  asking: '查询中…',
  noAuthenticator: '无组件',
  mappingsIgnored: '已停用',
  mapped: (whom) => `作为 ${whom}`,
  unmapped: '未映射',
  unknown: '未知',
  unknownBecause: (why) => `无法得知其令牌是否被接受：${why}`,
  asOf: (ago) => `RAM 令牌：依据组件和 RAMIdentityMapping（${ago}查询）`,
};

export const actions: typeof en.actions = {
  rescan: '重新查询',
  group: '分组',
  clean: '移除',
  revoke: '吊销',
  bin: '回收站',
  export: '导出',
};

export const accepts: typeof en.accepts = {
  removal: '执行此选择',
};

export const scopes: typeof en.scopes = {
  removal: '收回访问',
};
