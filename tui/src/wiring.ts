import { AckringError } from '@ackring/core/errors';
import type { Services } from './services.js';

export type { Services } from './services.js';

export interface ServiceOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home folder: `~/.kube`, `~/.aliyun` and the state folder hang on it. */
  readonly home: string;
  readonly profile: string | null;
  /** Empty for every region. */
  readonly regions: readonly string[];
  readonly readOnly: boolean;
}

/** Joins core to its adapters; the only place that does. */
export type CreateServices = (options: ServiceOptions) => Services;

export const createServices: CreateServices = () => {
  throw new AckringError('Internal', 'the adapters are not joined yet', { remedy: 'Wait for them.' });
};
