import { createHash, hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credential } from '../../kubeconfig/context-entry.js';
import type { KubeconfigOutline, UserOutline } from '../../kubeconfig/outline.js';
import { parseCommonName } from '../../words/identity.js';
import { readOwnFile } from '../files/at-once.js';
import { cacheWriter } from '../files/cache-file.js';
import { namesIn } from '../files/folders.js';
import { mostOfKubeconfig, passBytes } from '../files/named-file.js';

/** Incremented when an outline, or what it is read from, changes: those of another version are ignored. */
const format = 1;

/** The outline of a file's content, wherever it stands. */
type Outline = Omit<KubeconfigOutline, 'file'>;

/**
 * Outlines of large kubeconfigs. Each is found by the SHA-256 of all the bytes that it was made of, so that it is
 * never one of another content, however a file was written.
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

/** A file for each content, in `folder` (0700). */
export function createOutlineCache(folder: string, smallest = usualSmallest): OutlineCache {
  return {
    read: (file) => {
      try {
        return statSync(file).size < smallest ? null : decode(readOwnFile(join(folder, digestOf(file))));
      } catch {
        return null; // not kept, or others could have planted it; if it is the kubeconfig, its reader says why
      }
    },
    write: async (bytes, outline) => {
      if (bytes.length < smallest || !outline.isSelfContained) return;
      await cacheWriter(join(folder, hash('sha256', bytes)))(encode(outline));
      await removeOldest(folder);
    },
  };
}

/** In half of the time that it takes to read the file into memory of its own first. */
function digestOf(file: string): string {
  const digest = createHash('sha256');
  passBytes(file, mostOfKubeconfig, (piece) => void digest.update(piece));
  return digest.digest('hex');
}

/** Also drafts of killed writers. */
async function removeOldest(folder: string): Promise<void> {
  const paths = (await namesIn(folder)).map((name) => join(folder, name));
  const aged = await Promise.all(paths.map(async (path) => ({ path, writtenAt: await writtenAt(path) })));
  const old = aged.toSorted((one, other) => other.writtenAt - one.writtenAt).slice(mostOutlines);
  await Promise.all(old.map(({ path }) => rm(path, { force: true }).catch(() => undefined)));
}

/** In milliseconds since 1970; 0 if it is gone meanwhile. */
async function writtenAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** Its own hash comes first: what does not fit it was cut, or edited. */
function encode({ currentContext, clusters, contexts, users }: Outline): string {
  const text = JSON.stringify({ format, currentContext, clusters, contexts, users: users.map(encodeUser) });
  return `${hash('sha256', text)}\n${text}`;
}

function decode(sealed: string): Outline | null {
  const text = sealed.slice(hashLength + 1);
  if (sealed.slice(0, hashLength) !== hash('sha256', text)) return null;
  const { format: found, users, ...others } = JSON.parse(text) as Encoded;
  return found === format ? { ...others, users: users.map(decodeUser), isSelfContained: true } : null;
}

const hashLength = 64;

interface Encoded extends Pick<Outline, 'currentContext' | 'clusters' | 'contexts'> {
  readonly format: number;
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
