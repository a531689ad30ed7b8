import { AckringError } from '@ackring/core/errors';
import type { CreateServices, ServiceOptions } from './wiring.js';

export interface AppOptions {
  /** Called again with another profile or other regions when they are switched inside the screen. */
  readonly createServices: CreateServices;
  readonly options: ServiceOptions;
  /** From `--lang`; null follows settings and locale. */
  readonly language: string | null;
  /** Aborted by SIGTERM and SIGHUP: restore the terminal and return. */
  readonly signal: AbortSignal;
}

/** The full screen; resolves with the exit code when it is left. */
export async function runApp(_options: AppOptions): Promise<number> {
  throw new AckringError('UsageInvalid', 'the full screen is not there yet', { remedy: 'Name a command.' });
}
