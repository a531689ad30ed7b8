import type { World } from '../../world/world.js';
import type { LogService } from '../log-service/log-service.js';
import type { DeployedFunction } from './definition.js';
import type { Invocation } from './invocation.js';

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
