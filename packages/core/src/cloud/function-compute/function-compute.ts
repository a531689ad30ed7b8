import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import {
  type DeployedFunction,
  type FunctionComputeOptions,
  functionNameText,
  parseFunctionName,
} from './api.js';

/** Opens a function by `service/function` (FC 2.0, `@alicloud/fc2`) or by a plain name (FC 3.0). */
export async function openFunction(name: string, options: FunctionComputeOptions): Promise<DeployedFunction> {
  const parsed = parseFunctionName(name);
  if (parsed.service === null) {
    const { createFunction3 } = await import('./fc3.js');
    return withItsName(createFunction3(parsed, options), options);
  }
  const { createFunction2 } = await import('./fc2.js');
  return withItsName(createFunction2({ ...parsed, service: parsed.service }, options), options);
}

/** Names the missing function, and where it was looked for. */
function withItsName(deployed: DeployedFunction, { region }: FunctionComputeOptions): DeployedFunction {
  const name = functionNameText(deployed.name);
  const named = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof AckringError) || error.code !== 'ResourceNotFound') throw error;
      throw new AckringError(
        'ResourceNotFound',
        say('there is no function {name} in {region}', { name, region }),
        {
          remedy: say(
            'Deploy it with `s deploy`; if it has another name or region, say so: `ackring function status NAME@REGION`.',
          ),
          requestId: error.requestId ?? undefined,
          cause: error,
        },
      );
    }
  };
  return {
    name: deployed.name,
    status: (signal) => named(deployed.status(signal)),
    rotationSetting: (signal) => named(deployed.rotationSetting(signal)),
    invoke: (event, invokeOptions) => named(deployed.invoke(event, invokeOptions)),
  };
}
