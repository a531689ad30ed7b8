import { createHash } from 'node:crypto';
import type { ClusterRecord } from '../world/cluster.js';
import { type Grant, longTermHours, suffixOf } from '../world/grant.js';
import type { Identities, Identity, PolicyDocument } from '../world/identities.js';
import { clusterKinds, regionNames } from './catalogue.js';
import { generatedIdentities } from './generate.js';
import type { Scenario, ScenarioCluster, ScenarioHolder, ScenarioIdentity } from './scenario.js';

const dayMs = 86_400_000;

/** Everything the rest is derived from is hashed from names, so that a scenario is the same in every run. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function digits(text: string, count: number): string {
  return (BigInt(`0x${hashed(text)}`) % 10n ** BigInt(count)).toString().padStart(count, '0');
}

/** Sixteen digits. */
export function accountIdOf(scenario: Scenario): string {
  return `1${digits(`account ${scenario.account ?? 'ackring'}`, 15)}`;
}

/** Adds the root, ops, and whom the scenario names. */
export function addIdentities(identities: Identities, scenario: Scenario): void {
  const usual: ScenarioIdentity[] = [
    { name: 'root', type: 'root', displayName: scenario.account ?? 'ackring' },
    { name: 'ops', displayName: 'Operations' },
  ];
  const generated = generatedIdentities(scenario.generate?.identities ?? 0);
  for (const each of [...usual, ...(scenario.identities ?? []), ...generated]) {
    identities.add(buildIdentity(each, identities.accountId));
  }
}

function buildIdentity(each: ScenarioIdentity, accountId: string): Identity {
  const type = each.type ?? 'user';
  const key = hashed(`access key ${each.name}`);
  const hasKey = type !== 'role';
  return {
    uid: uidOf(each, accountId),
    name: each.name,
    displayName: each.displayName ?? each.name,
    type: type === 'root' ? 'RootAccount' : type === 'user' ? 'RamUser' : 'RamRole',
    state: each.state ?? 'Active',
    accessKeys: hasKey ? [{ id: `LTAI5t${key.slice(0, 18)}`, secret: key.slice(20, 50), active: true }] : [],
    policies: policiesOf(each),
    trusts: (each.trusts ?? []).map((trust) => (trust === 'root' ? `acs:ram::${accountId}:root` : trust)),
    cloudService: each.cloudService ?? null,
  };
}

function uidOf(each: ScenarioIdentity, accountId: string): string {
  if (each.type === 'root') return accountId;
  return `${each.type === 'role' ? '3' : '2'}${digits(`uid ${each.name}`, 17)}`;
}

const fullAccess: PolicyDocument = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

function policiesOf({ policies = 'full' }: ScenarioIdentity): PolicyDocument[] {
  if (policies === 'full') return [fullAccess];
  return policies === 'none' ? [] : [...policies];
}

/** Region ids with their names: those given, or those of the clusters; a generated fleet has all. */
export function regionsOf(scenario: Scenario): { id: string; name: string }[] {
  const used = (scenario.clusters ?? []).map((cluster) => cluster.region ?? usualRegion);
  const ids = scenario.regions ?? [...used, ...(scenario.generate ? Object.keys(regionNames) : [])];
  return [...new Set(ids)].map((id) => ({ id, name: regionNames[id] ?? id }));
}

const usualRegion = 'ap-northeast-1';

/** One cluster with its holders, as of `now`. */
export function buildCluster(
  each: ScenarioCluster,
  options: { index: number; now: Date; identities: Identities },
): ClusterRecord {
  const { index, now, identities } = options;
  const region = each.region ?? usualRegion;
  const kind = clusterKinds[each.kind ?? 'managed'];
  const created = new Date(now.getTime() - (each.createdDaysAgo ?? 1100) * dayMs);
  const holders = Object.entries(each.holders ?? {}).map(([name, holder]) => {
    const identity = identities.byName(name);
    if (!identity) throw new Error(`scenario: cluster ${each.name} has an unknown holder: ${name}`);
    return buildGrant(identity.uid, holder, now);
  });
  return {
    id: `c${hashed(`cluster ${region}/${each.name}`).slice(0, 32)}`,
    index,
    ownAddress: null,
    isTouched: true,
    name: each.name,
    region,
    type: kind.type,
    profile: kind.profile,
    spec: each.spec ?? kind.spec,
    state: each.state ?? 'running',
    version: each.version ?? '1.34.1',
    created,
    updated: created,
    tags: { ...each.tags },
    hasPublicEndpoint: each.public ?? true,
    privateReachable: each.privateReachable ?? false,
    certificateProfile: each.certificates ?? '2026',
    extraSans: [...(each.extraSans ?? [])],
    missingSans: each.missingSans ?? [],
    auditLog: each.auditLog ?? true,
    latencyMs: each.latencyMs ?? 0,
    grants: new Map(holders.map((grant) => [grant.uid, grant])),
  };
}

/** One holder's grant, as of `now`. */
export function buildGrant(uid: string, holder: ScenarioHolder, now: Date): Grant {
  const daysLeft = holder.daysLeft ?? null;
  // Half a day more, so that the whole days left stay what the scenario says for as long as a run takes.
  const leftMs = ((daysLeft ?? 0) + 0.5) * dayMs;
  const issuedAt = daysLeft === null ? now : new Date(now.getTime() + leftMs - longTermHours * 3_600_000);
  const lastSeen = holder.lastSeenDaysAgo === undefined ? 30 : holder.lastSeenDaysAgo;
  return {
    uid,
    state: holder.state ?? (daysLeft === null ? 'unissued' : 'issued'),
    issuedAt,
    suffix: suffixOf(issuedAt),
    lifeHours: longTermHours,
    nextLifeHours: longTermHours,
    credential: null,
    roles: (holder.roles ?? ['admin']).map((text) => {
      const [role = '', namespace = null] = text.split('@');
      return { role, namespace };
    }),
    lastActivity: lastSeen === null ? null : new Date(now.getTime() - lastSeen * dayMs),
    isOwner: holder.owner ?? false,
  };
}
