import type { CleanReason, CleanResult, CleanStep, RevokePlan, RevokeStepName } from '@ackring/core/access';
import type { IdentityState, IdentityType } from '@ackring/core/words';
import type { Grouping } from '../../subjects/holding/access.js';
import type { StepCounts } from './removal.js';

/** The words of the Access screen's groupings, and of removing access. */
export const removal = {
  groupings: {
    identity: 'by identity',
    cluster: 'by cluster',
    each: 'each kubeconfig',
  } satisfies Record<Grouping, string> as Record<Grouping, string>,
  orphans: (count: number) => (count === 1 ? '1 orphan' : `${count} orphans`),
  columns: {
    holders: 'HOLDERS',
    why: 'WHY',
    verdict: 'VERDICT',
    removed: 'REMOVED',
    until: 'UNTIL',
    held: 'WHAT IT HELD',
  },
  seen: {
    never: 'never',
    unreadable: 'unreadable',
    notAsked: '–',
    asking: '…',
  },
  service: 'the cloud’s own service',
  rolesInPart: 'Roles are shown where you administer: of other clusters the cloud tells you none.',
  acts: (clean: string, revoke: string) => `${clean} removes someone’s access · ${revoke} revokes your own`,
  choices: {
    leave: 'leave everything',
    clean: (count: number) => `remove ${count}`,
    force: (count: number, forced: number) =>
      count === 0 ? `force ${forced}` : `remove ${count}, force ${forced} more`,
    look: 'look for tokens',
    revoke: 'revoke',
  },
  planning: 'Looking at what is held, and when it was last used…',
  stop: (key: string) => `${key} stops before the next one`,
  stopping: 'Stopping: what was sent is followed to its end.',
  noStop: 'a revoke cannot be stopped half-way: the new kubeconfig is on its way',
  leaves: 'close',
  close: (key: string) => `${key} closes`,
  several: 'the marked ones belong to several profiles: take one profile’s at a time',
  clean: {
    title: (names: readonly string[]) =>
      names.length > 3 ? `Remove the access of ${names.length}` : `Remove the access of ${names.join(', ')}`,
    counts: ({ remove, force, refused }: StepCounts) =>
      [
        `${remove} can be removed`,
        ...(force > 0 ? [`${force} need force`] : []),
        ...(refused > 0 ? [`${refused} refused`] : []),
      ].join(' · '),
    effect:
      'Kubeconfigs and bindings there stop working at once, and nothing is issued there again. What is held is written to a file first.',
    lookEffect:
      'No certificate is left to remove, but a token may still let them in. Each cluster can be asked; nothing is removed.',
    unseen: (places: string) => `Not looked at, and so not in this plan: ${places}`,
    none: 'No kubeconfig of theirs is left to look at.',
    confirmTitle: (count: number) => (count === 1 ? 'Remove it' : `Remove all ${count}`),
    confirm: (count: number, names: string) =>
      `The access of ${names} in ${count === 1 ? '1 cluster' : `${count} clusters`} is removed. The recycle bin of the console gives it back for 30 days.`,
    lookTitle: 'Look for tokens',
    look: (count: number, names: string) =>
      `${count === 1 ? '1 cluster is' : `${count} clusters are`} asked whether a token still lets ${names} in. Nothing is removed.`,
    forceTitle: (count: number) => `By force · ${count}`,
    force: (clusters: string) =>
      `Somebody or something was seen using it in the last 7 days, or nobody can tell, in: ${clusters}. It stops working at once. Type the name once more.`,
    verdicts: {
      remove: 'will be removed',
      'needs-force': 'needs force',
      refused: 'refused',
    } satisfies Record<CleanStep['verdict'], string> as Record<CleanStep['verdict'], string>,
    reasons: {
      Inactive: 'not seen for 7 days or more',
      NeverSeen: 'never seen there',
      ActiveRecently: 'seen within 7 days: in use',
      ActivityUnreadable: 'activity unreadable: may be in use',
      IsAccountRoot: 'the account root cannot be removed',
      IsCaller: 'you yourself',
      IsCloudService: 'a role of the cloud’s own services',
      AlreadyRemoved: 'removed already',
      NothingIssued: 'nothing was ever issued there',
      StateUnknown: 'the cloud does not know its state',
      ClusterGone: 'the cluster is gone or going',
    } satisfies Record<CleanReason, string> as Record<CleanReason, string>,
    remedies: {
      ActiveRecently: 'Find out who uses it and move them; then force.',
      ActivityUnreadable: 'Switch on the cluster’s audit log and plan again; else force, once you know.',
      IsAccountRoot: 'Log in as the account root and revoke it there: ackring revoke.',
      IsCaller: 'Revoke your own with R.',
      IsCloudService: 'Nothing: the cloud looks after it.',
      StateUnknown: 'Look at it in the console, under Authorizations.',
    } as Partial<Record<CleanReason, string>>,
    results: {
      removed: 'removed',
      alreadyRemoved: 'was removed before',
      refused: 'left',
      failed: 'failed',
      unconfirmed: 'taken, not seen gone yet',
      unknown: 'unknown: plan again to see',
    } satisfies Record<CleanResult, string> as Record<CleanResult, string>,
    forced: 'by force',
    looks: {
      proven: 'opens no more than a stranger’s',
      refuted: 'still let in',
      unknown: 'not known to be shut out',
    },
    underWay: 'removing…',
    waiting: 'waits',
    task: (id: string) => `the cloud’s task ${id} goes on`,
    backup: (file: string) => `What was held: ${file}`,
    unsaved: (cluster: string, why: string) => `Not kept: what ${cluster} itself binds: ${why}`,
    report: (file: string) => `Report: ${file}`,
    restore: (day: string, url: string) => `Can be restored until ${day}: ${url}`,
    tokens: (clusters: number) =>
      clusters === 0
        ? 'no token lets them in where it was looked for'
        : `in ${clusters === 1 ? '1 cluster' : `${clusters} clusters`} a token lets them in, or nobody knows`,
    ended: (removed: number, left: number, failed: number, unconfirmed: number) =>
      [
        `${removed} removed`,
        ...(left > 0 ? [`${left} left`] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(unconfirmed > 0 ? [`${unconfirmed} not seen gone yet: lists lag`] : []),
      ].join(' · '),
  },
  revoke: {
    title: (cluster: string) => `Revoke your kubeconfig · ${cluster}`,
    reasons: {
      ClusterNotServing: 'the cluster has no API server to revoke at now',
      InUseRecently: 'used within the last 7 days',
      UseUnknown: 'nobody can tell whether it is in use',
      NotUsed: 'not used in the last 7 days',
    } satisfies Record<RevokePlan['reason'], string> as Record<RevokePlan['reason'], string>,
    lastUsed: 'Last used',
    dies: 'Stops working, and gets the new one',
    dead: 'Stops working',
    others: 'every other copy, on whatever machine, temporary ones too',
    unread: (place: string, why: string) => `${place} could not be looked into, and gets nothing: ${why}`,
    fetchesAnew: 'what its plug-in has cached, which it then fetches again',
    otherCache: (program: string) => `what ${program} has cached, which is not emptied from here`,
    noSinks:
      'no rotation.yaml in the settings folder names a sink: copies in sinks are unknown, and not updated',
    sinksUnread: (why: string) => `the rotation’s sinks are unknown, and not updated: ${why}`,
    noCopies: 'no sink of the rotation holds a copy of yours',
    noContexts:
      'no context of your kubeconfig files holds it: fetch a new one afterwards for whatever uses it',
    serial: (serial: string) => `serial ${serial}`,
    confirmTitle: 'Revoke it',
    confirm: (cluster: string, places: number) =>
      `Every copy of your kubeconfig of ${cluster} dies at once; ${places} known ${places === 1 ? 'place gets' : 'places get'} the new one.`,
    steps: {
      proveAlive: 'the old one works',
      revoke: 'revoked',
      fetch: 'new one fetched',
      deliver: 'delivered',
      verify: 'answers',
      forget: 'the cache of ackring’s plug-in emptied',
      proveOldDead: 'the old one is dead',
    } satisfies Record<RevokeStepName, string> as Record<RevokeStepName, string>,
    undead: { failed: 'the old one is not dead', unknown: 'whether the old one is dead' },
    untried: {
      forget: 'a cache that is not ackring’s was left alone',
      proveAlive: 'the old one was not tried: no copy of it is at hand',
      proveOldDead: 'whether the old one is dead was not tried: `ackring leak FILE` tries a copy',
    },
    running: 'Revoking…',
    ended: {
      yes: (cluster: string) => `your kubeconfig of ${cluster} was revoked`,
      no: (cluster: string) => `your kubeconfig of ${cluster} was not revoked`,
      unknown: (cluster: string) =>
        `whether your kubeconfig of ${cluster} was revoked is not known: verify it`,
    },
    failed: (count: number) => (count === 1 ? '1 step failed' : `${count} steps failed`),
  },
  bin: {
    title: 'What can still be restored',
    none: 'Nothing that was removed from this machine can still be restored.',
    row: (name: string, cluster: string, removed: string, until: string) =>
      `${name} in ${cluster}: removed ${removed}, restorable until ${until}`,
    backup: 'What was held is in',
    where: (url: string) =>
      `Restore one in the console, under Authorizations > KubeConfig Management:\n  ${url}`,
    limits: 'It keeps one kubeconfig per identity and cluster, RBAC included. There is no API for it.',
  },
  journal: {
    unfinished: (summary: string) => `begun and never ended: ${summary}`,
    tampered: 'the journal of changes was tampered with',
    tamperedRemedy: 'See what is wrong with it: ackring history --check.',
  },
  exported: (count: number, file: string) =>
    `${count === 1 ? '1 kubeconfig is' : `${count} kubeconfigs are`} in ${file}`,
  exportUsage: 'name a file: :export access.csv or :export access.json',
  reasons: {
    notYours: (key: string) => `only your own can be revoked: ${key} removes someone else’s`,
    nobodyHeld: 'nobody’s kubeconfig is known here yet',
    noHolding: (word: string) => `nobody called "${word}" is known to hold a kubeconfig`,
    noClusterNamed: (word: string) => `there is no cluster "${word}" in sight`,
    manyNamed: (word: string) => `several are called "${word}": give the id`,
  },
};

export type RemovalMessages = typeof removal;

export const identityTypes = {
  root: 'root',
  user: 'user',
  role: 'role',
  unknown: 'unknown',
} satisfies Record<IdentityType, string> as Record<IdentityType, string>;

export const identityStates = {
  active: 'active',
  inactive: 'inactive',
  deleted: 'deleted',
  unknown: 'unknown',
} satisfies Record<IdentityState, string> as Record<IdentityState, string>;

export const identity = {
  uid: 'Uid',
  type: 'Type',
  state: 'State',
  holds: 'Holds',
  orphan: 'Nobody can log in as it any more, but its kubeconfigs go on working: remove its permissions.',
  clusters: (count: number) => (count === 1 ? '1 cluster' : `${count} clusters`),
};

export const rules = {
  title: 'RULE',
  breaks: (what: string, rules: string, file: string) => `§ ${what} breaks rule ${rules} of ${file}`,
};

export const tokens = {
  title: 'TOKENS',
  asking: 'asking…',
  noAuthenticator: 'no add-on',
  mappingsIgnored: 'disabled',
  mapped: (whom: string) => `as ${whom}`,
  unmapped: 'not mapped',
  unknown: 'unknown',
  unknownBecause: (why: string) => `Whether its tokens are taken is not known: ${why}.`,
  asOf: (ago: string) => `RAM tokens: from the add-ons and RAMIdentityMappings, read ${ago}.`,
};

export const actions = {
  rescan: 'ask again',
  group: 'group',
  clean: 'remove',
  revoke: 'revoke own',
  bin: 'recycle bin',
  export: 'export',
};

export const accepts = {
  removal: 'choose',
};

export const scopes = {
  removal: 'Taking access away',
};
