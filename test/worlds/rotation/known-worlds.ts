import type { Change, ChangeKind, ClusterPlan, FleetPlan, FunctionPlan } from './plan.js';

// Small worlds, each of which a rotation once got wrong.

const cluster: ClusterPlan = {
  name: 'prod-0',
  region: 'cn-hangzhou',
  account: 0,
  isPublic: true,
  daysLeft: 900,
};
const rotator: FunctionPlan = { name: null, regions: null, select: {}, spreadDays: 0, holders: false };

export interface KnownWorld extends Partial<Omit<FleetPlan, 'changes'>> {
  readonly what: string;
  readonly changes: readonly [kind: ChangeKind, night: number, nights?: number, more?: Partial<Change>][];
}

export const knownWorlds: readonly KnownWorld[] = [
  {
    what: 'a cluster is renamed, and its Secret was named after it',
    sinks: [{ kind: 'kubeconfig' }],
    changes: [['renamed', 5]],
  },
  {
    what: 'a renamed cluster in Argo CD, which then gets another authority',
    sinks: [{ kind: 'argocd' }],
    changes: [
      ['renamed', 5],
      ['authorityChanged', 9],
    ],
  },
  {
    what: 'a tag is taken off, and what is held comes to its end',
    clusters: [
      { ...cluster, daysLeft: 185 },
      { ...cluster, name: 'prod-1' },
    ],
    functions: [{ ...rotator, select: { tags: { env: 'prod' } } }],
    nights: 190,
    changes: [['tagLost', 2, 200]],
  },
  {
    what: 'a cluster is renamed out of the selection',
    clusters: [
      { ...cluster, daysLeft: 185 },
      { ...cluster, name: 'prod-1' },
    ],
    functions: [{ ...rotator, select: { names: ['prod-*'] } }],
    nights: 190,
    changes: [['renamed', 2, 0, { value: 1 }]],
  },
  {
    what: 'a cluster is not in its list any more',
    clusters: [
      { ...cluster, daysLeft: 185 },
      { ...cluster, name: 'prod-1' },
    ],
    nights: 190,
    changes: [['unlisted', 2, 200]],
  },
  {
    what: 'a region is not in the list of regions any more',
    clusters: [
      { ...cluster, daysLeft: 185 },
      { ...cluster, name: 'prod-1', region: 'eu-central-1' },
    ],
    nights: 190,
    changes: [['regionMissing', 2, 200]],
  },
  {
    what: 'an identity and a sink are taken out, and what is held comes to its end',
    clusters: [{ ...cluster, daysLeft: 185 }],
    identities: [
      { name: 'self', account: 0, isNarrow: false },
      { name: 'monitor', account: 0, isNarrow: false },
    ],
    sinks: [{ kind: 'kms' }, { kind: 'kms' }],
    nights: 190,
    changes: [
      ['identityOut', 2, 200, { identity: 1 }],
      ['sinkOut', 2, 200, { sink: 1 }],
    ],
  },
  {
    what: 'another authority, and the cloud gives no kubeconfig',
    changes: [
      ['authorityChanged', 3],
      ['fetchRefused', 3, 30],
    ],
  },
  {
    what: 'another address, and the sink refuses',
    changes: [
      ['addressChanged', 3],
      ['sinkRefuses', 3, 30],
    ],
  },
  {
    what: 'revoked by hand, and the sink stages and does not promote',
    changes: [
      ['revoked', 3],
      ['promotionRefused', 3, 30],
    ],
  },
  {
    what: 'permissions are removed, and the records can be read now and then',
    changes: [
      ['permissionsRemoved', 3, 40],
      ['recordsRefused', 8, 3],
      ['recordsRefused', 20, 9],
    ],
  },
  {
    what: 'two functions beside each other read the same broken file',
    clusters: [cluster, { ...cluster, name: 'prod-1', region: 'eu-central-1' }],
    functions: [
      { ...rotator, name: 'east', regions: ['cn-hangzhou'] },
      { ...rotator, name: 'west', regions: ['eu-central-1'] },
    ],
    changes: [['unusable', 4, 6, { value: 0 }]],
  },
  {
    what: 'of two functions one cannot read its file',
    clusters: [cluster, { ...cluster, name: 'prod-1', region: 'eu-central-1' }],
    functions: [
      { ...rotator, name: 'east', regions: ['cn-hangzhou'] },
      { ...rotator, name: 'west', regions: ['eu-central-1'] },
    ],
    changes: [['unusable', 4, 6, { value: 1 }]],
  },
  {
    what: 'Secrets alone, and an API server that does not answer when it is due',
    clusters: [{ ...cluster, daysLeft: 190 }],
    sinks: [{ kind: 'flux' }],
    changes: [['apiDown', 8, 25]],
  },
  {
    what: 'an identity with rights in one namespace',
    identities: [{ name: 'self', account: 0, isNarrow: true }],
    nights: 200,
    changes: [],
  },
  {
    what: 'the memory cannot be read for a while',
    changes: [['memoryUnreadable', 5, 4]],
  },
  {
    what: 'the memory is torn, after somebody was told',
    changes: [
      ['fetchRefused', 3, 30],
      ['authorityChanged', 3],
      ['memoryTorn', 12, 0, { value: 100 }],
    ],
  },
  {
    what: 'a sink comes back with what it remembered, and the one that knows of an end since cannot be read',
    clusters: [{ ...cluster, daysLeft: 420 }],
    sinks: [{ kind: 'kms' }, { kind: 'flux' }],
    changes: [
      ['detailsRefused', 3, 36],
      ['sinkOut', 34, 120, { sink: 0 }],
      ['sinkUnreadable', 146, 37, { sink: 1 }],
      ['addressChanged', 161],
      ['sinkRefuses', 182, 6, { sink: 1 }],
    ],
  },
  {
    what: 'a channel refuses while an alarm comes and goes',
    changes: [
      ['channelRefuses', 4, 20],
      ['fetchRefused', 5, 10],
      ['torn', 5, 0, { value: 2 }],
    ],
  },
  {
    what: 'a cluster is deleted while it cannot be reached',
    clusters: [cluster, { ...cluster, name: 'prod-1' }],
    changes: [
      ['apiDown', 3, 20],
      ['authorityChanged', 4],
      ['deleted', 12],
    ],
  },
  {
    what: 'somebody writes over a variable of GitLab, and a run is killed while it mends it',
    sinks: [{ kind: 'kms' }, { kind: 'gitlab' }],
    changes: [
      ['torn', 3, 0, { sink: 1, value: 3 }],
      ['killed', 3, 0, { value: 9 }],
    ],
  },
  {
    what: 'somebody writes over a secret of GitHub, which then has another authority',
    sinks: [{ kind: 'kms' }, { kind: 'github' }],
    changes: [
      ['torn', 3, 0, { sink: 1, value: 3 }],
      ['authorityChanged', 6],
    ],
  },
  {
    what: 'somebody uploads another file into a credential of Jenkins, and a run is killed while it mends it',
    sinks: [{ kind: 'kms' }, { kind: 'jenkins' }],
    changes: [
      ['torn', 3, 0, { sink: 1, value: 3 }],
      ['killed', 3, 0, { value: 9 }],
    ],
  },
  {
    what: 'a cluster is renamed, and its variable was named after it',
    sinks: [{ kind: 'kms' }, { kind: 'gitlab' }],
    changes: [['renamed', 5]],
  },
];

/** In nights: a longer one is played by the long tests only. */
export const shortWorld = 76;

/** As data for `play`: quiet afterwards for long enough to heal. */
export function planOf({ what: _what, changes, nights, ...some }: KnownWorld): FleetPlan {
  const happening = changes.map(([kind, night, lasting = 0, more = {}]) => ({
    ...{ kind, night, nights: lasting, cluster: 0, identity: 0, sink: 0, function: 0, channel: 0, value: 2 },
    ...more,
  }));
  const last = Math.max(3, ...happening.map((each) => each.night + each.nights));
  const quietFrom = nights ?? last + 1;
  return {
    seed: 1,
    clusters: [cluster],
    identities: [{ name: 'self', account: 0, isNarrow: false }],
    sinks: [{ kind: 'kms' }],
    functions: [rotator],
    ...some,
    quietFrom,
    nights: quietFrom + 65,
    changes: happening,
  };
}
