import { say, type Words } from '../../messages/say.js';

export const granting = {
  titles: { give: 'Give a role', take: 'Take a role back', life: 'Set how long certificates live' },
  sayGrant: 'say whom, where and what: :grant mei prod dev@web',
  sayWithdraw: 'say whom, where and what: :withdraw mei prod dev@web',
  sayLife: 'say whose, where and how long, in hours or days: :life ci prod 30d',
  needsOne: 'works on one kubeconfig: press tab to list each',
  ofCloud: 'it belongs to a service of the cloud',
  ramToo: 'RAM has to allow it too: `ackring access grant` prints the policy.',
  done: {
    give: (name: string, role: string, place: string) =>
      say('{name} has {role} in {place} now', { name, role, place }),
    take: (name: string, role: string, place: string) =>
      say('{name} no longer has {role} in {place}', { name, role, place }),
    life: (name: string, cluster: string, life: string) =>
      say('the next certificate of {name} in {cluster} lives {life}', { name, cluster, life }),
  },
  unseen: 'the list of permissions does not show it yet',
} as const satisfies Words;

export const actions = {
  grant: 'grant a role',
  withdraw: 'withdraw a role',
  setLife: 'certificate life',
} as const satisfies Words;
