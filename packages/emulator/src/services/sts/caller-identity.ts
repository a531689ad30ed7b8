import type { World } from '../../world/world.js';
import type { RpcCall } from '../rpc/rpc-service.js';

/** Says who signed; nobody needs a permission for it. */
export function callerIdentity(world: World, { caller }: RpcCall): Record<string, unknown> {
  const { identity, session } = caller;
  const { accountId } = identity;
  if (session) {
    return {
      IdentityType: 'AssumedRoleUser',
      AccountId: accountId,
      PrincipalId: `${identity.uid}:${session.sessionName}`,
      RoleId: identity.uid,
      Arn: `acs:ram::${accountId}:assumed-role/${identity.name}/${session.sessionName}`,
    };
  }
  return {
    IdentityType: identity.type === 'RootAccount' ? 'Account' : 'RAMUser',
    AccountId: accountId,
    PrincipalId: identity.uid,
    UserId: identity.uid,
    Arn: world.identities.arn(identity),
  };
}
