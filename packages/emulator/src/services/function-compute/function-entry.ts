import type { AsyncInvokeConfig, AsyncTask } from './async-queue.js';
import type { DeployedFunction } from './definition.js';
import type { Invocation, ShipLog } from './invocation.js';
import type { Pool } from './pool.js';
import type { Trigger } from './trigger.js';

/** A deployed function with everything that belongs to it. */
export interface FunctionEntry {
  readonly fn: DeployedFunction;
  readonly pool: Pool;
  readonly shipLog: ShipLog;
  /** Which of its versions this is. */
  readonly qualified: Qualified;
  readonly versions: Map<string, PublishedVersion>;
  readonly aliases: Map<string, Alias>;
  readonly triggers: Map<string, Trigger>;
  /** Oldest first; as many as of invocations are kept. */
  readonly tasks: Map<string, AsyncTask>;
  /** Oldest first; the last two hundred are kept: an answer may be large. */
  readonly invocations: Invocation[];
  /** By qualifier: each name of the function has its own. */
  readonly asyncConfigs: Map<string, AsyncInvokeConfig>;
}

const kept = 200;

/** Runs a function and keeps what came of it. */
export async function invoke(entry: FunctionEntry, event: Buffer, requestId: string): Promise<Invocation> {
  const invocation = await entry.pool.invoke(event, { requestId, qualified: entry.qualified });
  entry.shipLog(invocation);
  entry.invocations.push(invocation);
  if (entry.invocations.length > kept) entry.invocations.shift();
  return invocation;
}

/** The entry as a version's or an alias's name leads to it; undefined where it leads nowhere. */
export function qualifiedEntry(entry: FunctionEntry, qualifier: string): FunctionEntry | undefined {
  if (qualifier === '' || qualifier === 'LATEST') return entry;
  const versionId = entry.aliases.get(qualifier)?.versionId ?? qualifier;
  const version = entry.versions.get(versionId);
  if (!version) return undefined;
  const { fn, pool, shipLog } = version;
  return { ...entry, fn, pool, shipLog, qualified: { qualifier, versionId } };
}

/** How asynchronous invocations by this name are treated; null until somebody says so. */
export function asyncConfigOf({ asyncConfigs, qualified }: FunctionEntry): AsyncInvokeConfig | null {
  return asyncConfigs.get(qualified.qualifier) ?? null;
}

/** Forgets the oldest asynchronous invocations that have ended. */
export function forgetOldTasks({ tasks }: FunctionEntry): void {
  const ended = [...tasks.values()].filter(({ endedAt }) => endedAt !== null);
  for (const { id } of ended.slice(0, Math.max(0, tasks.size - kept))) tasks.delete(id);
}

/** A function as it was when it was published: what is deployed later does not change it. */
export interface PublishedVersion {
  /** `1`, `2`, …; an id is never given twice. */
  readonly id: string;
  readonly description: string;
  readonly fn: DeployedFunction;
  readonly pool: Pool;
  readonly shipLog: ShipLog;
  readonly created: string;
}

/** A name that leads to a version, and can be led to another. */
export interface Alias {
  readonly name: string;
  readonly versionId: string;
  readonly description: string;
  readonly created: string;
  readonly modified: string;
}

/** By which name a function was invoked, and the version that this led to; empty for what is not published. */
export interface Qualified {
  readonly qualifier: string;
  readonly versionId: string;
}

export const latest: Qualified = { qualifier: 'LATEST', versionId: '' };
