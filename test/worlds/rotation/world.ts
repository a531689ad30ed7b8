import { specimenClusterId } from '@ackring/testkit/cluster';
import type { Certificates, Issued } from './certificates.js';
import type { Change, ChangeKind, ClusterPlan, FleetPlan, IdentityPlan } from './plan.js';
import { createStores, type OpenHub, type Store } from './stores.js';

/** The truth of one cluster; a new one under its name is another. */
export interface ClusterTruth {
  readonly id: string;
  /** Of the plan. */
  readonly index: number;
  readonly plan: ClusterPlan;
  readonly created: Date;
  name: string;
  updated: Date;
  generation: number;
  address: number;
  deletedOn: number | null;
  readonly grants: Map<string, Grant>;
}

export interface Grant {
  commonName: string;
  current: Issued | null;
}

/** Everything there is, and what is so tonight. */
export interface World {
  readonly plan: FleetPlan;
  readonly certificates: Certificates;
  readonly clusters: ClusterTruth[];
  readonly stores: readonly Store[];
  night: number;
  now: Date;
  /** Whether a lasting change is so tonight; what `where` does not name is any. */
  is(kind: ChangeKind, where?: Partial<Change>): boolean;
  /** The one that has that place in the plan today; undefined once it is deleted. */
  current(index: number): ClusterTruth | undefined;
  byId(id: string): ClusterTruth | undefined;
}

const dayMs = 86_400_000;
export const lifeMs = 1095 * dayMs;
const windowMs = 180 * dayMs;
const firstNight = new Date('2027-01-01T02:00:00Z').getTime();

export async function createWorld(
  plan: FleetPlan,
  certificates: Certificates,
  openHub?: OpenHub,
): Promise<World> {
  const clusters: ClusterTruth[] = [];
  const world: World = {
    plan,
    certificates,
    clusters,
    stores: await createStores(plan.sinks, openHub),
    night: 0,
    now: new Date(firstNight),
    is: (kind, where = {}) =>
      plan.changes.some(
        (change) =>
          change.kind === kind &&
          change.night <= world.night &&
          world.night < change.night + Math.max(change.nights, 1) &&
          Object.entries(where).every(([field, value]) => change[field as keyof Change] === value),
      ),
    current: (index) => clusters.findLast((each) => each.index === index && each.deletedOn === null),
    byId: (id) => clusters.find((each) => each.id === id),
  };
  for (const [index, cluster] of plan.clusters.entries()) {
    const made = addCluster(world, index, cluster.name);
    const since = new Date(firstNight + cluster.daysLeft * dayMs - lifeMs);
    for (const identity of ownersOf(world, made)) issueTo(world, made, identity, since);
  }
  return world;
}

export function beginNight(world: World, night: number): void {
  world.night = night;
  world.now = new Date(firstNight + night * dayMs);
}

export function addCluster(world: World, index: number, name: string): ClusterTruth {
  const plan = world.plan.clusters[index];
  if (plan === undefined) throw new Error(`no cluster ${index}`);
  const cluster: ClusterTruth = {
    id: specimenClusterId(1 + index + 4096 * world.clusters.filter((each) => each.index === index).length),
    index,
    plan,
    name,
    created: world.now,
    updated: new Date(firstNight - 30 * dayMs),
    generation: 0,
    address: 0,
    deletedOn: null,
    grants: new Map(),
  };
  world.clusters.push(cluster);
  for (const identity of ownersOf(world, cluster)) {
    cluster.grants.set(uidOf(identity), { commonName: nameAt(identity, world.now), current: null });
  }
  return cluster;
}

/** The identities that may have a kubeconfig of it. */
export function ownersOf({ plan }: World, cluster: Pick<ClusterTruth, 'plan'>): readonly IdentityPlan[] {
  return plan.identities.filter(({ account }) => account === cluster.plan.account);
}

export function uidOf({ name }: IdentityPlan): string {
  return { self: '210000000000000001', monitor: '310000000000000002' }[name] ?? '310000000000000003';
}

export function nameAt(identity: IdentityPlan, at: Date): string {
  return `${uidOf(identity)}-${Math.floor(at.getTime() / 1000)}`;
}

function issueTo(world: World, cluster: ClusterTruth, identity: IdentityPlan, at: Date): void {
  const commonName = nameAt(identity, at);
  const { id: clusterId, generation } = cluster;
  const wanted = { clusterId, uid: uidOf(identity), commonName, generation };
  cluster.grants.set(wanted.uid, { commonName, current: world.certificates.issue(wanted, at, lifeMs) });
}

/** As the cloud issues: the same one until half a year before its end, with the name it has since the last revoke. */
export function currentOf(world: World, cluster: ClusterTruth, uid: string): Issued | null {
  const grant = cluster.grants.get(uid);
  if (grant === undefined) return null;
  const { current, commonName } = grant;
  const isDue = current === null || world.now.getTime() >= current.notAfter.getTime() - windowMs;
  if (!isDue) return current;
  const { id: clusterId, generation } = cluster;
  grant.current = world.certificates.issue({ clusterId, uid, commonName, generation }, world.now, lifeMs);
  return grant.current;
}

export function serversOf({ index, id, plan, address }: ClusterTruth) {
  const era = Number.parseInt(id.slice(-4), 16) >> 12;
  const host = `${1 + address}.${1 + era}.${10 + index}`;
  return {
    public: plan.isPublic ? [`https://203.${host}:6443`] : [],
    private: [`https://10.${host}:6443`],
  };
}

/** Why a consumer of this text is not let in; null if they are. What does not answer lets in whoever it let in before. */
export type Trouble = 'torn' | 'gone' | 'ended' | 'authority' | 'revoked' | 'removed' | 'address' | 'another';

export function troubleOf(world: World, text: string, clusterId: string): Trouble | null {
  const held = world.certificates.heldIn(text);
  const owner = world.byId(clusterId);
  if (owner !== undefined && owner.deletedOn !== null) return 'gone';
  if (held === null) return 'torn';
  const { issued, server, authority } = held;
  const cluster = world.byId(issued.clusterId);
  if (cluster === undefined || cluster.id !== clusterId) return 'another';
  if (world.now > issued.notAfter) return 'ended';
  const { generation, grants, id } = cluster;
  if (issued.generation !== generation || authority !== world.certificates.authorityOf(id, generation))
    return 'authority';
  if (grants.get(issued.uid)?.commonName !== issued.commonName) return 'revoked';
  if (isRemoved(world, cluster, issued.uid)) return 'removed';
  const servers = serversOf(cluster);
  return [...servers.public, ...servers.private].includes(server) ? null : 'address';
}

export function isRemoved(world: World, { index }: ClusterTruth, uid: string): boolean {
  const identity = world.plan.identities.findIndex((each) => uidOf(each) === uid);
  return world.is('permissionsRemoved', { cluster: index, identity });
}

/** Whether its own API server answers tonight. */
export function isReachable(world: World, { index, deletedOn }: ClusterTruth): boolean {
  const cluster = index;
  const isShut = world.is('apiDown', { cluster }) || world.is('apiLies', { cluster });
  return deletedOn === null && !isShut && !world.is('notServing', { cluster });
}
