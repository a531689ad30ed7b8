import { createAckService } from '../ack/service.js';
import type { CreateService, ServiceName } from '../service.js';
import { createUnplugged } from './unplugged.js';

/** Which code answers for which service. */
export const services: Readonly<Record<ServiceName, CreateService>> = {
  cs: createAckService,
  kms: createUnplugged,
  oss: createUnplugged,
  fc: createUnplugged,
  sts: createUnplugged,
  cms: createUnplugged,
  dingtalk: createUnplugged,
  webhook: createUnplugged,
};
