import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { ApiError } from '../../http/reply.js';
import { claimsOf } from '../../kubernetes/access/authenticate.js';
import { rrsaProvider, settingsOf } from '../../world/clusters.js';
import type { World } from '../../world/world.js';

/** What RAM knows of somebody who signs tokens: `CreateOIDCProvider` of its API (IMS), and the keys of its issuer. */
export interface IdentityProvider {
  readonly issuer: string;
  /** The audiences that it is registered for. */
  readonly clientIds: readonly string[];
  /** As of its `jwks_uri`, which the cloud fetches. */
  readonly keys: readonly JsonWebKey[];
}

/** What a token says that was proven. */
export interface ProvenToken {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** The providers of a world by their ARN, beside its clusters with RRSA, for tests to add to. */
const registered = new WeakMap<World, Map<string, IdentityProvider>>();

export function registerProvider(world: World, arn: string, provider: IdentityProvider): void {
  registered.set(world, new Map([...(registered.get(world) ?? []), [arn, provider]]));
}

/** Null if it is forged, expired or for somebody else; throws for a provider that is not there. */
export function provenToken(world: World, arn: string, token: string): ProvenToken | null {
  const now = world.clock.now();
  const provider = registered.get(world)?.get(arn);
  if (provider !== undefined) return readToken(provider, token, now.getTime() / 1_000);
  const cluster = world.clusters
    .all()
    .find((each) => settingsOf(each).rrsa && rrsaProvider(each).arn === arn);
  if (cluster === undefined)
    throw new ApiError(404, 'EntityNotExist.OIDCProvider', `The OIDC provider not exists: ${arn}.`);
  const { issuer, audience } = rrsaProvider(cluster);
  const claims = claimsOf(cluster, token, { now, audience });
  return claims && { issuer, audience, subject: claims.sub, exp: claims.exp };
}

function readToken({ issuer, clientIds, keys }: IdentityProvider, token: string, now: number) {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const [{ kid, alg }, claims] = [jsonIn(head), jsonIn(payload)];
  const jwk = keys.find((key) => key['kid'] === kid);
  if (jwk === undefined || alg !== 'RS256') return null;
  const signed = Buffer.from(`${head}.${payload}`);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return null;
  const { iss, aud, sub, exp, nbf } = claims;
  const isNow = Number(exp) > now && !(Number(nbf) > now);
  if (iss !== issuer || !clientIds.includes(String(aud)) || !isNow) return null;
  return { issuer, audience: String(aud), subject: String(sub), exp: Number(exp) };
}

function jsonIn(part: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString()));
  } catch {
    return {};
  }
}
