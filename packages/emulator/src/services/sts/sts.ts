import { ApiError, wireTime } from '../../http/reply.js';
import { authorize } from '../../ram/evaluate.js';
import type { Caller, Identity, PolicyDocument } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { assuming, createRpcService, integer, type RpcCall, required } from '../rpc/rpc-service.js';
import type { Service } from '../service.js';

/**
 * The Security Token Service: AssumeRole and GetCallerIdentity. Its sessions are kept in the world, for every
 * service.
 */
export function createSts(world: World): Service {
  return createRpcService({
    world,
    product: 'Sts',
    version: '2015-04-01',
    operations: {
      AssumeRole: assuming('a session lasts an hour at most', (call) => assumeRole(world, call)),
      GetCallerIdentity: (call) => callerIdentity(world, call),
    },
  });
}

/** A role's own limit is one hour unless raised; here it cannot be. */
const maximumSeconds = 3600;

const policyCharacters = 2048;

const roleArnPattern = /^acs:ram::\d+:role\/[\w.-]+$/;

/** 2–1,224 characters (AssumeRole's reference, 2026). */
const externalIdPattern = /^[\w+=,.@:/\\-]{2,1224}$/;

const sessionNamePattern = /^[\w.@-]{2,64}$/;

const notAuthorized = 'You are not authorized to do this action. You should be authorized by RAM.';

const refusal = { status: 403, code: 'NoPermission', message: () => notAuthorized };

/**
 * Opens a session on a role for a RAM user or another role that its trust policy and RAM both allow, even in another
 * account.
 */
function assumeRole(world: World, { caller, parameters }: RpcCall): Record<string, unknown> {
  const roleArn = required(parameters, 'RoleArn');
  const name = required(parameters, 'RoleSessionName');
  if (!roleArnPattern.test(roleArn)) throw malformed('RoleArn');
  if (!sessionNamePattern.test(name)) throw malformed('RoleSessionName');
  const seconds = integer(parameters, 'DurationSeconds', {
    least: 900,
    most: maximumSeconds,
    otherwise: maximumSeconds,
  });
  const externalId = parameters.get('ExternalId');
  if (externalId !== null && !externalIdPattern.test(externalId)) throw malformed('ExternalId');
  const policy = sessionPolicy(parameters.get('Policy'));

  const role = assumableRole(world, caller, { roleArn, externalId });
  const expires = new Date(world.clock.now().getTime() + seconds * 1000);
  const session = world.identities.openSession(role, { name, expires, ...(policy ? { policy } : {}) });
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      AccessKeySecret: session.accessKeySecret,
      SecurityToken: session.securityToken,
      Expiration: wireTime(expires),
    },
    AssumedRoleUser: { Arn: `${roleArn}/${name}`, AssumedRoleId: `${role.uid}:${name}` },
  };
}

interface AssumedRole {
  readonly roleArn: string;
  readonly externalId: string | null;
}

function assumableRole(world: World, caller: Caller, { roleArn, externalId }: AssumedRole): Identity {
  if (caller.identity.type === 'RootAccount') {
    throw new ApiError(403, 'NoPermission', 'Roles may not be assumed by root accounts.');
  }
  authorize(caller, { actions: ['sts:AssumeRole'], resource: roleArn, reachesOut: true }, refusal);
  const role = world.identities.byArn(roleArn);
  if (!role || role.state === 'Deleted') {
    throw new ApiError(404, 'EntityNotExist.Role', `The role not exists: ${roleArn}.`);
  }
  const principals = [world.identities.arn(caller.identity), `acs:ram::${caller.identity.accountId}:root`];
  const isMet = role.externalId === null || role.externalId === externalId;
  if (!isMet || !role.trusts.some((trusted) => principals.includes(trusted))) {
    throw new ApiError(403, 'NoPermission', notAuthorized);
  }
  return role;
}

function sessionPolicy(text: string | null): PolicyDocument | null {
  if (!text) return null;
  const grammar = new ApiError(
    400,
    'InvalidParameter.PolicyGrammar',
    'The parameter Policy has not passed grammar check.',
  );
  if (text.length > policyCharacters) throw grammar;
  try {
    const policy: unknown = JSON.parse(text);
    if (isPolicy(policy)) return policy;
  } catch {
    // Refused below.
  }
  throw grammar;
}

function isPolicy(value: unknown): value is PolicyDocument {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'Statement' in value && Array.isArray(value.Statement) && 'Version' in value && value.Version === '1'
  );
}

function malformed(name: string): ApiError {
  return new ApiError(400, `InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`);
}

/** Returns the signer; no permission is needed. */
function callerIdentity(world: World, { caller }: RpcCall): Record<string, unknown> {
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
