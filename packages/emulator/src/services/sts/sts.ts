import type { Service } from '../../service.js';
import type { World } from '../../world/world.js';
import { assuming, createRpcService } from '../rpc/rpc-service.js';
import { assumeRole } from './assume-role.js';
import { callerIdentity } from './caller-identity.js';

/** The Security Token Service: AssumeRole and GetCallerIdentity. Its sessions live in the world, for every service. */
export function createSts(world: World): Service {
  return createRpcService({
    world,
    hostId: 'sts.aliyuncs.com',
    version: '2015-04-01',
    operations: {
      AssumeRole: assuming('a session lasts an hour at most', (call) => assumeRole(world, call)),
      GetCallerIdentity: (call) => callerIdentity(world, call),
    },
  });
}
