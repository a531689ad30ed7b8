import { ApiError, wireTime } from '../../http/reply.js';
import { areMet, authorize, readPolicyDocument } from '../../ram/evaluate.js';
import { federatedConditions } from '../../ram/trust.js';
import {
  type Caller,
  type Identity,
  type PolicyDocument,
  usualSessionSeconds,
} from '../../world/identities.js';
import type { World } from '../../world/world.js';
import {
  assuming,
  createRpcService,
  integer,
  leavingOut,
  type RpcCall,
  required,
} from '../rpc/rpc-service.js';
import type { Service } from '../service.js';
import { provenToken } from './identity-provider.js';

/**
 * The Security Token Service: AssumeRole, also with tokens of service accounts, and GetCallerIdentity. Its sessions
 * are kept in the world, for every service.
 */
export function createSts(world: World): Service {
  return createRpcService({
    world,
    product: 'Sts',
    version: '2015-04-01',
    unsigned: ['AssumeRoleWithOIDC'],
    operations: {
      AssumeRole: leavingOut(['SourceIdentity'], (call) => assumeRole(world, call)),
      AssumeRoleWithOIDC: leavingOut(
        ['SourceIdentity'],
        assuming(oidcAssumed, (call) => assumeRoleWithOidc(world, call)),
      ),
      // Of a role's session alone.
      GetCallerIdentity: leavingOut(['RoleId'], (call) => callerIdentity(world, call)),
    },
  });
}

/** 2–1,224 characters (AssumeRole's reference, 2026). */
const externalIdPattern = /^[\w+=,.@:/\\-]{2,1224}$/;

const notAuthorized = 'You are not authorized to do this action. You should be authorized by RAM.';

const refusal = { status: 403, code: 'NoPermission', message: () => notAuthorized };

/**
 * Opens a session on a role for a RAM user or another role that its trust policy and RAM both allow, even in another
 * account.
 */
function assumeRole(world: World, { caller, parameters }: RpcCall): Record<string, unknown> {
  const wish = sessionWish(parameters);
  const externalId = parameters.get('ExternalId');
  if (externalId !== null && !externalIdPattern.test(externalId)) throw malformed('ExternalId');
  const role = assumableRole(world, caller, { roleArn: wish.roleArn, externalId });
  return lentSession(world, role, wish);
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
  const role = existingRole(world, roleArn);
  const principals = [world.identities.arn(caller.identity), `acs:ram::${caller.identity.accountId}:root`];
  const isMet = role.externalId === null || role.externalId === externalId;
  if (!isMet || !role.trusts.some((trusted) => principals.includes(trusted))) {
    throw new ApiError(403, 'NoPermission', notAuthorized);
  }
  return role;
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

const oidcAssumed =
  'the codes of its refusals; clusters with RRSA are the only providers, but for those that a test adds';

/** Opens a session on a role for the bearer of a token of a trusted issuer, without a signature. */
function assumeRoleWithOidc(world: World, { parameters }: RpcCall): Record<string, unknown> {
  const provider = required(parameters, 'OIDCProviderArn');
  const token = required(parameters, 'OIDCToken');
  const wish = sessionWish(parameters);
  const now = world.clock.now();
  const proven = provenToken(world, provider, token);
  if (proven === null) {
    throw new ApiError(
      400,
      'AuthenticationFail.OIDCToken.Invalid',
      'The OIDC token is invalid or has expired.',
    );
  }
  const { issuer, audience, subject } = proven;
  const role = existingRole(world, wish.roleArn);
  const said = { 'oidc:iss': issuer, 'oidc:aud': audience, 'oidc:sub': subject };
  if (!federatedConditions(role, provider).some((conditions) => areMet(conditions, said))) {
    throw new ApiError(
      403,
      'AuthenticationFail.NoPermission',
      'This operation is not permitted by the trust policy of the role.',
    );
  }
  const info = { Subject: subject, Issuer: issuer, ClientIds: audience, VerificationInfo: 'Success' };
  const times = { IssuanceTime: wireTime(now), ExpirationTime: wireTime(new Date(proven.exp * 1000)) };
  return { ...lentSession(world, role, wish), OIDCTokenInfo: { ...info, ...times } };
}

/** A requested session on a role. */
interface SessionWish {
  readonly roleArn: string;
  readonly name: string;
  readonly seconds: number;
  readonly policy: PolicyDocument | null;
}

/** No role's own limit is higher. */
const maximumSeconds = 43_200;

const policyCharacters = 2048;

const roleArnPattern = /^acs:ram::\d+:role\/[\w.-]+$/;

const sessionNamePattern = /^[\w.@-]{2,64}$/;

/** What every way of assuming a role has in common, validated. */
function sessionWish(parameters: URLSearchParams): SessionWish {
  const roleArn = required(parameters, 'RoleArn');
  const name = required(parameters, 'RoleSessionName');
  if (!roleArnPattern.test(roleArn)) throw malformed('RoleArn');
  if (!sessionNamePattern.test(name)) throw malformed('RoleSessionName');
  const limits = { least: 900, most: maximumSeconds, otherwise: usualSessionSeconds };
  const seconds = integer(parameters, 'DurationSeconds', limits);
  return { roleArn, name, seconds, policy: sessionPolicy(parameters.get('Policy')) };
}

/** Opens the session and returns its credentials. */
function lentSession(world: World, role: Identity, wish: SessionWish): Record<string, unknown> {
  const { roleArn, name, seconds, policy } = wish;
  if (seconds > (role.maxSessionSeconds ?? usualSessionSeconds)) throw malformed('DurationSeconds');
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

/** An existing role. */
function existingRole(world: World, roleArn: string): Identity {
  const role = world.identities.byArn(roleArn);
  if (role && role.state !== 'Deleted') return role;
  throw new ApiError(404, 'EntityNotExist.Role', `The role not exists: ${roleArn}.`);
}

/** Refuses a malformed parameter. */
function malformed(name: string): ApiError {
  return new ApiError(400, `InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`);
}

function sessionPolicy(text: string | null): PolicyDocument | null {
  if (!text) return null;
  const grammar = new ApiError(
    400,
    'InvalidParameter.PolicyGrammar',
    'The parameter Policy has not passed grammar check.',
  );
  if (text.length > policyCharacters) throw grammar;
  const policy = readPolicyDocument(text);
  if (policy) return policy;
  throw grammar;
}
