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
  readonly tasks: Map<string, AsyncTask>;
  /** Oldest first; the last thousand are kept. */
  readonly invocations: Invocation[];
  asyncConfig: AsyncInvokeConfig | null;
}

const keptInvocations = 1000;

/** Runs a function and keeps what came of it. */
export async function invoke(entry: FunctionEntry, event: Buffer, requestId: string): Promise<Invocation> {
  const invocation = await entry.pool.invoke(event, requestId);
  entry.shipLog(invocation);
  entry.invocations.push(invocation);
  if (entry.invocations.length > keptInvocations) entry.invocations.shift();
  return invocation;
}
