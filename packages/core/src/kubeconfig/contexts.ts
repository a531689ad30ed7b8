import { daysLeft, renewedFrom, statusAt } from '../words/certificate.js';
import { type Sentence, say } from '../words/say.js';
import type { ContextEntry, Credential } from './context-entry.js';
import { type Found, type Kubeconfig, type Lookup, lookupOf } from './kubeconfig.js';
import { ackOrigin } from './origin.js';
import {
  type ClusterOutline,
  type ContextOutline,
  type KubeconfigOutline,
  outlineOf,
  type UserOutline,
} from './outline.js';

/**
 * Every context of the files, joined with its cluster and user across files, each name once: the first file that has
 * it wins, as for kubectl. In the order of files and lists.
 */
export function listContexts(kubeconfigs: readonly Kubeconfig[], now: Date): ContextEntry[] {
  return listOutlined(kubeconfigs.map(outlineOf), now);
}

/** The same for files of which only the outlines are known. */
export function listOutlined(outlines: readonly KubeconfigOutline[], now: Date): ContextEntry[] {
  const lookup = lookupOf(outlines);
  const repeats = repeatedNames(outlines);
  return [...lookup.contexts.values()].map((found) => describeContext(found, lookup, { repeats, now }));
}

interface Surroundings {
  readonly repeats: ReadonlyMap<string, Sentence>;
  readonly now: Date;
}

function describeContext(
  { entry: context, kubeconfig }: Found<ContextOutline, KubeconfigOutline>,
  lookup: Lookup<KubeconfigOutline>,
  { repeats, now }: Surroundings,
): ContextEntry {
  const cluster = context.cluster === null ? null : (lookup.clusters.get(context.cluster)?.entry ?? null);
  const user = context.user === null ? null : (lookup.users.get(context.user)?.entry ?? null);
  const credential = user?.credential ?? noCredential;
  const { status, daysLeft, renewableFrom } = lifeOf(credential, now);
  const warnings = warningsOf(context, cluster, user);
  const repeat = repeats.get(context.name);
  if (repeat !== undefined) warnings.push(repeat);
  return {
    file: kubeconfig.file,
    context: context.name,
    cluster: context.cluster,
    user: context.user,
    server: cluster?.server ?? null,
    namespace: context.namespace,
    current: lookup.currentContext === context.name,
    credential,
    status,
    daysLeft,
    renewableFrom,
    ack: originOf({ context, cluster, user }),
    warnings,
  };
}

const noCredential: Credential = { kind: 'none' };

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
  readonly context: ContextOutline;
  readonly cluster: ClusterOutline | null;
  readonly user: UserOutline | null;
}

function originOf({ context, cluster, user }: Joined): ContextEntry['ack'] {
  return ackOrigin({
    owner: context.owner ?? user?.owner ?? cluster?.owner ?? null,
    contextName: context.name,
    server: cluster?.server ?? null,
    uid: user?.credential.kind === 'certificate' ? user.credential.uid : null,
    plugin: user?.plugin ?? null,
    issuerOrganization: user?.issuerOrganization ?? null,
  });
}

function warningsOf(
  context: ContextOutline,
  cluster: ClusterOutline | null,
  user: UserOutline | null,
): Sentence[] {
  const warnings: Sentence[] = [];
  if (context.cluster === null) warnings.push(say('names no cluster'));
  else if (!cluster) warnings.push(say('cluster "{name}" is in no file', { name: context.cluster }));
  else if (cluster.server === null)
    warnings.push(say('cluster "{name}" has no server', { name: context.cluster }));
  if (context.user === null) warnings.push(say('names no user'));
  else if (!user) warnings.push(say('user "{name}" is in no file', { name: context.user }));
  if (cluster?.insecureSkipTlsVerify) warnings.push(say('the server’s certificate is not checked'));
  if (user?.lacksKey) warnings.push(say('the certificate has no key'));
  return warnings;
}

/** By context name, the problem to report for duplicates; all but the first are dead text. */
function repeatedNames(kubeconfigs: readonly KubeconfigOutline[]): Map<string, Sentence> {
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
export function listOrphans(kubeconfigs: readonly (Kubeconfig | KubeconfigOutline)[]): OrphanedEntry[] {
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
