import { createHash, randomBytes } from 'node:crypto';
import { loopback } from '../http/listener.js';
import { addonsFor } from '../world/addons.js';
import type { ClusterRecord, Grant, PastUse } from '../world/cluster.js';
import { laterSuffix, longTermHours, suffixOf } from '../world/grant.js';
import type { AccessKey, HeldPolicy, Identities, Identity } from '../world/identities.js';
import { afterRemoval } from '../world/recycle-bin.js';
import {
  clusterKinds,
  regionNames,
  type Scenario,
  type ScenarioAccount,
  type ScenarioCluster,
  type ScenarioHolder,
  type ScenarioIdentity,
  type ScenarioUse,
} from '../world/scenario.js';
import type { World } from '../world/world.js';

const dayMs = 86_400_000;

/** What others may know is hashed from names, so that a scenario is the same in every run. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function digits(text: string, count: number): string {
  return (BigInt(`0x${hashed(text)}`) % 10n ** BigInt(count)).toString().padStart(count, '0');
}

/** Sixteen digits. */
function accountIdOf(name: string): string {
  return `1${digits(`account ${name}`, 15)}`;
}

const usualAccount = 'ackring';

/** An account under construction: `prefix` distinguishes equal names in two accounts. */
export interface Account extends ScenarioAccount {
  readonly id: string;
  readonly prefix: string;
}

/** The scenario's own account first, then the others. */
export function accountsOf(scenario: Scenario): readonly [Account, ...Account[]] {
  const { account: name = usualAccount, accounts = [] } = scenario;
  const others = accounts.map((each) => ({ ...each, id: accountIdOf(each.name), prefix: `${each.name}/` }));
  return [{ ...scenario, name, id: accountIdOf(name), prefix: '' }, ...others];
}

/** The accounts that are members of the first one's resource directory; null without any. */
export function directoryOf(scenario: Scenario): World['directory'] {
  const members = accountsOf(scenario).flatMap(({ id, name, member }) =>
    member === undefined ? [] : [[id, { id, name, state: member }] as const],
  );
  return members.length === 0 ? null : new Map(members);
}

/** Adds the root, ops, and the scenario's identities, in each account. */
export function addIdentities(identities: Identities, scenario: Scenario): void {
  const generated = generatedIdentities(scenario.generate?.identities ?? 0);
  for (const [index, account] of accountsOf(scenario).entries()) {
    const usual: ScenarioIdentity[] = [
      { name: 'root', type: 'root', displayName: account.name },
      { name: 'ops', displayName: 'Operations' },
      ...serviceRoles,
      ...(account.member === undefined ? [] : [directoryRole(scenario)]),
    ];
    const named = [...usual, ...(account.identities ?? []), ...(index === 0 ? generated : [])];
    for (const each of named) identities.add(buildIdentity(each, account));
  }
}

/** What the vendor makes in every account that a directory creates, for the management account to enter it by. */
function directoryRole({ account = usualAccount }: Scenario): ScenarioIdentity {
  return { name: 'ResourceDirectoryAccountAccessRole', type: 'role', trusts: [`root@${account}`] };
}

/** The roles that ACK's first use makes in every account, or some of them (the vendor's page on them, 2026). */
const serviceRoles = [
  'AliyunCSDefaultRole',
  'AliyunCSClusterRole',
  'AliyunCSManagedKubernetesRole',
  'AliyunCSManagedLogRole',
  'AliyunCSManagedNetworkRole',
  'AliyunCSServerlessKubernetesRole',
].map((name): ScenarioIdentity => {
  return {
    name,
    type: 'role',
    trusts: ['cs.aliyuncs.com'],
    policies: 'none',
    cloudService: 'cs.aliyuncs.com',
  };
});

function buildIdentity(each: ScenarioIdentity, account: Account): Identity {
  const type = each.type ?? 'user';
  const hasKey = type !== 'role';
  return {
    uid: uidOf(each, account),
    accountId: account.id,
    name: each.name,
    displayName: each.displayName ?? each.name,
    type: type === 'root' ? 'RootAccount' : type === 'user' ? 'RamUser' : 'RamRole',
    state: each.state ?? 'Active',
    accessKeys: hasKey ? [newAccessKey()] : [],
    policies: policiesOf(each),
    trusts: (each.trusts ?? []).map((trust) => principalOf(trust, account)),
    externalId: each.externalId ?? null,
    cloudService: each.cloudService ?? null,
  };
}

/**
 * New at each start: whoever can sign may run a function, which is code with the rights of this process's user, and
 * everybody on this machine can connect.
 */
function newAccessKey(): AccessKey {
  const bytes = randomBytes(24).toString('hex');
  return { id: `LTAI5t${bytes.slice(0, 18)}`, secret: bytes.slice(18), active: true };
}

function principalOf(trust: string, account: Account): string {
  if (trust === 'root') return `acs:ram::${account.id}:root`;
  return trust.startsWith('root@') ? `acs:ram::${accountIdOf(trust.slice('root@'.length))}:root` : trust;
}

function uidOf(each: ScenarioIdentity, { id, prefix }: Account): string {
  if (each.type === 'root') return id;
  return `${each.type === 'role' ? '3' : '2'}${digits(`uid ${prefix}${each.name}`, 17)}`;
}

const fullAccess: HeldPolicy = {
  attached: { type: 'System', name: 'AdministratorAccess' },
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

function policiesOf({ policies = 'full' }: ScenarioIdentity): HeldPolicy[] {
  if (policies === 'full') return [fullAccess];
  return policies === 'none' ? [] : [...policies];
}

/** Region ids with their names: the given ones, or those of the clusters; a generated fleet has all. */
export function regionsOf(scenario: Scenario): { id: string; name: string }[] {
  const clusters = accountsOf(scenario).flatMap((account) => account.clusters ?? []);
  const used = clusters.map((cluster) => cluster.region ?? usualRegion);
  const ids = scenario.regions ?? [...used, ...(scenario.generate ? Object.keys(regionNames) : [])];
  return [...new Set(ids)].map((id) => ({ id, name: regionNames[id] ?? id }));
}

const usualRegion = 'ap-northeast-1';

const usualVersion = '1.34.1';

const usualAgeDays = 1100;

/** One cluster with its holders, as of `now`. */
export function buildCluster(
  each: ScenarioCluster,
  options: { index: number; now: Date; identities: Identities; account: Account },
): ClusterRecord {
  const { index, now, identities, account } = options;
  const region = each.region ?? usualRegion;
  const kind = clusterKinds[each.kind ?? 'managed'];
  const created = new Date(now.getTime() - (each.createdDaysAgo ?? usualAgeDays) * dayMs);
  const holders = Object.entries(each.holders ?? {}).map(([name, holder]) => {
    const identity = identities.byName(name, account.id);
    if (!identity) throw new Error(`scenario: cluster ${each.name} has an unknown holder: ${name}`);
    return { identity, holder, grant: buildGrant(identity.uid, holder, now) };
  });
  return {
    id: `c${hashed(`cluster ${account.prefix}${region}/${each.name}`).slice(0, 32)}`,
    accountId: account.id,
    index,
    ownAddress: null,
    isTouched: true,
    name: each.name,
    region,
    type: kind.type,
    profile: kind.profile,
    spec: each.spec ?? kind.spec,
    state: each.state ?? 'running',
    version: each.version ?? usualVersion,
    created,
    updated: created,
    tags: { ...each.tags },
    hasPublicEndpoint: each.public ?? true,
    privateReachable: each.privateReachable ?? false,
    furtherEndpoints: (each.endpoints ?? []).map((endpoint) => ({
      access: endpoint.access,
      host: endpoint.host ?? loopback,
      isInKubeconfigs: endpoint.inKubeconfigs ?? false,
    })),
    certificateProfile: each.certificates ?? '2026',
    extraSans: [...(each.extraSans ?? [])],
    missingSans: each.missingSans ?? [],
    auditLog: each.auditLog ?? true,
    ...(each.rrsa ? { settings: { rrsa: true } } : {}),
    ...(each.members ? { members: each.members } : {}),
    ...(each.audit ? { audit: auditTraits(each.audit, now) } : {}),
    sharedWith: Object.entries(each.sharedWith ?? {}).map(([name, refusal]) => {
      return { accountId: accountIdOf(name), refusal };
    }),
    latencyMs: each.latencyMs ?? 0,
    ...addonsOfScenario(each),
    ...(each.apiServer ? { apiServer: each.apiServer } : {}),
    mappings: holders
      .filter(({ holder }) => holder.mapped)
      .map(({ identity, grant }) => ({
        name: identity.name,
        arn: identities.arn(identity),
        username: `${grant.uid}-${grant.suffix}`,
        groups: [],
      })),
    grants: new Map(holders.map(({ grant }) => [grant.uid, grant])),
  };
}

/** ACK has offered 1.33 for so long: older clusters came to it by upgrades, which install nothing. */
const since133Days = 450;

function addonsOfScenario(each: ScenarioCluster): Pick<ClusterRecord, 'addons'> {
  const { addons: names = [], mappings, version = usualVersion, createdDaysAgo = usualAgeDays } = each;
  const isManaged = (each.kind ?? 'managed') === 'managed';
  const isPreinstalled = isManaged && minorOf(version) >= 33 && createdDaysAgo < since133Days;
  if (names.length === 0 && mappings === undefined && !isPreinstalled) return {};
  return { addons: addonsFor({ names, mappings, isPreinstalled }) };
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}

function auditTraits({ offDaysAgo, ...traits }: NonNullable<ScenarioCluster['audit']>, now: Date) {
  if (!offDaysAgo) return traits;
  const [from, to] = offDaysAgo.map((days) => new Date(now.getTime() - days * dayMs));
  return from && to ? { ...traits, off: { from, to } } : traits;
}

/** One holder's grant, as of `now`. */
export function buildGrant(uid: string, holder: ScenarioHolder, now: Date): Grant {
  const daysLeft = holder.daysLeft ?? null;
  // Half a day more, so that the whole days left stay as in the scenario for the length of a run.
  const leftMs = ((daysLeft ?? 0) + 0.5) * dayMs;
  const issuedAt = daysLeft === null ? now : new Date(now.getTime() + leftMs - longTermHours * 3_600_000);
  const uses = (holder.uses ?? noUses).map((use) => pastUse(use, now));
  const lastActivity = lastSeenOf(holder, uses, now);
  const state = holder.state === 'unknown' ? 'unknown' : daysLeft === null ? 'unissued' : 'issued';
  const grant: Grant = {
    uid,
    state,
    issuedAt,
    suffix: suffixOf(issuedAt),
    lifeHours: longTermHours,
    nextLifeHours: longTermHours,
    credential: null,
    revoked: null,
    bin: [],
    roles: (holder.roles ?? ['admin']).map((text) => {
      const [role = '', namespace = null] = text.split('@');
      return { role, namespace };
    }),
    lastActivity,
    seenBefore: lastActivity,
    suffixBefore: suffixOf(issuedAt),
    uses,
    isOwner: holder.owner ?? false,
  };
  if (holder.state !== 'removed') return grant;
  return { ...grant, ...afterRemoval(grant, now), suffix: laterSuffix(grant, now) };
}

const noUses: readonly ScenarioUse[] = [];

function pastUse(use: ScenarioUse, now: Date): PastUse {
  return {
    at: new Date(now.getTime() - use.daysAgo * dayMs),
    address: use.address,
    agent: use.agent ?? 'kubectl/v1.34.0 (linux/amd64) kubernetes/0000000',
    verb: use.verb ?? 'list',
    resource: use.resource ?? 'pods',
    namespace: use.namespace === undefined ? 'default' : use.namespace,
    times: use.times ?? 1,
    impersonated: use.impersonated ?? null,
    isByToken: use.byToken ?? false,
  };
}

function lastSeenOf(holder: ScenarioHolder, uses: readonly PastUse[], now: Date): Date | null {
  const latest = uses.reduce<Date | null>((last, { at }) => (last !== null && last >= at ? last : at), null);
  if (latest !== null || holder.lastSeenDaysAgo === null) return latest;
  // Nobody was let in with what had ended.
  const endedDaysAgo = Math.max(0, -(holder.daysLeft ?? 0));
  return new Date(now.getTime() - (holder.lastSeenDaysAgo ?? 30 + endedDaysAgo) * dayMs);
}

/** The identities of a generated fleet besides ops: one in ten has left, one in five is a role. */
export function generatedIdentities(count: number): ScenarioIdentity[] {
  return Array.from({ length: Math.max(0, count - 1) }, (_, index) => ({
    name: `member-${String(index + 1).padStart(3, '0')}`,
    type: index % 5 === 4 ? 'role' : 'user',
    state: index % 10 === 7 ? 'Deleted' : 'Active',
  }));
}
