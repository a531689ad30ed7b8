import type { CredentialSource } from '../../cloud/openapi/credential-source.js';
import type { Service } from '../../cloud/openapi/endpoints.js';
import type { Audience } from '../../cloud/openapi/error.js';
import type { RateLimiter } from '../../cloud/rate-limit.js';
import type { Clock } from '../../words/clock.js';
import type { RotationConfiguration } from '../configuration/configuration.js';

/** What every port of a rotation is made from. */
export interface RotationPortsOptions {
  readonly configuration: RotationConfiguration;
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where regional services are asked when the configuration names no other. */
  readonly region: string;
  readonly clock: Clock;
  /** One limiter a service, kept as long as the program runs: their limits are not shared. */
  readonly limiterOf: (service: Service) => RateLimiter;
  /** Whom a refusal tells what to ask for; default `person`. */
  readonly audience?: Audience | undefined;
}
