import { timingSafeEqual } from 'node:crypto';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';
import { GatewayError } from './error.js';

/** The owner of an access key, with the secret to verify its signatures. */
export interface Signer {
  readonly caller: Caller;
  readonly secret: string;
}

/** Why an access key cannot sign; each service words it in its own way. */
export type SignerRefusal = 'NotFound' | 'Inactive' | 'TokenMissing' | 'TokenMismatch' | 'TokenExpired';

/** Finds the owner of an access key, checking a session's token, or returns why not. */
export function lookUpSigner(world: World, id: string, token: string | null): Signer | SignerRefusal {
  const session = world.identities.session(id);
  if (session) {
    if (!token) return 'TokenMissing';
    if (token !== session.securityToken) return 'TokenMismatch';
    if (session.expires <= world.clock.now()) return 'TokenExpired';
    return { caller: { identity: session.identity, session }, secret: session.accessKeySecret };
  }
  const owner = world.identities.byAccessKey(id);
  if (!owner || owner.identity.state === 'Deleted') return 'NotFound';
  if (!owner.key.active || owner.identity.state === 'InActive') return 'Inactive';
  if (token) return 'TokenMismatch';
  return { caller: { identity: owner.identity, session: null }, secret: owner.key.secret };
}

const gatewayRefusals: Readonly<Record<SignerRefusal, readonly [number, string, string]>> = {
  NotFound: [404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'],
  Inactive: [400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.'],
  TokenMissing: [400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.'],
  TokenMismatch: [
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
  ],
  TokenExpired: [400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.'],
};

/** The same, refusing in the gateway's words. */
export function findSigner(world: World, id: string, token: string | null): Signer {
  const found = lookUpSigner(world, id, token);
  if (typeof found === 'object') return found;
  throw new GatewayError(...gatewayRefusals[found]);
}

/** Compares signatures in constant time. */
export function sameSignature(left: string, right: string): boolean {
  const [given, expected] = [Buffer.from(left), Buffer.from(right)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
