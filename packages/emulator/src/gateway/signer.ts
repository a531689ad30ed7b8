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

/** Remembers used nonces for as long as a request's date could still pass. */
export interface Nonces {
  /** Refuses one that was used before. */
  use(nonce: string, now: Date): void;
}

/** Twice the permitted skew: a date 15 minutes ahead stays valid for 30. */
const keptMs = 30 * 60 * 1000;

/** One memory for one service. */
export function createNonces(): Nonces {
  const seen = new Map<string, number>();
  return {
    use(nonce, now) {
      for (const [old, at] of seen) {
        if (now.getTime() - at <= keptMs) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) {
        throw new GatewayError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
      }
      seen.set(nonce, now.getTime());
    },
  };
}

/** How far a signature's own time may be from the cloud's, either way. */
const permittedSkewMs = 15 * 60 * 1000;

/** True when a signature's time is near enough to the cloud's, or to the machine's, which clients keep. */
export function isSignedNow(world: World, signedAt: Date, skewMs = permittedSkewMs): boolean {
  return [world.clock.now(), world.clock.machine()].some(
    (now) => Math.abs(now.getTime() - signedAt.getTime()) <= skewMs,
  );
}

const isoPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Refuses a gateway date that is not `2026-11-24T08:00:00Z`, or too far off. */
export function checkIsoTime(world: World, text: string): void {
  checkTime(world, isoPattern.test(text) ? Date.parse(text) : Number.NaN);
}

/** The same for an HTTP date, in the older signature. */
export function checkHttpTime(world: World, text: string): void {
  checkTime(world, Date.parse(text));
}

function checkTime(world: World, time: number): void {
  if (Number.isNaN(time)) {
    throw new GatewayError(
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    );
  }
  if (isSignedNow(world, new Date(time))) return;
  throw new GatewayError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
}
