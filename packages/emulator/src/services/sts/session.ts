import { ApiError, wireTime } from '../../http/reply.js';
import { readPolicyDocument } from '../../ram/evaluate.js';
import { type Identity, type PolicyDocument, usualSessionSeconds } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { integer, required } from '../rpc/rpc-service.js';

/** A requested session on a role. */
export interface SessionWish {
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
export function sessionWish(parameters: URLSearchParams): SessionWish {
  const roleArn = required(parameters, 'RoleArn');
  const name = required(parameters, 'RoleSessionName');
  if (!roleArnPattern.test(roleArn)) throw malformed('RoleArn');
  if (!sessionNamePattern.test(name)) throw malformed('RoleSessionName');
  const limits = { least: 900, most: maximumSeconds, otherwise: usualSessionSeconds };
  const seconds = integer(parameters, 'DurationSeconds', limits);
  return { roleArn, name, seconds, policy: sessionPolicy(parameters.get('Policy')) };
}

/** Opens the session and returns its credentials. */
export function lentSession(world: World, role: Identity, wish: SessionWish): Record<string, unknown> {
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
export function existingRole(world: World, roleArn: string): Identity {
  const role = world.identities.byArn(roleArn);
  if (role && role.state !== 'Deleted') return role;
  throw new ApiError(404, 'EntityNotExist.Role', `The role not exists: ${roleArn}.`);
}

/** Refuses a malformed parameter. */
export function malformed(name: string): ApiError {
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
