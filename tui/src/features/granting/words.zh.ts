import type * as en from './words.en.js';

export const granting: typeof en.granting = {
  titles: { give: '授予角色', take: '收回角色', life: '设置证书有效期' },
  sayGrant: '请指明对象、集群和角色：:grant mei prod dev@web',
  sayWithdraw: '请指明对象、集群和角色：:withdraw mei prod dev@web',
  sayLife: '请指明对象、集群和时长（小时或天）：:life ci prod 30d',
  needsOne: '仅适用于单个 kubeconfig：按 tab 逐个显示',
  ofCloud: '它属于云服务',
  ramToo: 'RAM 也必须允许：`ackring access grant` 会打印所需策略。',
  done: {
    give: (name, role, place) => `${name} 现在拥有 ${place} 的 ${role}`,
    take: (name, role, place) => `${name} 不再拥有 ${place} 的 ${role}`,
    life: (name, cluster, life) => `${name} 在 ${cluster} 的下一个证书有效期为 ${life}`,
  },
  unseen: '权限列表中尚未显示',
};

export const actions: typeof en.actions = {
  grant: '授予角色',
  withdraw: '收回角色',
  setLife: '证书有效期',
};
