import type { Service } from '../../service.js';
import type { World } from '../../world/world.js';
import { permitOrRefuse } from '../permit.js';
import { assuming, createRpcService } from '../rpc/rpc-service.js';
import { type CustomEvent, readEvents } from './custom-events.js';

/** CloudMonitor's custom events. */
export interface CloudMonitor extends Service {
  /** Every event received, oldest first. */
  readonly events: readonly CustomEvent[];
}

const permit = permitOrRefuse({
  status: 403,
  code: 'Forbidden.RAM',
  message: () => 'User not authorized to operate on the specified resource.',
});

/** Makes the service for one world. */
export function createCloudMonitor(world: World): CloudMonitor {
  const events: CustomEvent[] = [];
  const service = createRpcService({
    world,
    hostId: 'metrics.cn-hangzhou.aliyuncs.com',
    version: '2019-01-01',
    operations: {
      PutCustomEvent: assuming('the codes for what cannot be read', ({ caller, parameters }) => {
        permit(caller, 'cms:PutCustomEvent', `acs:cms:*:${world.identities.accountId}:*`);
        events.push(...readEvents(parameters));
        return { Code: '200', Message: 'success' };
      }),
    },
  });
  return { ...service, events };
}
