import { ApiError, jsonReply, type Reply, utcTime } from '../http/reply.js';
import { wholeNumber } from '../http/request.js';
import { type ClusterRecord, hasApiServer } from '../world/cluster.js';
import { changeGrant, laterSuffix, longTermHours } from '../world/grant.js';
import type { Identity } from '../world/identities.js';
import {
  grantOf,
  type KubeconfigParts,
  kubeconfigText,
  longTermCredential,
  temporaryCredential,
} from '../world/kubeconfig.js';
import { misissuedText } from './misissue.js';
import { ownIdentity, requireCluster, requirePermission } from './permission.js';
import type { AckCall, AckRoute } from './route.js';

/** Issuing and revoking kubeconfigs. */
export const kubeconfigRoutes: readonly AckRoute[] = [
  {
    operation: 'DescribeClusterUserKubeconfig',
    method: 'GET',
    pattern: '/k8s/{id}/user_config',
    assumed:
      'outside the window the one in force; a renewal keeps the common name; a public one without an EIP is 400',
    handle: describeOwn,
  },
  {
    operation: 'DescribeSubaccountK8sClusterUserConfig',
    method: 'GET',
    pattern: '/k8s/{id}/users/{uid}/user_config',
    assumed: 'as DescribeClusterUserKubeconfig',
    handle: describeSubaccount,
  },
  {
    operation: 'RevokeK8sClusterKubeConfig',
    method: 'DELETE',
    pattern: '/k8s/{id}/certs',
    assumed: 'it changes the common name, and kills temporary ones too',
    handle: revokeOwn,
  },
];

const minimumMinutes = 15;
const maximumMinutes = 4320;

function describeOwn(call: AckCall): Promise<Reply> {
  const cluster = requireCluster(call);
  const minutes = readMinutes(call);
  const context = minutes === null ? {} : { 'cs:KubeConfigDurationMinutes': String(minutes) };
  requirePermission(call, ['cs:DescribeClusterUserKubeconfig'], { cluster, context });
  return issue(call, cluster, call.caller.identity, minutes);
}

function describeSubaccount(call: AckCall): Promise<Reply> {
  const cluster = requireCluster(call);
  requireRoot(call, 'cs:DescribeSubaccountK8sClusterUserConfig');
  const identity = ownIdentity(call, call.path['uid'] ?? '');
  if (!identity) throw new ApiError(404, 'ErrorUserNotFound', 'the user does not exist');
  return issue(call, cluster, identity, readMinutes(call));
}

async function issue(
  call: AckCall,
  cluster: ClusterRecord,
  identity: Identity,
  minutes: number | null,
): Promise<Reply> {
  const { world } = call;
  const server = await serverUrl(call, cluster);
  const grant = grantOf(world, cluster, identity.uid);
  const { credential, notAfter } =
    minutes === null
      ? await longTermCredential(world, cluster, grant)
      : await temporaryCredential(world, cluster, grant, minutes);
  const { server: authority } = await world.authorities.of(cluster);
  const parts = { cluster, identity, server, authority: authority.certificate, credential };
  return jsonReply(200, {
    config: await configOf(call, parts, minutes),
    expiration: utcTime(notAfter),
  });
}

async function configOf(
  { world, misissue }: AckCall,
  parts: KubeconfigParts,
  minutes: number | null,
): Promise<string> {
  if (misissue === null) return kubeconfigText(parts);
  return misissuedText({ world, parts, minutes }, misissue);
}

/** A public kubeconfig of a cluster without an EIP is refused; the cloud's real behaviour is unknown. */
async function serverUrl({ world, request }: AckCall, cluster: ClusterRecord): Promise<string> {
  if (!hasApiServer(cluster)) {
    throw new ApiError(400, 'ErrorClusterState', `cluster ${cluster.id} is ${cluster.state}`);
  }
  const access = wantsPrivate(request.query) ? 'private' : 'public';
  const reached = (await world.apiServers.open(cluster)).filter((endpoint) => endpoint.access === access);
  const server = reached.find((endpoint) => endpoint.isInKubeconfigs) ?? reached[0];
  if (server) return server.url;
  throw new ApiError(400, 'ErrorNoPublicEndpoint', `cluster ${cluster.id} has no public API server endpoint`);
}

function wantsPrivate(query: URLSearchParams): boolean {
  const text = query.get('PrivateIpAddress') || 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ApiError(400, 'InvalidParameter.PrivateIpAddress', 'PrivateIpAddress must be true or false');
}

/** The caller's own, including temporary ones: certificates stay valid, but nothing is bound to their name any more. */
async function revokeOwn(call: AckCall): Promise<Reply> {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:RevokeK8sClusterKubeConfig'], { cluster });
  const grant = cluster.grants.get(call.caller.identity.uid);
  if (!grant || grant.state === 'removed') {
    throw new ApiError(404, 'ErrorKubeConfigNotFound', 'there is no kubeconfig to revoke');
  }
  const revoked = { suffix: grant.suffix, credential: await grant.credential };
  const now = call.world.clock.now();
  changeGrant(call.world, cluster, grant, {
    suffix: laterSuffix(grant, now),
    revoked,
    issuedAt: now,
    lifeHours: longTermHours,
    nextLifeHours: longTermHours,
    credential: null,
  });
  return jsonReply(200, {});
}

function readMinutes({ request }: AckCall): number | null {
  const text = request.query.get('TemporaryDurationMinutes');
  if (text === null || text === '' || text === '0') return null;
  const minutes = wholeNumber(text);
  if (minutes >= minimumMinutes && minutes <= maximumMinutes) return minutes;
  throw new ApiError(
    400,
    'InvalidParameter.TemporaryDurationMinutes',
    `TemporaryDurationMinutes must be from ${minimumMinutes} to ${maximumMinutes}`,
  );
}

/** Throws 403 unless the caller is the account root. */
export function requireRoot({ caller }: AckCall, action: string): void {
  if (caller.identity.type === 'RootAccount') return;
  throw new ApiError(403, 'StatusForbidden', `only the account root may do ${action}`);
}
