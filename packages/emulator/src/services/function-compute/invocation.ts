import type { World } from '../../world/world.js';
import type { LogService } from '../log-service/log-service.js';
import type { DeployedFunction } from './definition.js';

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
  /** Null when it succeeded. */
  readonly errorType: FunctionErrorType | null;
  readonly log: string;
  readonly durationMs: number;
  readonly memoryMb: number;
}

/** The end of a log as `x-fc-log-type: Tail` brings it: at most 4 KB. */
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

/** Hands what an invocation wrote to the function's logstore, a record a line. */
export type ShipLog = (invocation: Invocation) => void;

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
