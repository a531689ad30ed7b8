import type { AsyncInvokeConfig, AsyncTask } from './async-task.js';
import type { DeployedFunction } from './definition.js';
import type { Invocation } from './invocation.js';
import type { ShipLog } from './log-shipping.js';
import type { Pool } from './pool.js';
import type { Trigger } from './trigger.js';

/** A deployed function with everything that belongs to it. */
export interface FunctionEntry {
  readonly fn: DeployedFunction;
  readonly pool: Pool;
  readonly shipLog: ShipLog;
  readonly triggers: Map<string, Trigger>;
  /** Oldest first; as many as of invocations are kept. */
  readonly tasks: Map<string, AsyncTask>;
  /** Oldest first; the last two hundred are kept: an answer may be large. */
  readonly invocations: Invocation[];
  asyncConfig: AsyncInvokeConfig | null;
}

const kept = 200;

/** Runs a function and keeps what came of it. */
export async function invoke(entry: FunctionEntry, event: Buffer, requestId: string): Promise<Invocation> {
  const invocation = await entry.pool.invoke(event, requestId);
  entry.shipLog(invocation);
  entry.invocations.push(invocation);
  if (entry.invocations.length > kept) entry.invocations.shift();
  return invocation;
}

/** Forgets the oldest asynchronous invocations that have ended. */
export function forgetOldTasks({ tasks }: FunctionEntry): void {
  const ended = [...tasks.values()].filter(({ endedAt }) => endedAt !== null);
  for (const { id } of ended.slice(0, Math.max(0, tasks.size - kept))) tasks.delete(id);
}
