import type {
  DeployedFunction,
  FunctionStatus,
  Invocation,
  InvokeOptions,
} from '../../cloud/function-compute/api.js';
import type { RefuseWhenReadOnly } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { parseRotationConfiguration, type RotationConfiguration } from '../configuration/configuration.js';
import type { FunctionLog } from './function-log.js';

/**
 * The deployed function, as `service/function` (FC 2.0) or a plain name (FC 3.0), followed by `@region` if not in the
 * region of the flag or the credentials.
 */
export interface DeployedFunctions {
  status(name: string, options?: { signal?: AbortSignal }): Promise<FunctionStatus>;
  /** What it wrote, from its logstore; throws ResourceNotFound if it keeps no log. */
  log(
    status: Pick<FunctionStatus, 'name' | 'region' | 'logs'>,
    span: { readonly from: Date; readonly to: Date; readonly limit: number },
    options?: { signal?: AbortSignal },
  ): Promise<FunctionLog>;
  /** The rotation it was deployed with, if its environment contains the YAML itself; else null. */
  rotation(name: string, options?: { signal?: AbortSignal }): Promise<RotationConfiguration | null>;
  /** Sends it an event; refused in read-only mode, whatever the event. */
  invoke(name: string, event: string, options?: InvokeOptions): Promise<Invocation>;
}

export interface DeployedFunctionsPorts {
  /** By its name, with or without a region. */
  readonly open: (place: string, signal: AbortSignal | undefined) => Promise<DeployedFunction>;
  readonly readLog: DeployedFunctions['log'];
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

/** The deployed function, reached with this terminal's credentials. */
export function createDeployedFunctions(ports: DeployedFunctionsPorts): DeployedFunctions {
  return {
    status: async (name, { signal } = {}) => (await ports.open(name, signal)).status(signal),
    log: ports.readLog,
    rotation: async (name, { signal } = {}) => {
      const yaml = await (await ports.open(name, signal)).rotationSetting(signal);
      if (yaml === null || yaml.trim() === '' || yaml.startsWith('oss://')) return null;
      return parseRotationConfiguration(yaml, `ACKRING_ROTATION of ${name}`);
    },
    invoke: async (name, event, { signal, async: isAsync = false } = {}) => {
      await ports.refuseWhenReadOnly(say('invoke the function {name}', { name }));
      return (await ports.open(name, signal)).invoke(event, { async: isAsync, signal });
    },
  };
}
