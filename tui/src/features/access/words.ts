import type { CleanReason, CleanResult, CleanStep, RevokePlan, RevokeStepName } from '@ackring/core/access';
import { firstNames, type IdentityState, type IdentityType } from '@ackring/core/words';
import { type Phrase, say, type Words } from '../../messages/say.js';
import type { Grouping } from '../../subjects/holding/access.js';
import type { StepCounts } from './removal.js';

/** The words of the Access screen's groupings, and of removing access. */
export const removal = {
  groupings: {
    identity: 'by identity',
    cluster: 'by cluster',
    each: 'each kubeconfig',
  } satisfies Record<Grouping, Phrase>,
  orphans: (count: number, isLeast: boolean) =>
    isLeast
      ? say('at least {count} {count|orphan|orphans}', { count })
      : say('{count} {count|orphan|orphans}', { count }),
  orphaned: (kubeconfigs: number, people: number, isLeast: boolean) =>
    isLeast
      ? say(
          'at least {kubeconfigs} {kubeconfigs|kubeconfig|kubeconfigs} of {people} {people|orphan|orphans}',
          { kubeconfigs, people },
        )
      : say('{kubeconfigs} {kubeconfigs|kubeconfig|kubeconfigs} of {people} {people|orphan|orphans}', {
          kubeconfigs,
          people,
        }),
  listsKubeconfigs: (command: string) => say('roles without a kubeconfig: {command} lists them', { command }),
  unlearnt: (count: number) => say('roles and use of {count} not known', { count }),
  rolesUnread: (count: number) => say('roles of {count} not looked into', { count }),
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
    unreadable: 'unreadable #use',
    notAsked: '–',
    asking: '…',
  },
  service: 'the cloud’s own service',
  rolesInPart: 'Roles are shown where you administer: of other clusters the cloud tells you none.',
  acts: (clean: string, revoke: string) =>
    say('{clean} removes someone’s access · {revoke} revokes your own', { clean, revoke }),
  choices: {
    leave: 'leave everything',
    clean: (count: number) => say('remove {count}', { count }),
    force: (count: number, forced: number) =>
      count === 0
        ? say('force {forced}', { forced })
        : say('remove {count}, force {forced} more', { count, forced }),
    look: 'look for tokens',
    revoke: 'revoke',
  },
  planning: 'Looking at what is held, and when it was last used…',
  stop: (key: string) => say('{key} stops before the next one', { key }),
  stopping: 'Stopping: what was sent is followed to its end.',
  noStop: 'a revoke cannot be stopped half-way: the new kubeconfig is on its way',
  leaves: 'close',
  close: (key: string) => say('{key} closes', { key }),
  several: 'the marked ones belong to several profiles: take one profile’s at a time',
  clean: {
    title: (names: readonly string[]) =>
      names.length > 3
        ? say('Remove the access of {count}', { count: names.length })
        : say('Remove the access of {names}', { names }),
    counts: ({ remove, force, refused, gone }: StepCounts) => [
      say('{remove} can be removed', { remove }),
      ...(force > 0 ? [say('{force} {force|needs|need} force', { force })] : []),
      ...(gone > 0 ? [say('{gone} done', { gone })] : []),
      ...(refused > 0 ? [say('{refused} refused', { refused })] : []),
    ],
    rotates: (name: string) =>
      say('The function of the rotation signs as {name}: without its access it renews nothing any more.', {
        name,
      }),
    rotatesLeftOut: (name: string) =>
      say('{name} is left out: the function of the rotation signs as it. It can be chosen alone.', { name }),
    effect:
      'Kubeconfigs and bindings there stop working at once, and nothing is issued there again. What is held is written to a file first.',
    lookEffect:
      'No certificate is left to remove, but a token may still let them in. Each cluster can be asked; nothing is removed.',
    unseen: (places: string) => say('Not looked at, and so not in this plan: {places}', { places }),
    none: 'No kubeconfig of theirs is left to look at.',
    confirmTitle: (count: number, all: number) =>
      count === all
        ? count === 1
          ? say('Remove it')
          : say('Remove all {count}', { count })
        : say('Remove {count} of {all}', { count, all }),
    confirm: (count: number, names: string) =>
      say(
        'The access of {names} in {count} {count|cluster|clusters} is removed. The recycle bin of the console gives it back for 30 days.',
        { names, count },
      ),
    lookTitle: 'Look for tokens',
    look: (count: number, names: string) =>
      say(
        '{count} {count|cluster is|clusters are} asked whether a token still lets {names} in. Nothing is removed.',
        { names, count },
      ),
    forceTitle: (count: number) => say('By force · {count}', { count }),
    force: (clusters: string) =>
      say(
        'Somebody or something was seen using it in the last 7 days, or nobody can tell, in: {clusters}. It stops working at once. Type the name once more.',
        { clusters },
      ),
    verdicts: {
      remove: 'will be removed',
      'needs-force': 'needs force',
      refused: 'refused #verdict',
    } satisfies Record<CleanStep['verdict'], Phrase>,
    gone: 'nothing left',
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
      StateUnknown: 'its state is not known',
      ClusterGone: 'the cluster is gone or going',
    } satisfies Record<CleanReason, Phrase>,
    remedies: {
      ActiveRecently: 'Find out who uses it and move them; then force.',
      ActivityUnreadable: 'Switch on the cluster’s audit log and plan again; else force, once you know.',
      IsAccountRoot: 'Log in as the account root and revoke it there: ackring revoke.',
      IsCaller: 'Revoke your own with R.',
      IsCloudService: 'Nothing: the cloud looks after it.',
      StateUnknown: 'Look at it in the console, under Authorizations.',
    } as Partial<Record<CleanReason, Phrase>>,
    results: {
      removed: 'removed',
      alreadyRemoved: 'was removed before',
      refused: 'left',
      failed: 'failed',
      unconfirmed: 'taken, not seen gone yet',
      unknown: 'unknown: plan again to see',
    } satisfies Record<CleanResult, Phrase>,
    forced: 'by force',
    looks: {
      proven: 'opens no more than a stranger’s',
      refuted: 'still let in',
      unknown: 'not known to be shut out',
    },
    underWay: 'removing…',
    waiting: 'waits',
    task: (id: string) => say('the cloud’s task {id} goes on', { id }),
    backup: (file: string) => say('What was held: {file}', { file }),
    unsaved: (cluster: string, why: string) =>
      say('Not kept: what {cluster} itself binds: {why}', { cluster, why }),
    report: (file: string) => say('Report: {file}', { file }),
    restore: (day: string, url: string) => say('Can be restored until {day}: {url}', { day, url }),
    tokens: (clusters: number) =>
      clusters === 0
        ? say('no token lets them in where it was looked for')
        : say('in {clusters} {clusters|cluster|clusters} a token lets them in, or nobody knows', {
            clusters,
          }),
    ended: (removed: number, left: number, failed: number, unconfirmed: number) => [
      say('{removed} removed', { removed }),
      ...(left > 0 ? [say('{left} left', { left })] : []),
      ...(failed > 0 ? [say('{failed} failed', { failed })] : []),
      ...(unconfirmed > 0 ? [say('{unconfirmed} not seen gone yet: lists lag', { unconfirmed })] : []),
    ],
  },
  revoke: {
    title: (cluster: string) => say('Revoke your kubeconfig · {cluster}', { cluster }),
    reasons: {
      ClusterNotServing: 'the cluster has no API server to revoke at now',
      InUseRecently: 'used within the last 7 days',
      UseUnknown: 'nobody can tell whether it is in use',
      NotUsed: 'not used in the last 7 days',
    } satisfies Record<RevokePlan['reason'], Phrase>,
    lastUsed: 'Last used',
    dies: 'Stops working, and gets the new one',
    dead: 'Stops working',
    others: 'every other copy, on whatever machine, temporary ones too',
    unread: (place: string, why: string) =>
      say('{place} could not be looked into, and gets nothing: {why}', { place, why }),
    fetchesAnew: 'what its plug-in has cached, which it then fetches again',
    otherCache: (program: string) =>
      say('what {program} has cached, which is not emptied from here', { program }),
    elsewhere: 'kubectl is not given this file: it stays as it is',
    noSinks:
      'no rotation.yaml in the settings folder names a sink: copies in sinks are unknown, and not updated',
    sinksUnread: (why: string) => say('the rotation’s sinks are unknown, and not updated: {why}', { why }),
    noCopies: 'no sink of the rotation holds a copy of yours',
    noContexts:
      'no context of your kubeconfig files holds it: fetch a new one afterwards for whatever uses it',
    serial: (serial: string) => say('serial {serial}', { serial }),
    confirmTitle: 'Revoke it',
    confirm: (cluster: string, places: number) =>
      say(
        'Every copy of your kubeconfig of {cluster} dies at once; {places} known {places|place gets|places get} the new one.',
        { cluster, places },
      ),
    steps: {
      proveAlive: 'the old one works',
      revoke: 'revoked',
      fetch: 'new one fetched',
      deliver: 'delivered',
      verify: 'answers',
      forget: 'the cache of ackring’s plug-in emptied',
      proveOldDead: 'the old one is dead',
    } satisfies Record<RevokeStepName, Phrase>,
    undead: { failed: 'the old one is not dead', unknown: 'whether the old one is dead' },
    untried: {
      forget: 'a cache that is not ackring’s was left alone',
      proveAlive: 'whether the old one works',
    },
    running: 'Revoking…',
    ended: {
      yes: (cluster: string) => say('your kubeconfig of {cluster} was revoked', { cluster }),
      no: (cluster: string) => say('your kubeconfig of {cluster} was not revoked', { cluster }),
      unknown: (cluster: string) =>
        say('whether your kubeconfig of {cluster} was revoked is not known: verify it', { cluster }),
    },
    failed: (count: number) => say('{count} {count|step|steps} failed', { count }),
  },
  bin: {
    title: 'What can still be restored',
    none: 'Nothing that was removed from this machine can still be restored.',
    row: (name: string, cluster: string, removed: string, until: string) =>
      say('{name} in {cluster}: removed {removed}, restorable until {until}', {
        name,
        cluster,
        removed,
        until,
      }),
    backup: 'What was held is in',
    where: (url: string) =>
      say('Restore one in the console, under Authorizations > KubeConfig Management:\n  {url}', { url }),
    limits: 'It keeps one kubeconfig per identity and cluster, RBAC included. There is no API for it.',
  },
  journal: {
    unfinished: (summary: string) => say('begun and never ended: {summary}', { summary }),
    /** What was done, before what it was done to. */
    actions: {
      undo: 'undo #journal',
      revoke: 'revoke #journal',
      rotate: 'rotate #journal',
      clean: 'clean #journal',
      unbind: 'unbind #journal',
      san: 'san #journal',
      'access-record': 'access-record #journal',
      handover: 'handover #journal',
      shell: 'shell #journal',
      run: 'run #journal',
      inventory: 'inventory #journal',
      'rotate dismiss': 'rotate dismiss #journal',
      'rotate move': 'rotate move #journal',
      life: 'life #journal',
      migrate: 'migrate #journal',
      grant: 'grant #journal',
      withdraw: 'withdraw #journal',
    },
    tampered: 'the journal of changes was tampered with',
    tamperedRemedy: 'See what is wrong with it: ackring history --check.',
  },
  exported: (count: number, file: string) =>
    say('{count} {count|kubeconfig is|kubeconfigs are} in {file}', { count, file }),
  exportUsage: 'name a file: :export access.csv or :export access.json',
  reasons: {
    notYours: (key: string) => say('only your own can be revoked: {key} removes someone else’s', { key }),
    notInHere: 'not in here: esc goes back to the list',
    onTab: (tab: string) => say('on the tab {tab}', { tab }),
    nobodyHeld: 'nobody’s kubeconfig is known here yet',
    noHolding: (word: string) => say('nobody called "{word}" is known to hold a kubeconfig', { word }),
    noClusterNamed: (word: string, names: readonly string[]) =>
      names.length === 0
        ? say('there is no cluster "{word}" in sight', { word })
        : say('there is no cluster "{word}" in sight; similar names: {names}', {
            word,
            names: firstNames(names, 3),
          }),
    noColumn: (column: string, key: string) =>
      say('no column {column} in this view: {key} changes it', { column, key }),
    manyNamed: (word: string) => say('several are called "{word}": give the id', { word }),
  },
} as const satisfies Words;

export const identityTypes = {
  root: 'root',
  user: 'user',
  role: 'role',
  unknown: 'unknown',
} satisfies Record<IdentityType, Phrase>;

export const identityStates = {
  active: 'active',
  inactive: 'inactive',
  deleted: 'deleted',
  unknown: 'unknown',
} satisfies Record<IdentityState, Phrase>;

export const identity = {
  uid: 'Uid',
  type: 'Type',
  state: 'State',
  holds: 'Holds',
  orphan:
    'Nobody can log in as it any more, but its kubeconfigs go on working until they end: remove its permissions.',
  clusters: (count: number) => say('{count} {count|cluster|clusters}', { count }),
} as const satisfies Words;

export const rules = {
  title: 'RULE',
  breaks: (what: string, rules: string, file: string) =>
    say('§ {what} breaks rule {rules} of {file}', { what, rules, file }),
} as const satisfies Words;

export const tokens = {
  title: 'TOKENS',
  asking: 'asking…',
  noAuthenticator: 'no add-on',
  mappingsIgnored: 'disabled',
  mapped: (whom: string) => say('as {whom}', { whom }),
  unmapped: 'not mapped',
  unknown: 'unknown',
  unknownBecause: (why: string) => say('Whether its tokens are taken is not known: {why}.', { why }),
  asOf: (ago: string) => say('RAM tokens: from the add-ons and RAMIdentityMappings, read {ago}.', { ago }),
} as const satisfies Words;

export const actions = {
  rescan: 'ask again',
  group: 'group',
  clean: 'remove #access',
  revoke: 'revoke own',
  bin: 'recycle bin',
  export: 'export',
} as const satisfies Words;

export const accepts = {
  removal: 'choose',
} as const satisfies Words;

export const scopes = {
  removal: 'Taking access away',
} as const satisfies Words;
