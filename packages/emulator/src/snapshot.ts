import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorld, type WorldOptions } from './create-world.js';
import type { ServiceName } from './http/service-names.js';
import { restoreObjects, type SavedObjects, saveObjects } from './kubernetes/model/store.js';
import type { Service } from './services/service.js';
import type { ClusterRecord, Credential, Grant, RemovedKubeconfig } from './world/cluster.js';
import type { SavedAuthorities } from './world/cluster-authorities.js';
import type { Identity, Session } from './world/identities.js';
import type { Scenario } from './world/scenario.js';
import type { SavedTasks } from './world/tasks.js';
import type { World } from './world/world.js';

/** Version of the snapshot's shape. */
const snapshotVersion = 5;

/**
 * Writes the whole state to `directory`: `world.json` and one file per service, readable by the owner only, since
 * they contain every private key. Running tasks are saved as interrupted. Unused generated clusters are left out:
 * they are generated again by their rule.
 */
export async function saveSnapshot(
  world: World,
  services: ReadonlyMap<ServiceName, Service>,
  directory: string,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await refuseOpenFolder(directory);
  const touched = [...world.clusters.all()].filter((cluster) => cluster.isTouched);
  const state = {
    version: snapshotVersion,
    now: world.clock.now(),
    toldAt: world.toldAt,
    scenario: { ...world.scenario, switches: world.switches },
    identities: world.identities.all(),
    sessions: world.identities.sessions(),
    clusters: await Promise.all(touched.map((cluster) => saveCluster(world, cluster))),
    tasks: world.tasks.save(),
  };
  await writeJson(directory, 'world.json', state);
  for (const [name, service] of services) {
    if (service.save) await writeJson(directory, `${name}.json`, service.save());
  }
}

/**
 * Access keys and private keys lie in it, and what is read from it is believed: it must be of this user and closed to
 * everybody else. Windows has no such modes.
 */
async function refuseOpenFolder(directory: string): Promise<void> {
  const own = process.getuid?.();
  if (own === undefined) return;
  const { uid, mode } = await stat(directory);
  if (uid === own && (mode & 0o077) === 0) return;
  throw new Error(
    `${directory}: open to other users; make it yours alone (chmod 700), or name another folder`,
  );
}

async function saveCluster(world: World, cluster: ClusterRecord) {
  const grants = [...cluster.grants.values()].map(async (grant) => ({
    ...grant,
    credential: await grant.credential,
    bin: await Promise.all(grant.bin.map(async (each) => ({ ...each, credential: await each.credential }))),
  }));
  return {
    ...cluster,
    grants: await Promise.all(grants),
    authorities: await world.authorities.save(cluster),
    objects: saveObjects(cluster),
    ports: await world.apiServers.ports(cluster),
  };
}

/** Beside it first, so that a snapshot is never incomplete. */
async function writeJson(directory: string, name: string, value: unknown): Promise<void> {
  const path = join(directory, name);
  await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** A snapshot as written, with instants revived. */
interface Snapshot {
  readonly version: number;
  readonly now: Date;
  readonly toldAt: Date;
  readonly scenario: Scenario;
  readonly identities: readonly Identity[];
  readonly sessions: readonly (Omit<Session, 'identity'> & { readonly uid: string })[];
  readonly clusters: readonly SavedCluster[];
  readonly tasks: SavedTasks;
}

/** With the credential itself. */
type Saved<T> = Omit<T, 'credential'> & { readonly credential: Credential | null };

interface SavedCluster extends Omit<ClusterRecord, 'grants'> {
  readonly grants: readonly (Saved<Omit<Grant, 'bin'>> & {
    readonly bin: readonly Saved<RemovedKubeconfig>[];
  })[];
  readonly authorities: SavedAuthorities | null;
  readonly objects: SavedObjects | null;
  /** Where its API server listened, by endpoint. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Whether `directory` holds a snapshot. */
export function hasSnapshot(directory: string): boolean {
  return existsSync(join(directory, 'world.json'));
}

/** Reads the world's part of a snapshot. Only this program's own output is read, so its shape is trusted. */
export async function readSnapshot(directory: string): Promise<Snapshot> {
  await refuseOpenFolder(directory);
  const snapshot = Object(await readJson(directory, 'world.json', revive)) as Snapshot;
  if (snapshot.version === snapshotVersion) return snapshot;
  throw new Error(
    `${directory}: snapshot of version ${snapshot.version}, this program reads ${snapshotVersion}; ${remedy}`,
  );
}

const remedy = 'name another folder, or remove this one, and the scenario starts anew';

async function readJson(directory: string, name: string, reviver?: typeof revive): Promise<unknown> {
  const text = await readFile(join(directory, name), 'utf8');
  try {
    return JSON.parse(text, reviver);
  } catch (error) {
    throw new Error(`${join(directory, name)}: not a whole snapshot; ${remedy}`, { cause: error });
  }
}

/** One service's part, or null if there is none. */
export async function readServiceState(directory: string, name: string): Promise<unknown> {
  return existsSync(join(directory, `${name}.json`)) ? readJson(directory, `${name}.json`) : null;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Dates are written with milliseconds; nothing else in a world looks like that. */
function revive(_: string, value: unknown): unknown {
  return typeof value === 'string' && instant.test(value) ? new Date(value) : value;
}

/**
 * Restores a world from a snapshot. Its clock continues from where it was saved, unless `now` is given; API servers
 * return to their old ports if those are free, so that old kubeconfigs keep working.
 */
export function restoreWorld(snapshot: Snapshot, options: WorldOptions): World {
  const world = createWorld(snapshot.scenario, {
    ...options,
    now: options.now ?? snapshot.now,
    toldAt: snapshot.toldAt,
  });
  for (const identity of snapshot.identities) world.identities.add(identity);
  for (const { uid, ...session } of snapshot.sessions) {
    const identity = world.identities.get(uid);
    if (identity) world.identities.addSession({ ...session, identity });
  }
  for (const saved of snapshot.clusters) restoreCluster(world, saved);
  world.tasks.restore(snapshot.tasks);
  return world;
}

function restoreCluster(world: World, saved: SavedCluster): void {
  const { grants, authorities, objects, ports, ...record } = saved;
  const revived = grants.map((grant): Grant => {
    return { ...grant, ...promised(grant), bin: grant.bin.map((each) => ({ ...each, ...promised(each) })) };
  });
  const cluster: ClusterRecord = { ...record, grants: new Map(revived.map((grant) => [grant.uid, grant])) };
  world.clusters.add(cluster);
  if (authorities) world.authorities.restore(cluster, authorities);
  if (objects) restoreObjects(cluster, objects);
  world.apiServers.prefer(cluster, ports);
}

function promised({ credential }: { readonly credential: Credential | null }): Pick<Grant, 'credential'> {
  return { credential: credential ? Promise.resolve(credential) : null };
}
