import { ackService } from '../ack/operations.js';
import { cloudMonitorService } from '../cloud-monitor/operations.js';
import { functionCompute2Service, functionComputeService } from '../function-compute/operations.js';
import { kmsService } from '../kms/operations.js';
import { logService } from '../log-service/operations.js';
import { ossService } from '../oss/operations.js';
import { stsService } from '../sts/operations.js';

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
