import { ApiError, wireTime } from '../../http/reply.js';
import { claimsOf } from '../../kubernetes/access/tokens.js';
import { areMet } from '../../ram/evaluate.js';
import { federatedConditions } from '../../ram/trust.js';
import type { ClusterRecord } from '../../world/cluster.js';
import { rrsaProvider, settingsOf } from '../../world/settings.js';
import type { World } from '../../world/world.js';
import { type RpcCall, required } from '../rpc/rpc-service.js';
import { existingRole, lentSession, sessionWish } from './session.js';

export const oidcAssumed =
  'the codes of its refusals; clusters with RRSA are the only providers of identities';

/** Opens a session on a role for the bearer of a token of a trusted service account, without a signature. */
export function assumeRoleWithOidc(world: World, { parameters }: RpcCall): Record<string, unknown> {
  const provider = required(parameters, 'OIDCProviderArn');
  const token = required(parameters, 'OIDCToken');
  const wish = sessionWish(parameters);
  const cluster = clusterOf(world, provider);
  const { issuer, audience } = rrsaProvider(cluster);
  const now = world.clock.now();
  const claims = claimsOf(cluster, token, { now, audience });
  if (claims === null) {
    throw new ApiError(
      400,
      'AuthenticationFail.OIDCToken.Invalid',
      'The OIDC token is invalid or has expired.',
    );
  }
  const role = existingRole(world, wish.roleArn);
  const subject = claims.sub;
  const said = { 'oidc:iss': issuer, 'oidc:aud': audience, 'oidc:sub': subject };
  if (!federatedConditions(role, provider).some((conditions) => areMet(conditions, said))) {
    throw new ApiError(
      403,
      'AuthenticationFail.NoPermission',
      'This operation is not permitted by the trust policy of the role.',
    );
  }
  const info = { Subject: subject, Issuer: issuer, ClientIds: audience, VerificationInfo: 'Success' };
  const times = { IssuanceTime: wireTime(now), ExpirationTime: wireTime(new Date(claims.exp * 1000)) };
  return { ...lentSession(world, role, wish), OIDCTokenInfo: { ...info, ...times } };
}

function clusterOf(world: World, provider: string): ClusterRecord {
  const found = world.clusters.all().find((cluster) => {
    return settingsOf(cluster).rrsa && rrsaProvider(cluster).arn === provider;
  });
  if (found) return found;
  throw new ApiError(404, 'EntityNotExist.OIDCProvider', `The OIDC provider not exists: ${provider}.`);
}
