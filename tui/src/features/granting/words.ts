import { say, type Words } from '../../messages/say.js';

export const granting = {
  titles: { give: 'Give a role', take: 'Take a role back', life: 'Set how long certificates live' },
  sayGrant: 'say whom, where, what: :grant mei prod dev@web; for a time add 2h INC-4711',
  sayWithdraw: 'say whom, where and what: :withdraw mei prod dev@web',
  sayLife: 'say whose, where and how long, in hours or days: :life ci prod 30d',
  sayReason: 'a role for a time needs a reason: type it after how long',
  syntax: {
    grant: 'USER CLUSTER ROLE[@NAMESPACE] [DURATION REASON…]',
    withdraw: 'USER CLUSTER ROLE[@NAMESPACE]',
    life: 'USER CLUSTER DURATION',
  },
  needsOne: 'works on one kubeconfig: press tab to list each',
  ofCloud: 'it belongs to a service of the cloud',
  ramToo: 'RAM has to allow it too: `ackring access grant` prints the policy.',
  done: {
    give: (name: string, role: string, place: string) =>
      say('{name} has {role} in {place} now', { name, role, place }),
    giveUntil: (name: string, role: string, place: string, end: string) =>
      say('{name} has {role} in {place} until {end}', { name, role, place, end }),
    take: (name: string, role: string, place: string) =>
      say('{name} no longer has {role} in {place}', { name, role, place }),
    life: (name: string, cluster: string, life: string) =>
      say('the next certificate of {name} in {cluster} lives {life}', { name, cluster, life }),
  },
  ends: (facts: Readonly<Record<'name' | 'role' | 'place' | 'end' | 'left' | 'reason', string>>) =>
    say('{name} has {role} in {place} until {end}, {left} to go: {reason}', facts),
  left: (left: string) => say('{left} to go', { left }),
  requests: {
    title: 'Roles given for a time',
    none: 'no role was given from this machine for a time',
    role: 'ROLE',
    until: 'ENDS',
    asOf: 'AS OF',
    by: 'ASKED → GIVEN BY',
    due: 'ended, not known to be taken back',
    states: {
      intended: 'asked for, no answer seen',
      given: 'given',
      unknown: 'unknown',
      takenBack: 'taken back #right',
      gone: 'gone #right',
      changed: 'gone before it was taken',
      absent: 'never seen',
      refused: 'refused #right',
      givenAgain: 'over, and given again since',
    },
  },
  unseen: 'the list of permissions does not show it yet',
} as const satisfies Words;

export const actions = {
  grant: 'grant a role',
  withdraw: 'withdraw a role',
  setLife: 'certificate life',
} as const satisfies Words;
