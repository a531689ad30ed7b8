import { readCertificate } from '../certificate/certificate.js';
import { daysLeft, renewedFrom, statusAt } from '../words/certificate.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { type ContextEntry, type Credential, withoutLogin } from './context-entry.js';
import {
  type ClusterEntry,
  type ContextRecord,
  type Found,
  type Kubeconfig,
  type Lookup,
  lookupOf,
  materialBytes,
  type UserEntry,
} from './kubeconfig.js';
import { ackOrigin, vendorPluginOf } from './origin.js';

/**
 * Every context of the files, joined with its cluster and user across files, each name once: the first file that has
 * it wins, as for kubectl. In the order of files and lists.
 */
export function listContexts(kubeconfigs: readonly Kubeconfig[], now: Date): ContextEntry[] {
  const lookup = lookupOf(kubeconfigs);
  const repeats = repeatedNames(kubeconfigs);
  return [...lookup.contexts.values()].map((found) => describeContext(found, lookup, { repeats, now }));
}

interface Surroundings {
  readonly repeats: ReadonlyMap<string, Sentence>;
  readonly now: Date;
}

function describeContext(
  { entry: context, kubeconfig }: Found<ContextRecord>,
  lookup: Lookup,
  { repeats, now }: Surroundings,
): ContextEntry {
  const cluster = context.cluster === null ? null : (lookup.clusters.get(context.cluster) ?? null);
  const user = context.user === null ? null : (lookup.users.get(context.user) ?? null);
  const { credential, issuerOrganization } = user ? credentialOf(user.kubeconfig, user.entry) : noCredential;
  const { status, daysLeft, renewableFrom } = lifeOf(credential, now);
  const warnings = warningsOf(context, cluster, user);
  const repeat = repeats.get(context.name);
  if (repeat !== undefined) warnings.push(repeat);
  return {
    file: kubeconfig.file,
    context: context.name,
    cluster: context.cluster,
    user: context.user,
    server: withoutLogin(cluster?.entry.server ?? null),
    namespace: context.namespace,
    current: lookup.currentContext === context.name,
    credential,
    status,
    daysLeft,
    renewableFrom,
    ack: originOf({ context, cluster, user }, credential, issuerOrganization),
    warnings,
  };
}

const noCredential: UserCredential = { credential: { kind: 'none' }, issuerOrganization: null };

function lifeOf(
  credential: Credential,
  now: Date,
): Pick<ContextEntry, 'status' | 'daysLeft' | 'renewableFrom'> {
  if (credential.kind !== 'certificate') return { status: 'unknown', daysLeft: null, renewableFrom: null };
  const status = statusAt(credential, now);
  return {
    status,
    daysLeft: daysLeft(credential.notAfter, now),
    renewableFrom: status === 'temporary' ? null : renewedFrom(credential),
  };
}

interface Joined {
  readonly context: ContextRecord;
  readonly cluster: Found<ClusterEntry> | null;
  readonly user: Found<UserEntry> | null;
}

function originOf(
  { context, cluster, user }: Joined,
  credential: Credential,
  issuerOrganization: string | null,
): ContextEntry['ack'] {
  return ackOrigin({
    owner: context.owner ?? user?.entry.owner ?? cluster?.entry.owner ?? null,
    contextName: context.name,
    server: withoutLogin(cluster?.entry.server ?? null),
    uid: credential.kind === 'certificate' ? credential.uid : null,
    plugin: credential.kind === 'exec' && user ? vendorPluginOf(user.entry) : null,
    issuerOrganization,
  });
}

function warningsOf(
  context: ContextRecord,
  cluster: Found<ClusterEntry> | null,
  user: Found<UserEntry> | null,
): Sentence[] {
  const warnings: Sentence[] = [];
  if (context.cluster === null) warnings.push(say('names no cluster'));
  else if (!cluster) warnings.push(say('cluster "{name}" is in no file', { name: context.cluster }));
  else if (cluster.entry.server === null)
    warnings.push(say('cluster "{name}" has no server', { name: context.cluster }));
  if (context.user === null) warnings.push(say('names no user'));
  else if (!user) warnings.push(say('user "{name}" is in no file', { name: context.user }));
  if (cluster?.entry.insecureSkipTlsVerify) warnings.push(say('the server’s certificate is not checked'));
  if (user?.entry.clientCertificate && !user.entry.clientKey)
    warnings.push(say('the certificate has no key'));
  return warnings;
}

/** By context name, the problem to report for duplicates; all but the first are dead text. */
function repeatedNames(kubeconfigs: readonly Kubeconfig[]): Map<string, Sentence> {
  const files = new Map<string, string>();
  const repeats = new Map<string, Sentence>();
  for (const { file, contexts } of kubeconfigs) {
    for (const { name } of contexts) {
      const first = files.get(name);
      if (first === undefined) files.set(name, file);
      else if (first === file) repeats.set(name, say('occurs twice in its file: kubectl refuses the file'));
      else repeats.set(name, say('occurs again in {file}, where it has no effect', { file }));
    }
  }
  return repeats;
}

/** A cluster or user that no context of any file names. */
export interface OrphanedEntry {
  readonly file: string;
  readonly kind: 'cluster' | 'user';
  readonly name: string;
}

/** Entries in the files that no context uses. */
export function listOrphans(kubeconfigs: readonly Kubeconfig[]): OrphanedEntry[] {
  const contexts = kubeconfigs.flatMap((each) => each.contexts);
  const clusters = new Set(contexts.map((each) => each.cluster));
  const users = new Set(contexts.map((each) => each.user));
  return kubeconfigs.flatMap(({ file, ...each }) => [
    ...each.clusters
      .filter(({ name }) => !clusters.has(name))
      .map(({ name }) => ({ file, kind: 'cluster' as const, name })),
    ...each.users
      .filter(({ name }) => !users.has(name))
      .map(({ name }) => ({ file, kind: 'user' as const, name })),
  ]);
}

/** A user's credential. */
interface UserCredential {
  readonly credential: Credential;
  /** The first organization of the certificate's issuer: until 2024 ACK put the cluster's id there. */
  readonly issuerOrganization: string | null;
}

/** Reads a user's credential; a certificate wins, since this program is about those. */
function credentialOf(kubeconfig: Kubeconfig, user: UserEntry): UserCredential {
  if (user.clientCertificate) return certificateCredential(kubeconfig, user);
  return { credential: otherCredential(user), issuerOrganization: null };
}

function otherCredential(user: UserEntry): Credential {
  if (user.execCommand !== null) {
    return { kind: 'exec', command: user.execCommand, issues: vendorPluginOf(user)?.issues ?? null };
  }
  if (user.token !== null || user.tokenFile !== null) return { kind: 'token' };
  if (user.username !== null) return { kind: 'basic' };
  if (user.authProvider !== null) return { kind: 'authProvider', name: user.authProvider };
  return { kind: 'none' };
}

function certificateCredential(kubeconfig: Kubeconfig, user: UserEntry): UserCredential {
  const bytes = user.clientCertificate && materialBytes(kubeconfig, user.clientCertificate);
  if (bytes === null) return unreadable(missingFile(user));
  try {
    const { facts, issuerOrganizations } = readCertificate(bytes);
    return {
      // A copy would compute the fingerprint, which most lists never show.
      credential: Object.assign(facts, { kind: 'certificate' } as const),
      issuerOrganization: issuerOrganizations[0] ?? null,
    };
  } catch (error) {
    if (!(error instanceof AckringError)) throw error;
    return unreadable(error.message);
  }
}

function unreadable(problem: string): UserCredential {
  return { credential: { kind: 'unreadable', problem }, issuerOrganization: null };
}

function missingFile(user: UserEntry): string {
  const path = user.clientCertificate?.kind === 'path' ? user.clientCertificate.path : '';
  return `the certificate's file cannot be read: ${path}`;
}
