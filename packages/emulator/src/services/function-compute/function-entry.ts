import type { World } from '../../world/world.js';
import type { LogService } from '../log-service/log-service.js';
import type { DeployedFunction, Qualified } from './definition.js';
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
  /** Oldest first; as many are kept as of invocations. */
  readonly tasks: Map<string, AsyncTask>;
  /** Oldest first; the last two hundred are kept: an answer may be large. */
  readonly invocations: Invocation[];
  /** By qualifier: each name of the function has its own. */
  readonly asyncConfigs: Map<string, AsyncInvokeConfig>;
}

const kept = 200;

/** Runs a function and records the outcome. */
export async function invoke(entry: FunctionEntry, event: Buffer, requestId: string): Promise<Invocation> {
  const invocation = await entry.pool.invoke(event, { requestId, qualified: entry.qualified });
  entry.shipLog(invocation);
  entry.invocations.push(invocation);
  if (entry.invocations.length > kept) entry.invocations.shift();
  return invocation;
}

/** The entry for a version's or an alias's name; undefined if there is none. */
export function qualifiedEntry(entry: FunctionEntry, qualifier: string): FunctionEntry | undefined {
  if (qualifier === '' || qualifier === 'LATEST') return entry;
  const versionId = entry.aliases.get(qualifier)?.versionId ?? qualifier;
  const version = entry.versions.get(versionId);
  if (!version) return undefined;
  const { fn, pool, shipLog } = version;
  return { ...entry, fn, pool, shipLog, qualified: { qualifier, versionId } };
}

/** How asynchronous invocations by this name are treated; null until configured. */
export function asyncConfigOf({ asyncConfigs, qualified }: FunctionEntry): AsyncInvokeConfig | null {
  return asyncConfigs.get(qualified.qualifier) ?? null;
}

/** Drops the oldest asynchronous invocations that have ended. */
export function forgetOldTasks({ tasks }: FunctionEntry): void {
  const ended = [...tasks.values()].filter(({ endedAt }) => endedAt !== null);
  for (const { id } of ended.slice(0, Math.max(0, tasks.size - kept))) tasks.delete(id);
}

/** A published function: later deployments do not change it. */
export interface PublishedVersion {
  /** `1`, `2`, …; an id is never reused. */
  readonly id: string;
  readonly description: string;
  readonly fn: DeployedFunction;
  readonly pool: Pool;
  readonly shipLog: ShipLog;
  readonly created: string;
}

/** A name for a version, which can be pointed to another. */
export interface Alias {
  readonly name: string;
  readonly versionId: string;
  readonly description: string;
  readonly created: string;
  readonly modified: string;
}

/** How an invocation failed, as `x-fc-error-type` names it. */
export type FunctionErrorType = 'HandledInvocationError' | 'UnhandledInvocationError' | 'InitializationError';

/** One finished run of a function. */
export interface Invocation {
  readonly requestId: string;
  readonly instanceId: string;
  readonly startedAt: Date;
  readonly event: Buffer;
  /** What the function answered, or its error as JSON. */
  readonly body: Buffer;
  /** Null if it succeeded. */
  readonly errorType: FunctionErrorType | null;
  readonly log: string;
  readonly durationMs: number;
  readonly memoryMb: number;
}

/** The end of a log as returned for `x-fc-log-type: Tail`: at most 4 KB. */
export function logTail(log: string): string {
  const bytes = Buffer.from(log);
  return bytes.subarray(Math.max(0, bytes.length - 4096)).toString('base64');
}

/** A log framed as Function Compute writes it. */
export function framedLog(lines: string, facts: FrameFacts): string {
  const { requestId, durationMs, memoryMb, memorySize } = facts;
  const usage = [
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memorySize} MB`,
    `Max Memory Used: ${memoryMb.toFixed(2)} MB`,
  ];
  return `FC Invoke Start RequestId: ${requestId}\n${lines}FC Invoke End RequestId: ${requestId}\n\n${usage.join(', ')}`;
}

interface FrameFacts {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly memorySize: number;
}

/** Writes an invocation's output to the function's logstore, a record per line. */
type ShipLog = (invocation: Invocation) => void;

/** Topics as the vendor's own tools query them: the service's name, or `FCLogs:<name>` in FC 3.0. */
export function createShipLog(world: World, fn: DeployedFunction, logs: LogService): ShipLog {
  const role = fn.role ? world.identities.byArn(fn.role) : undefined;
  const { logConfig, service, name, region } = fn;
  if (!logConfig || !role) return () => undefined;
  return ({ log, instanceId }) => {
    const time = Math.floor(world.clock.now().getTime() / 1000);
    const lines = log.split('\n').filter((line) => line.trim() !== '');
    const records = lines.map((message) => ({
      time,
      topic: service ?? `FCLogs:${name}`,
      fields: {
        ...(service === null ? {} : { serviceName: service }),
        functionName: name,
        qualifier: 'LATEST',
        versionId: '',
        instanceID: instanceId,
        message,
      },
    }));
    logs.post({ ...logConfig, region }, role, records);
  };
}

/** How asynchronous invocations of a function are treated. */
export interface AsyncInvokeConfig {
  /** 0–8, 3 by default. */
  readonly maxAsyncRetryAttempts: number;
  /** 1–604800, a day by default. */
  readonly maxAsyncEventAgeInSeconds: number;
  readonly asyncTask: boolean;
  readonly created: string;
  readonly modified: string;
}

export const defaultAsyncInvokeConfig = {
  maxAsyncRetryAttempts: 3,
  maxAsyncEventAgeInSeconds: 86_400,
  asyncTask: false,
} as const;

export type AsyncTaskStatus = 'Enqueued' | 'Running' | 'Retrying' | 'Succeeded' | 'Failed' | 'Expired';

/** One asynchronous invocation, with every attempt at it. */
export interface AsyncTask {
  readonly id: string;
  readonly requestId: string;
  readonly event: Buffer;
  readonly enqueuedAt: Date;
  status: AsyncTaskStatus;
  readonly attempts: Invocation[];
  endedAt: Date | null;
}

/** The warm instances of one function. */
export interface Pool {
  invoke(event: Buffer, asked: Asked): Promise<Invocation>;
  /** Kills the instance with this access key, in the middle of whatever it does; false if there is none. */
  killHolderOf(accessKeyId: string): boolean;
  /** Ends every instance; the next invocation starts cold. */
  stop(): Promise<void>;
}

/** An invocation's id, and the name it was requested by. */
export interface Asked {
  readonly requestId: string;
  readonly qualified: Qualified;
}
