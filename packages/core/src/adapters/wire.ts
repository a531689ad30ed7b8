import { cloudMonitorService } from '../rotation/notifiers/cloud-monitor.js';
import { ackService } from './ack/operations.js';
import { stsService } from './credentials/sts.js';
import { functionCompute2Service } from './function-compute/fc2.js';
import { functionComputeService } from './function-compute/fc3.js';
import { kmsService } from './kms-secrets.js';
import { logService } from './log-service/log-service.js';
import { ossService } from './oss-objects.js';

/** Everything that we send to the vendor's cloud and read of it. A service that is not here cannot be called. */
export const wireServices = [
  ackService,
  cloudMonitorService,
  functionCompute2Service,
  functionComputeService,
  kmsService,
  logService,
  ossService,
  stsService,
] as const;

export type WireService = (typeof wireServices)[number];
