import { authenticate, createNonces } from '../acs3/authenticate.js';
import { jsonReply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';
import type { Service } from '../services/service.js';
import type { World } from '../world/world.js';
import { cleanRoutes } from './clean.js';
import { clusterRoutes } from './clusters.js';
import { kubeconfigRoutes } from './kubeconfigs.js';
import { modifyRoutes } from './modify.js';
import { permissionRoutes } from './permissions.js';
import { noSuchOperation, retiredRoutes } from './retired.js';
import { matchPath } from './route.js';
import { stateRoutes } from './states.js';
import { taskRoutes } from './tasks.js';

const routes = [
  ...clusterRoutes,
  ...kubeconfigRoutes,
  ...stateRoutes,
  ...cleanRoutes,
  ...permissionRoutes,
  ...modifyRoutes,
  ...taskRoutes,
  ...retiredRoutes,
];

/**
 * ACK, version 2015-12-15. One endpoint serves every region.
 */
export function createAckService(world: World): Service {
  const nonces = createNonces();
  return {
    operations: routes,
    operation: (request) => find(request)?.route.operation ?? 'Unknown',
    async handle(request, effects) {
      const found = find(request);
      if (!found || (found.route.isRetired && world.switches.retired === 'gone')) throw noSuchOperation();
      const caller = authenticate(request, world, nonces);
      const misissue = effects.find((effect) => effect.kind === 'misissue') ?? null;
      const reply = await found.route.handle({ world, request, caller, path: found.path, misissue });
      return { ...reply, headers: { ...reply.headers, 'x-acs-request-id': request.id } };
    },
    renderError: (error, request) =>
      jsonReply(
        error.status,
        {
          code: error.code,
          message: error.message,
          requestId: request.id,
          status: error.status,
          ...error.details,
        },
        { 'x-acs-request-id': request.id, ...error.headers },
      ),
  };
}

function find(request: ServiceRequest) {
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const path = matchPath(route.pattern, request.path);
    if (path) return { route, path };
  }
  return null;
}
