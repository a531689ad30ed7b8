import { join } from 'node:path';
import { readOwnFile } from '../machine/files/at-once.js';
import type { ClusterRef } from '../words/cluster.js';
import type { Access } from '../words/endpoints.js';
import { jsonIn } from '../words/json.js';
import type { InventoryPlace } from './inventory-cluster.js';

/** What kubectl gets. Never log it; kept only in files of mode 0600. */
export type CachedCredential = CachedCertificate | CachedToken;

interface Life {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A temporary certificate with its key. */
export interface CachedCertificate extends Life {
  /** PEM. */
  readonly certificate: string;
  /** PEM, private. */
  readonly key: string;
}

/** A RAM token, to be renewed at `notAfter`. */
export interface CachedToken extends Life {
  readonly token: string;
}

/** `fresh`: serve it. `due`: serve it, and renew early. `dead`: do not serve it. */
export type Freshness = 'fresh' | 'due' | 'dead';

/** A quarter of the life remains for retries, should the cloud not answer at first. */
const earlyShare = 0.25;

/** kubectl's first request comes after ours: a certificate that ends in between is useless to it. */
const endMarginMs = 20_000;

export function freshness({ notBefore, notAfter }: Life, now: Date): Freshness {
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs <= endMarginMs || now < notBefore) return 'dead';
  return leftMs <= (notAfter.getTime() - notBefore.getTime()) * earlyShare ? 'due' : 'fresh';
}

/**
 * The life of what was just issued, by the clock that decides here and in kubectl when it ends: if that is so far behind
 * that the certificate seems yet to begin, its life begins now, and ends as much earlier.
 */
export function lifeByClock({ notBefore, notAfter }: Life, now: Date): Life {
  const behindMs = Math.max(0, notBefore.getTime() - now.getTime());
  const onClock = (instant: Date): Date => new Date(instant.getTime() - behindMs);
  return { notBefore: onClock(notBefore), notAfter: onClock(notAfter) };
}

/**
 * For the cache file of a request's key (`cacheKey`), with a checksum so that neither another file nor half of one
 * passes for it.
 */
export function encodeCached(credential: CachedCredential, key: string): string {
  return JSON.stringify({ ...credential, seal: sealOf(credential, key) });
}

function sealOf(credential: CachedCredential, key: string): string {
  const { notBefore, notAfter } = credential;
  const secrets = 'token' in credential ? [credential.token] : [credential.certificate, credential.key];
  return fingerprint(JSON.stringify([key, ...secrets, notBefore.getTime(), notAfter.getTime()]));
}

/**
 * Reads the cache file of a request's key; null if damaged, mixed from two, of another request or half written: a new
 * one is then fetched.
 */
export function decodeCached(text: string, key: string): CachedCredential | null {
  const value = jsonIn(text);
  if (typeof value !== 'object' || value === null || !('seal' in value)) return null;
  const credential = decode(value);
  return credential !== null && value.seal === sealOf(credential, key) ? credential : null;
}

function decode(value: object): CachedCredential | null {
  const { certificate, key, token, notBefore, notAfter } = value as Record<string, unknown>;
  const start = instant(notBefore);
  const end = instant(notAfter);
  if (start === null || end === null) return null;
  const life = { notBefore: start, notAfter: end };
  if (typeof token === 'string') return { token, ...life };
  if (typeof certificate !== 'string' || typeof key !== 'string') return null;
  if (!certificate.includes('-----BEGIN CERTIFICATE-----') || !key.includes('PRIVATE KEY-----')) return null;
  return { certificate, key, ...life };
}

function instant(value: unknown): Date | null {
  const date = typeof value === 'string' ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}

/**
 * FNV-1a, 32 bits, from two starts, in hex: enough to distinguish one user's few texts, and a damaged one from a
 * whole one. Collisions gain an attacker nothing, since whoever writes the user's configuration may request any
 * credential anyway; and Node takes 3 ms to load its own hashes.
 */
function fingerprint(text: string): string {
  const bytes = Buffer.from(text);
  return [0x811c9dc5, 0x9747b28c].map((start) => fnv1a(bytes, start)).join('');
}

function fnv1a(bytes: Uint8Array, start: number): string {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Everything that determines the right certificate. */
export interface ExecCredentialRequest {
  /** The caller, as far as known without asking the cloud: see `CredentialOrigin.caller`. */
  readonly caller: string;
  readonly cluster: ClusterRef;
  readonly access: Access | InventoryPlace;
  /** 15–4320. */
  readonly durationMinutes: number;
  /** The ACK endpoint: another cloud's answer is another credential. */
  readonly endpoint: string;
}

/**
 * The cache's name for a request. All of it counts: after a change of access key, cluster, access, duration or
 * endpoint the old certificate must not be served.
 */
export function cacheKey(request: ExecCredentialRequest): string {
  const { caller, cluster, access, durationMinutes, endpoint } = request;
  const parts = [caller, cluster.region, cluster.id, access, durationMinutes, endpoint];
  return `${cacheScope(cluster.id)}${fingerprint(JSON.stringify(parts))}`;
}

/** The same for a token, which is valid for all of a cluster's endpoints and always of one length. */
export function tokenCacheKey({
  caller,
  clusterId,
}: {
  readonly caller: string;
  readonly clusterId: string;
}): string {
  return `${cacheScope(clusterId)}${fingerprint(JSON.stringify(['token', caller, clusterId]))}`;
}

/** Prefix of the cache names of a cluster's credentials: a revoke removes those. */
export function cacheScope(clusterId: string): string {
  return /^[\w-]{1,64}$/.test(clusterId) ? `${clusterId}.` : '';
}

/** The place of a request's credential in the cache. */
export function cacheFile(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

/** Synchronous: a warm start of the plug-in does no other work, and loads nothing else for reading. */
export function readCached(file: string, key: string): CachedCredential | null {
  try {
    return decodeCached(readOwnFile(file), key);
  } catch {
    // Absent, unreadable or another user's: a new one is fetched, and the write reports what is wrong with the
    // folder.
    return null;
  }
}
