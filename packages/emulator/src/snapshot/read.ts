import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedObjects } from '../kubernetes/store.js';
import type { SavedAuthorities } from '../pki/cluster-authorities.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { Credential, Grant } from '../world/grant.js';
import type { Identity, Session } from '../world/identities.js';
import type { SavedTasks } from '../world/tasks.js';
import { snapshotVersion } from './save.js';

/** A snapshot as it was written, instants revived. */
export interface Snapshot {
  readonly version: number;
  readonly now: Date;
  readonly toldAt: Date;
  readonly scenario: Scenario;
  readonly identities: readonly Identity[];
  readonly sessions: readonly (Omit<Session, 'identity'> & { readonly uid: string })[];
  readonly clusters: readonly SavedCluster[];
  readonly tasks: SavedTasks;
}

export interface SavedCluster extends Omit<ClusterRecord, 'grants'> {
  readonly grants: readonly (Omit<Grant, 'credential'> & { readonly credential: Credential | null })[];
  readonly authorities: SavedAuthorities | null;
  readonly objects: SavedObjects | null;
  /** Where its API server listened, by endpoint. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Whether `directory` holds a snapshot. */
export function hasSnapshot(directory: string): boolean {
  return existsSync(join(directory, 'world.json'));
}

/** Reads the world's part of a snapshot. Only what this program wrote is read back, so its shape is trusted. */
export async function readSnapshot(directory: string): Promise<Snapshot> {
  const text = await readFile(join(directory, 'world.json'), 'utf8');
  const snapshot: Snapshot = JSON.parse(text, revive);
  if (snapshot.version === snapshotVersion) return snapshot;
  throw new Error(
    `${directory}: snapshot of version ${snapshot.version}, this program reads ${snapshotVersion}`,
  );
}

/** One service's part as it gave it, or null when there is none. */
export async function readServiceState(directory: string, name: string): Promise<unknown> {
  const path = join(directory, `${name}.json`);
  return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : null;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Dates are written with milliseconds; nothing else in a world is. */
function revive(_: string, value: unknown): unknown {
  return typeof value === 'string' && instant.test(value) ? new Date(value) : value;
}
