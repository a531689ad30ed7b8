import { createHash, type Hash, hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credential } from '../../kubeconfig/context-entry.js';
import type { KubeconfigOutline, UserOutline } from '../../kubeconfig/outline.js';
import { parseCommonName } from '../../words/identity.js';
import { readOwnFile } from '../files/at-once.js';
import { patiently, replaceCache } from '../files/cache-file.js';
import { namesIn } from '../files/folders.js';
import { mostOfKubeconfig, passBytes } from '../files/named-file.js';

/** The outline of a file's content, wherever it stands. */
type Outline = Omit<KubeconfigOutline, 'file'>;

/**
 * Outlines of large kubeconfigs. Each is found by the SHA-256 of the build that made it and of all the bytes that it
 * was made of, so that it is never one of another content, however a file was written, nor what an older build took it
 * for.
 */
export interface OutlineCache {
  /** Null for a file whose bytes are not known, and for a small one, which is read sooner than it is looked up. */
  read(file: string): Outline | null;
  /** Keeps an outline that depends on nothing but these bytes. Failing to stops nothing. */
  write(bytes: Buffer, outline: Outline): Promise<void>;
}

/** Some two hundred contexts; fewer are read in little more than the time that Node takes to load its hashes. */
const usualSmallest = 1_048_576;

/** The latest are kept: every change of a file makes another one. */
const mostOutlines = 8;

export interface OutlineCacheOptions {
  /** What reads the files and the outlines: any other build may read them in another way. */
  readonly build: string;
  /** In bytes. */
  readonly smallest?: number;
  /** How long keeping one is waited for; it then goes on unobserved. As for other caches by default. */
  readonly patienceMs?: number;
}

/**
 * A file for each content, in `folder` (0700). One cache serves one list: of more large files than are kept it keeps
 * the first, since each of the others would push out one that the next list wants before it.
 */
export function createOutlineCache(
  folder: string,
  { build, smallest = usualSmallest, patienceMs }: OutlineCacheOptions,
): OutlineCache {
  let room = mostOutlines;
  const digest = () => createHash('sha256').update(`${build}\n`);
  return {
    read: (file) => {
      try {
        if (room === 0 || statSync(file).size < smallest) return null;
        const name = nameOf(file, digest());
        const outline = decode(readOwnFile(join(folder, name)), name);
        room -= 1;
        return outline;
      } catch {
        return null; // not kept, or others could have planted it; if it is the kubeconfig, its reader says why
      }
    },
    write: async (bytes, outline) => {
      if (room === 0 || bytes.length < smallest || !outline.isSelfContained) return;
      // By aliases a file can repeat a long text more often than memory holds.
      if (lengthOf(outline) > bytes.length) return;
      room -= 1;
      await patiently(keep(folder, digest().update(bytes).digest('hex'), outline), patienceMs);
    },
  };
}

/** Of all texts in it. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + lengthOf(each), 0);
}

async function keep(folder: string, name: string, outline: Outline): Promise<void> {
  const error = await replaceCache(join(folder, name), encode(outline, name));
  if (error === null) await removeOldest(folder, name);
}

/** In half of the time that it takes to read the file into memory of its own first. */
function nameOf(file: string, digest: Hash): string {
  passBytes(file, mostOfKubeconfig, (piece) => void digest.update(piece));
  return digest.digest('hex');
}

/**
 * Also drafts of killed writers; what is not ours stays. The latest is the one just written: a clock that was ahead
 * once leaves files that would otherwise push out every later one.
 */
async function removeOldest(folder: string, latest: string): Promise<void> {
  const names = (await namesIn(folder)).filter((name) => ours.test(name));
  const aged = await Promise.all(names.map(async (name) => aging(join(folder, name))));
  const { writtenAt: now } = await aging(join(folder, latest));
  const age = ({ writtenAt }: Aged): number => Math.abs(now - writtenAt);
  const old = aged.toSorted((one, other) => age(one) - age(other)).slice(mostOutlines);
  await Promise.all(old.map(({ path }) => rm(path, { force: true }).catch(() => undefined)));
}

/** An outline's name, or that of its draft. */
const ours = /^[0-9a-f]{64}(?:\.[0-9a-f-]{36})?$/;

interface Aged {
  readonly path: string;
  /** In milliseconds since 1970; 0 if it is gone meanwhile. */
  readonly writtenAt: number;
}

async function aging(path: string): Promise<Aged> {
  return stat(path).then(
    ({ mtimeMs }) => ({ path, writtenAt: mtimeMs }),
    () => ({ path, writtenAt: 0 }),
  );
}

function encode({ currentContext, clusters, contexts, users }: Outline, name: string): string {
  const text = JSON.stringify({ currentContext, clusters, contexts, users: users.map(encodeUser) });
  return `${seal(name, text)}\n${text}`;
}

/** Throws for what `encode` did not write under this name. */
function decode(sealed: string, name: string): Outline {
  const text = sealed.slice(sealLength + 1);
  if (sealed.slice(0, sealLength) !== seal(name, text)) throw new Error('not the outline of this name');
  const { users, ...others } = JSON.parse(text) as Encoded;
  return { ...others, users: users.map(decodeUser), isSelfContained: true };
}

/** What does not fit it was cut, edited, or moved here from the name of another content. */
function seal(name: string, text: string): string {
  return hash('sha256', `${name}\n${text}`);
}

const sealLength = 64;

interface Encoded extends Pick<Outline, 'currentContext' | 'clusters' | 'contexts'> {
  readonly users: readonly EncodedUser[];
}

interface EncodedUser extends Omit<UserOutline, 'credential'> {
  readonly credential: EncodedCertificate | Exclude<Credential, Certificate>;
}

type Certificate = Extract<Credential, { kind: 'certificate' }>;

/** Instants in milliseconds since 1970; null for one that is no date. */
interface EncodedCertificate extends Pick<Certificate, 'kind' | 'subject' | 'serial' | 'sha256'> {
  readonly notBefore: number | null;
  readonly notAfter: number | null;
}

function encodeUser({ credential, ...user }: UserOutline): EncodedUser {
  if (credential.kind !== 'certificate') return { ...user, credential };
  const { kind, subject, serial, sha256, notBefore, notAfter } = credential;
  const validity = { notBefore: notBefore.getTime(), notAfter: notAfter.getTime() };
  return { ...user, credential: { kind, subject, serial, sha256, ...validity } };
}

function decodeUser(user: EncodedUser): UserOutline {
  const { name, owner, issuerOrganization, plugin, lacksKey, credential } = user;
  return { name, owner, credential: decodeCredential(credential), issuerOrganization, plugin, lacksKey };
}

function decodeCredential(credential: EncodedUser['credential']): Credential {
  if (credential.kind !== 'certificate') return credential;
  const { kind, subject, serial, sha256 } = credential;
  const { uid, issuedAt } = parseCommonName(subject.commonName);
  const notBefore = instantOf(credential.notBefore);
  const notAfter = instantOf(credential.notAfter);
  return { kind, subject, uid, issuedAt, notBefore, notAfter, serial, sha256 };
}

function instantOf(ms: number | null): Date {
  return new Date(ms ?? Number.NaN);
}
