import type { ClusterRecord } from '../world/cluster.js';
import type { Identities, Identity } from '../world/identities.js';
import { regionNames, type ScenarioCluster, type ScenarioHolder } from '../world/scenario.js';
import { type Account, buildCluster, buildGrant } from './build.js';

const teams = ['payments', 'web', 'data', 'search', 'games', 'risk', 'ads'];

const environments = ['prod', 'prod', 'staging', 'dev'];

const versions = ['1.34.1', '1.33.3', '1.33.3', '1.32.7', '1.31.9', '1.30.7'];

const roles = ['admin', 'ops', 'dev', 'restricted', 'admin-view'];

/**
 * One cluster of a generated fleet, always the same for the same index and time. Its holders are only created on
 * demand: ten thousand clusters of twenty holders would take most of the memory.
 */
export function generateCluster(options: {
  index: number;
  now: Date;
  identities: Identities;
  account: Account;
}): ClusterRecord {
  const { index, now, identities, account } = options;
  const record = buildCluster(describe(index), options);
  const holders = () =>
    identities.all().filter((each) => each.accountId === account.id && each.cloudService === null);
  let grants: ClusterRecord['grants'] | undefined;
  return {
    ...record,
    ownAddress: `127.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
    get grants() {
      grants ??= makeGrants(index, now, holders());
      return grants;
    },
    get isTouched() {
      return grants !== undefined;
    },
  };
}

function describe(index: number): ScenarioCluster {
  const regions = Object.keys(regionNames);
  const region = at(regions, index);
  const environment = at(environments, index >> 2);
  const team = at(teams, index);
  return {
    name: `${environment}-${region}-${team}-${String(index).padStart(5, '0')}`,
    region,
    kind:
      index % 11 === 0
        ? 'serverless'
        : index % 13 === 0
          ? 'edge'
          : index % 17 === 0
            ? 'dedicated'
            : 'managed',
    state: index % 97 === 0 ? 'updating' : index % 503 === 0 ? 'deleting' : 'running',
    version: at(versions, index),
    public: index % 3 !== 0,
    tags: { env: environment, team },
  };
}

function makeGrants(index: number, now: Date, identities: readonly Identity[]): ClusterRecord['grants'] {
  const grants: ClusterRecord['grants'] = new Map();
  for (const [place, identity] of identities.entries()) {
    const mixed = mix(index * 131 + place);
    if (identity.type === 'RootAccount' || mixed % 5 === 0) continue;
    grants.set(identity.uid, buildGrant(identity.uid, holder(mixed), now));
  }
  return grants;
}

function holder(mixed: number): ScenarioHolder {
  return {
    daysLeft: (mixed % 1155) - 60,
    roles: [at(roles, mixed >>> 4)],
    lastSeenDaysAgo: (mixed >>> 8) % 200,
  };
}

/** A small integer hash: neighbours get distant values. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function at<T>(items: readonly [T, ...T[]] | readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}
