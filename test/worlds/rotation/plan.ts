import type { Random } from '@ackring/testkit/random';

// What a fleet is and what happens to it in three years of nights, drawn from a seed as plain data: a smaller world is
// the same data with something left out.

export interface FleetPlan {
  readonly seed: number;
  readonly nights: number;
  /** From this night on everything is as it should be. */
  readonly quietFrom: number;
  readonly clusters: readonly ClusterPlan[];
  readonly identities: readonly IdentityPlan[];
  readonly sinks: readonly SinkPlan[];
  readonly functions: readonly FunctionPlan[];
  readonly changes: readonly Change[];
}

export interface ClusterPlan {
  readonly name: string;
  readonly region: string;
  readonly account: number;
  readonly isPublic: boolean;
  /** Of what each identity holds on the first night. */
  readonly daysLeft: number;
}

export interface IdentityPlan {
  readonly name: string;
  readonly account: number;
  /** Whether its rights are those of one namespace only, and not of `default`. */
  readonly isNarrow: boolean;
}

export interface SinkPlan {
  readonly kind: 'kms' | 'kubeconfig' | 'argocd' | 'flux' | 'gitlab' | 'github' | 'jenkins';
}

/** Whether reports and the memory of alarms have room there. */
export function keepsMemory({ kind }: SinkPlan): boolean {
  return kind !== 'gitlab' && kind !== 'github' && kind !== 'jenkins';
}

export interface FunctionPlan {
  /** Of its documents; null for a function without one. */
  readonly name: string | null;
  readonly regions: readonly string[] | null;
  readonly select: { readonly names?: readonly string[]; readonly tags?: Readonly<Record<string, string>> };
  readonly spreadDays: number;
  readonly holders: boolean;
}

/** Something that happens on a night (`nights` 0), or lasts for some. Indices are those of the plan. */
export interface Change {
  readonly kind: ChangeKind;
  readonly night: number;
  readonly nights: number;
  readonly cluster: number;
  readonly identity: number;
  readonly sink: number;
  readonly function: number;
  readonly channel: number;
  /** Chance that the kind makes use of: which call is the last, how many hours, how it is torn. */
  readonly value: number;
}

export const regions = ['cn-hangzhou', 'ap-northeast-1', 'eu-central-1'];
export const channels = ['chat', 'pager'];

/** How often, for how many nights at most (0: it happens once), and in words. */
const kinds = {
  renamed: { weight: 4, longest: 0, words: 'cluster C is renamed' },
  tagLost: { weight: 3, longest: 300, words: 'cluster C has no tag' },
  excluded: { weight: 3, longest: 300, words: 'cluster C is excluded' },
  unlisted: { weight: 4, longest: 400, words: 'cluster C is missing from its list' },
  regionMissing: { weight: 2, longest: 250, words: "cluster C's region is missing from the list of regions" },
  regionLeftOut: { weight: 2, longest: 250, words: "cluster C's region is left out of the configuration" },
  deleted: { weight: 1, longest: 0, words: 'cluster C is deleted' },
  recreated: { weight: 1, longest: 0, words: 'cluster C is deleted and made anew under its name' },
  sinkOut: { weight: 2, longest: 250, words: 'sink S is taken out' },
  sinkRefuses: { weight: 2, longest: 60, words: 'sink S refuses every write' },
  promotionRefused: { weight: 2, longest: 60, words: 'sink S stages, and does not promote' },
  sinkUnreadable: { weight: 2, longest: 40, words: 'sink S cannot be read' },
  identityOut: { weight: 2, longest: 250, words: 'identity I is taken out' },
  identityRefused: { weight: 2, longest: 30, words: 'identity I cannot be assumed' },
  revoked: { weight: 4, longest: 0, words: 'the kubeconfig of I in C is revoked by hand' },
  permissionsRemoved: { weight: 3, longest: 60, words: 'the permissions of I in C are removed' },
  authorityChanged: { weight: 3, longest: 0, words: 'cluster C has another authority' },
  addressChanged: { weight: 3, longest: 0, words: 'cluster C has another address' },
  apiDown: { weight: 4, longest: 60, words: 'the API server of C does not answer' },
  apiLies: { weight: 3, longest: 40, words: 'somebody else answers for the API server of C' },
  notServing: { weight: 2, longest: 60, words: 'cluster C is stopped' },
  torn: { weight: 3, longest: 0, words: 'the copy of I in C is torn in sink S' },
  fetchRefused: { weight: 4, longest: 40, words: 'kubeconfigs of C are refused' },
  cloudFails: { weight: 4, longest: 20, words: 'the cloud fails now and then' },
  cloudDown: { weight: 2, longest: 12, words: 'the cloud refuses everything' },
  recordsRefused: { weight: 3, longest: 60, words: "the cloud's records cannot be read" },
  detailsRefused: { weight: 2, longest: 60, words: "clusters' details are refused" },
  memoryUnreadable: { weight: 2, longest: 20, words: 'the memory in sink S cannot be read' },
  memoryUnwritable: { weight: 2, longest: 20, words: 'the memory in sink S cannot be written' },
  memoryTorn: { weight: 2, longest: 0, words: 'the memory in sink S is torn' },
  memoryDeleted: { weight: 1, longest: 0, words: 'the memory in sink S is deleted' },
  channelRefuses: { weight: 3, longest: 40, words: 'channel N refuses' },
  absent: { weight: 2, longest: 45, words: 'function F does not run' },
  clockOff: { weight: 2, longest: 20, words: 'the clock of function F is off by hours' },
  killed: { weight: 8, longest: 0, words: 'function F is killed' },
  doubled: { weight: 6, longest: 0, words: 'function F runs twice at once' },
  unusable: { weight: 2, longest: 10, words: 'the configuration of function F cannot be read' },
} as const;

export type ChangeKind = keyof typeof kinds;

export function drawPlan(random: Random, seed: number, nights = 1095): FleetPlan {
  const accounts = random.once(3) ? 2 : 1;
  const clusters = Array.from({ length: 2 + random.below(4) }, (_, index) => ({
    name: `prod-${index}`,
    region: random.one(regions),
    account: index % accounts,
    isPublic: !random.once(4),
    daysLeft: 1 + random.below(1090),
  }));
  const plan = {
    seed,
    nights,
    quietFrom: nights - 65,
    clusters,
    identities: drawIdentities(random, accounts),
    sinks: drawSinks(random),
    functions: drawFunctions(random),
    changes: [],
  };
  const count = Math.floor(plan.quietFrom / (6 + random.below(24)));
  return {
    ...plan,
    changes: Array.from({ length: count }, () => drawChange(random, plan)).toSorted(byNight),
  };
}

function drawIdentities(random: Random, accounts: number): readonly IdentityPlan[] {
  const self = { name: 'self', account: 0, isNarrow: random.once(6) };
  const role = { name: 'monitor', account: 0, isNarrow: random.once(3) };
  const other = { name: 'visitor', account: 1, isNarrow: random.once(3) };
  return [self, ...(random.once(2) ? [role] : []), ...(accounts === 2 ? [other] : [])];
}

function drawSinks(random: Random): readonly SinkPlan[] {
  const secret = { kind: random.one(['kubeconfig', 'argocd', 'flux'] as const) };
  return random.one<readonly SinkPlan[]>([
    [{ kind: 'kms' }],
    [{ kind: 'kms' }, { kind: 'kms' }],
    [{ kind: 'kms' }, secret],
    [secret, { kind: 'kms' }],
    [secret],
    // They keep no memory.
    [{ kind: 'kms' }, { kind: 'gitlab' }],
    [{ kind: 'kms' }, { kind: 'github' }],
    [{ kind: 'kms' }, { kind: 'jenkins' }],
  ]);
}

function drawFunctions(random: Random): readonly FunctionPlan[] {
  const select = random.one<FunctionPlan['select']>([
    {},
    {},
    { names: ['prod-*'] },
    { tags: { env: 'prod' } },
  ]);
  const usual = {
    name: null,
    regions: null,
    select,
    spreadDays: random.one([0, 0, 20]),
    holders: random.once(4),
  };
  if (!random.once(4)) return [{ ...usual, regions: random.once(3) ? regions : null }];
  const [first = '', ...others] = regions;
  return [
    { ...usual, name: 'east', regions: [first] },
    { ...usual, name: 'west', regions: others },
  ];
}

const lots = Object.entries(kinds).flatMap(([kind, { weight }]) =>
  Array<ChangeKind>(weight).fill(kind as ChangeKind),
);

function drawChange(random: Random, plan: FleetPlan): Change {
  const kind = random.one(lots);
  const night = 1 + random.below(plan.quietFrom - 12);
  const { longest } = kinds[kind];
  const nights = longest === 0 ? 0 : Math.min(1 + random.below(longest), plan.quietFrom - night);
  return {
    kind,
    night,
    nights,
    cluster: random.below(plan.clusters.length),
    identity: random.below(plan.identities.length),
    sink: random.below(plan.sinks.length),
    function: random.below(plan.functions.length),
    channel: random.below(channels.length),
    value: random.below(1_000_000),
  };
}

function byNight(left: Change, right: Change): number {
  return left.night - right.night;
}

/** What happens, for people. */
export function tellChange({ kind, night, nights, ...change }: Change): string {
  const named: Readonly<Record<string, string>> = {
    C: `C${change.cluster}`,
    I: `I${change.identity}`,
    S: `S${change.sink}`,
    F: `F${change.function}`,
    N: channels[change.channel] ?? '',
  };
  const words = kinds[kind].words.replaceAll(/\b[CISFN]\b/g, (letter) => named[letter] ?? letter);
  return nights === 0 ? `night ${night}: ${words}` : `nights ${night} to ${night + nights - 1}: ${words}`;
}

/** The whole world in a few lines. */
export function tellPlan({
  seed,
  nights,
  quietFrom,
  clusters,
  identities,
  sinks,
  functions,
  changes,
}: FleetPlan) {
  const numbered = (letter: string, list: readonly object[]) =>
    list.map((each, index) => `  ${letter}${index} ${JSON.stringify(each)}`);
  return [
    `seed ${seed}, ${nights} nights, quiet from ${quietFrom}`,
    ...numbered('C', clusters),
    ...numbered('I', identities),
    ...numbered('S', sinks),
    ...numbered('F', functions),
    ...changes.map((change) => `  ${tellChange(change)}`),
  ].join('\n');
}
