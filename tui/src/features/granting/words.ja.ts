import type * as en from './words.en.js';

export const granting: typeof en.granting = {
  titles: { give: 'ロールの付与', take: 'ロールの取り消し', life: '証明書の有効期間の設定' },
  sayGrant: '誰に、どこで、何を付与するかを指定してください：:grant mei prod dev@web',
  sayWithdraw: '誰から、どこで、何を取り消すかを指定してください：:withdraw mei prod dev@web',
  sayLife: '誰の、どこの、どれだけの期間かを時間か日数で指定してください：:life ci prod 30d',
  needsOne: 'kubeconfig 1 件が対象です：tab で個別に表示します',
  ofCloud: 'クラウドのサービスのものです',
  ramToo: 'RAM でも許可が必要です。ポリシーは `ackring access grant` で表示できます。',
  done: {
    give: (name, role, place) => `${name} に ${place} の ${role} を付与しました`,
    take: (name, role, place) => `${name} から ${place} の ${role} を取り消しました`,
    life: (name, cluster, life) =>
      `${cluster} の ${name} の証明書は、次回発行分から有効期間が ${life} になります`,
  },
  unseen: '権限の一覧にはまだ反映されていません',
};

export const actions: typeof en.actions = {
  grant: 'ロールを付与',
  withdraw: 'ロールを取り消す',
  setLife: '証明書の有効期間',
};
