import type { KeptRuns } from '@ackring/core/rotation/report/kept-runs';
import { type AckringError, toAckringError } from '@ackring/core/words/errors';
import type { Services } from '../services.js';

/** The runs that the sinks keep: those of a configuration file, else of the function's own, else of the one here. */
export async function functionRuns(
  { functions, rotation }: Services,
  name: string,
  { config, signal }: { readonly config: string | undefined; readonly signal: AbortSignal },
): Promise<KeptRuns> {
  const own = config === undefined ? await functions.rotation(name, { signal }) : null;
  const configuration = own ?? (await rotation.configuration(config ?? null));
  return rotation.keptRuns({ configuration, signal });
}

/** The value, or the error as one, so that what fails does not stop what does not. */
export async function settled<T>(work: Promise<T>): Promise<T | AckringError> {
  try {
    return await work;
  } catch (error) {
    return toAckringError(error);
  }
}
