import { createHash } from 'node:crypto';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';

/** Names one account's fleet without asking anybody: two accounts or two clouds never share a cache. */
export function fleetCacheKey({ environment, profile }: ServiceOptions, settings: Settings): string {
  const parts = [
    profile ?? settings.profile ?? environment['ALIBABA_CLOUD_PROFILE'] ?? null,
    environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? null,
    environment['ALIBABA_CLOUD_ROLE_ARN'] ?? null,
    environment['ACKRING_CS_ENDPOINT'] ?? settings.endpoints['cs'] ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
