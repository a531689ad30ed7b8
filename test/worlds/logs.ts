import type { ScenarioCluster, ScenarioUse } from '@ackring/emulator/world/scenario';
import type { Random } from '@ackring/testkit/random';
import { commandPlace, type Told } from './command-place.js';
import type { Claimed, Worlds } from './held-claims.js';
import { recordsIn, textIn } from './told.js';

const people = ['mei', 'tom', 'ana'] as const;
type Person = (typeof people)[number];

/** Who used what when, and how much of it the audit log still has. */
export interface LogWorld {
  readonly index: number;
  readonly uses: Readonly<Record<Person, readonly ScenarioUse[]>>;
  readonly audit: NonNullable<ScenarioCluster['audit']>;
  readonly isOn: boolean;
  readonly createdDaysAgo: number;
  readonly sinceDays: 30 | 90 | 180;
}

export const logs: Worlds<LogWorld> = { draw, smaller, play };

function draw(random: Random, index: number): LogWorld {
  const of = (): readonly ScenarioUse[] => Array.from({ length: random.below(3) }, () => drawUse(random));
  const end = random.below(150);
  return {
    index,
    uses: { mei: of(), tom: of(), ana: of() },
    audit: {
      ...(random.once(3) ? { offDaysAgo: [end + 1 + random.below(60), end] as const } : {}),
      ...(random.once(4) ? { retentionDays: random.one([7, 40, 100, 180]) } : {}),
      ...(random.once(6) ? { analysedHours: random.one([24, 240, 2400]) } : {}),
    },
    isOn: !random.once(8),
    createdDaysAgo: random.one([1_100, 1_100, 20, 100]),
    sinceDays: random.one([30, 90, 180] as const),
  };
}

/** As the API server logs them: it gives everybody `system:authenticated`, and ServiceAccounts their groups. */
const impersonated = [
  { username: 'helper', groups: ['system:authenticated'] },
  { username: 'helper', groups: ['people', 'system:authenticated'] },
  {
    username: 'system:serviceaccount:ci:robot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:ci', 'system:authenticated'],
  },
] as const;

function drawUse(random: Random): ScenarioUse {
  return {
    daysAgo: random.once(2) ? random.below(30) + 0.2 : random.below(200) + 0.5,
    address: `203.0.113.${1 + random.below(4)}`,
    verb: random.one(['list', 'get', 'create', 'delete'] as const),
    resource: random.one(['pods', 'secrets', 'configmaps'] as const),
    namespace: random.one(['default', 'kube-system']),
    ...(random.once(4) ? { impersonated: random.one(impersonated) } : {}),
    byToken: random.once(5),
  };
}

function smaller(world: LogWorld): readonly LogWorld[] {
  return people.flatMap((name) =>
    world.uses[name].map((_, at) => ({
      ...world,
      uses: { ...world.uses, [name]: world.uses[name].toSpliced(at, 1) },
    })),
  );
}

async function play(world: LogWorld): Promise<readonly Claimed[]> {
  const holderOf = (name: Person) => {
    const times = world.uses[name].map(({ daysAgo }) => daysAgo);
    return {
      daysLeft: 400,
      roles: ['admin'],
      uses: world.uses[name],
      lastSeenDaysAgo: times.length === 0 ? null : Math.floor(Math.min(...times)),
    };
  };
  await using place = await commandPlace({
    identities: people.map((name) => ({ name })),
    clusters: [
      {
        name: 'prod',
        createdDaysAgo: world.createdDaysAgo,
        auditLog: world.isOn,
        audit: world.audit,
        holders: {
          ops: { daysLeft: 900, lastSeenDaysAgo: null },
          ...Object.fromEntries(people.map((name) => [name, holderOf(name)])),
        },
      },
    ],
  });
  const { run } = place;
  const since = ['--since', `${world.sinceDays}d`];
  const inTime = (name: Person) => byCertificate(world.uses[name], world.sinceDays);
  const isWhole =
    world.isOn &&
    world.audit.offDaysAgo === undefined &&
    world.audit.analysedHours === undefined &&
    (world.audit.retentionDays ?? 365) > world.sinceDays &&
    world.createdDaysAgo > world.sinceDays;
  const claims: Claimed[] = [];
  const said = new Map<string, string>();
  const listed = await run('ops', ['usage', 'prod', ...since, '--json']);
  for (const each of recordsIn(listed.json)) {
    const name = people.find((person) => place.uid(person) === textIn(each, 'uid'));
    if (name === undefined) continue;
    const verdict = textIn(each, 'verdict');
    said.set(name, verdict);
    claims.push(...usedIn(verdict, { name, uses: inTime(name), isWhole }));
    const done = world.uses[name].filter(({ daysAgo }) => daysAgo < world.sinceDays);
    claims.push(roleClaim(each, done, inTime(name).length > 0 && isWhole));
  }
  const unused = await run('ops', ['usage', 'prod', ...since, '--unused', '--json']);
  for (const each of recordsIn(unused.json)) {
    const name = people.find((person) => place.uid(person) === textIn(each, 'uid'));
    if (name !== undefined)
      claims.push({
        what: 'usage --unused',
        said: textIn(each, 'verdict'),
        untrue: inTime(name).length === 0 ? null : `${name} used it`,
        isUnknown: false,
        couldBeSeen: isWhole,
      });
  }
  claims.push(countedIn(await run('ops', ['usage', 'prod', ...since, '--unused']), said));
  claims.push(countedIn(await run('ops', ['usage', 'prod', ...since]), said));
  const planned = await run('ops', ['clean', '--user', 'mei', '--json']);
  for (const each of recordsIn(planned.json, 'plan')) {
    const isUntrue =
      textIn(each, 'recentUse', 'verdict') === 'unused' && world.uses.mei.some(({ daysAgo }) => daysAgo < 7);
    claims.push({
      what: 'clean, planned',
      said: textIn(each, 'recentUse', 'verdict'),
      untrue: isUntrue ? 'unused in the last 7 days' : null,
      isUnknown: textIn(each, 'recentUse', 'verdict') === 'unknown',
      couldBeSeen: isWhole,
    });
  }
  return claims;
}

/** What tokens of the same name did is no use of the certificate. */
function byCertificate(uses: readonly ScenarioUse[], sinceDays: number): readonly ScenarioUse[] {
  return uses.filter(({ daysAgo, byToken = false }) => daysAgo < sinceDays && !byToken);
}

function usedIn(
  verdict: string,
  {
    name,
    uses,
    isWhole,
  }: { readonly name: string; readonly uses: readonly ScenarioUse[]; readonly isWhole: boolean },
): readonly Claimed[] {
  const isUntrue = (verdict === 'unused' && uses.length > 0) || (verdict === 'used' && uses.length === 0);
  return [
    {
      what: 'usage',
      said: verdict,
      untrue: isUntrue ? `${verdict}, and ${name} has ${uses.length} uses` : null,
      isUnknown: verdict === 'unknown',
      couldBeSeen: isWhole,
    },
  ];
}

/** Nothing that was not done is in the least role, and of a log that has all of it, everything that was. */
function roleClaim(row: unknown, uses: readonly ScenarioUse[], isSeen: boolean): Claimed {
  const done = new Set(uses.flatMap(neededFor));
  const granted = recordsIn(row, 'leastRoles').flatMap((role) =>
    recordsIn(role, 'rules').flatMap(({ resources, verbs, resourceNames }) =>
      (verbs as readonly string[]).flatMap((verb) =>
        (resources as readonly string[]).flatMap((resource) =>
          ((resourceNames as readonly string[] | undefined) ?? ['']).map(
            (name) => `${verb} ${resource} ${name} in ${textIn(role, 'namespace')}`,
          ),
        ),
      ),
    ),
  );
  const more = granted.filter((each) => !done.has(each));
  const missing = isSeen ? [...done].filter((each) => !granted.includes(each)) : [];
  const wrong = more.length > 0 ? `it allows ${more.join()}` : `it lacks ${missing.join()}`;
  return {
    what: 'the least role',
    said: granted.length === 0 ? 'nothing' : 'some',
    untrue: more.length + missing.length === 0 ? null : wrong,
    isUnknown: false,
    couldBeSeen: false,
  };
}

/** The rights that a call took. */
function neededFor({ verb, resource, namespace, impersonated: as }: ScenarioUse): readonly string[] {
  if (as === undefined) return [`${verb} ${resource}  in ${namespace}`];
  const groups = as.groups.filter((group) => !group.startsWith('system:'));
  const [, account] = /^system:serviceaccount:ci:(.+)$/.exec(as.username) ?? [];
  const user = account === undefined ? `users ${as.username} in ` : `serviceaccounts ${account} in ci`;
  return [`impersonate ${user}`, ...groups.map((group) => `impersonate groups ${group} in `)];
}

/** People read the same counts that programs get. */
function countedIn({ words }: Told, said: ReadonlyMap<string, string>): Claimed {
  const [, used = '', unused = '', unknown = ''] =
    /(\d+) in use \(●\), (\d+) unused \(·\), (\d+) not known/.exec(words) ?? [];
  const count = (verdict: string) => [...said.values()].filter((each) => each === verdict).length;
  // The one who asks is among them.
  const isSo =
    used === '' ||
    (Number(used) >= count('used') &&
      Number(unused) >= count('unused') &&
      Number(unknown) >= count('unknown'));
  return {
    what: 'usage, counted in words',
    said: used === '' ? 'not told' : 'counts',
    untrue: isSo ? null : `${used}, ${unused}, ${unknown} of ${[...said.values()].join()}`,
    isUnknown: used === '',
    couldBeSeen: false,
  };
}
