import { isDeepStrictEqual } from 'node:util';
import { daysLeft, renewedFrom, statusAt } from '../words/certificate.js';
import { type Sentence, say } from '../words/say.js';
import type { ContextEntry, Credential } from './context-entry.js';
import type { Kubeconfig } from './kubeconfig.js';
import { ackOrigin } from './origin.js';
import {
  type ClusterOutline,
  type ContextOutline,
  type KubeconfigOutline,
  outlineOf,
  type UserOutline,
} from './outline.js';
import {
  type EntryName,
  entryText,
  type ResolvedContext,
  repeatedEntries,
  resolveContexts,
  shadowedOf,
  shadowWarning,
} from './resolve.js';

/**
 * Every context of the files, joined with its cluster and user across files, each name once: the first file that has
 * it wins, as for kubectl. In the order of files and lists.
 */
export function listContexts(kubeconfigs: readonly Kubeconfig[], now: Date): ContextEntry[] {
  return listOutlined(kubeconfigs.map(outlineOf), now);
}

/** The same for files of which only the outlines are known. */
export function listOutlined(outlines: readonly KubeconfigOutline[], now: Date): ContextEntry[] {
  const { contexts, currentContext } = resolveContexts(outlines);
  const repeats = repeatedNames(outlines);
  const entries = Array.from(contexts.values(), (each) =>
    describeContext(each, { repeats, currentContext, now }),
  );
  return withCompany(entries);
}

interface Surroundings {
  readonly repeats: ReadonlyMap<string, Sentence>;
  readonly currentContext: string | null;
  readonly now: Date;
}

type OutlinedContext = ResolvedContext<KubeconfigOutline>;

function describeContext(
  resolved: OutlinedContext,
  { repeats, currentContext, now }: Surroundings,
): ContextEntry {
  const { entry: context, kubeconfig } = resolved.context;
  const [cluster, user] = [resolved.cluster?.entry ?? null, resolved.user?.entry ?? null];
  const credential = user?.credential ?? noCredential;
  const { status, daysLeft, renewableFrom } = lifeOf(credential, now);
  const astray = shadowWarnings(resolved);
  const warnings = [...warningsOf(context, cluster, user), ...astray];
  const repeat = repeats.get(context.name);
  if (repeat !== undefined) warnings.push(repeat);
  return {
    file: kubeconfig.file,
    context: context.name,
    cluster: context.cluster,
    user: context.user,
    clusterFile: resolved.cluster?.kubeconfig.file ?? null,
    userFile: resolved.user?.kubeconfig.file ?? null,
    server: cluster?.server ?? null,
    namespace: context.namespace,
    current: currentContext === context.name,
    credential,
    status,
    daysLeft,
    renewableFrom,
    ack: originOf({ context, cluster, user }),
    warnings,
    astray,
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

/** Entries of the context's own file that kubectl passes over for another's, and that say something else. */
function shadowWarnings(resolved: OutlinedContext): Sentence[] {
  return shadowedOf(resolved)
    .filter(({ own, taken }) => !isDeepStrictEqual(own, taken))
    .map(shadowWarning);
}

/** Warns of contexts of different ACK clusters that kubectl leads to one entry: at most one of them is right. */
function withCompany(entries: readonly ContextEntry[]): ContextEntry[] {
  const astray = [...strangersBy(entries, 'cluster'), ...strangersBy(entries, 'user')];
  const warnings = Map.groupBy(astray, ({ entry }) => entry);
  return entries.map((entry) => {
    const more = (warnings.get(entry) ?? []).map(({ warning }) => warning);
    return more.length === 0
      ? entry
      : { ...entry, warnings: [...entry.warnings, ...more], astray: [...(entry.astray ?? []), ...more] };
  });
}

/** `part`: entries that contexts of several clusters use. A plug-in's own argument names its cluster for itself. */
function strangersBy(
  entries: readonly ContextEntry[],
  part: 'cluster' | 'user',
): readonly { readonly entry: ContextEntry; readonly warning: Sentence }[] {
  const using = Map.groupBy(entries, (entry) => `${entry[`${part}File`]}\0${entry[part]}`);
  return [...using.values()].flatMap((together) => {
    const [first, ...others] = together;
    const isMixed =
      first?.[`${part}File`] != null &&
      others.some((each) => (each.ack?.clusterId ?? null) !== (first.ack?.clusterId ?? null));
    if (!isMixed) return [];
    return together
      .filter(({ ack }) => ack !== null)
      .flatMap((entry) => {
        const other = together.find(({ ack }) => ack !== null && ack.clusterId !== entry.ack?.clusterId);
        return other === undefined ? [] : [{ entry, warning: companyWarning(part, entry, other) }];
      });
  });
}

function companyWarning(part: 'cluster' | 'user', entry: ContextEntry, other: ContextEntry): Sentence {
  const facts = { name: entry[part] ?? '', context: other.context };
  return part === 'cluster'
    ? say('shares its cluster entry "{name}" with {context}, which is of another cluster', facts)
    : say('shares its user entry "{name}" with {context}, which is of another cluster', facts);
}

/** By context name, the problem to report for duplicates; all but the first are dead text. */
function repeatedNames(kubeconfigs: readonly KubeconfigOutline[]): Map<string, Sentence> {
  const files = new Map<string, string>();
  const repeats = new Map<string, Sentence>();
  for (const { file, contexts } of kubeconfigs) {
    for (const { name } of contexts) {
      const first = files.get(name);
      if (first === undefined) files.set(name, file);
      else if (first !== file)
        repeats.set(name, say('occurs again in {file}, where it has no effect', { file }));
    }
  }
  for (const kubeconfig of kubeconfigs) {
    const repeated = repeatedEntries(kubeconfig);
    if (repeated.length === 0) continue;
    const entries = repeated.map(entryText);
    for (const name of namingAny(repeated, kubeconfig))
      repeats.set(name, say('its file has {entries} twice: kubectl refuses the file', { entries }));
  }
  return repeats;
}

/** The contexts of a file that are among these entries or use one; if none does, its first one. */
function namingAny(entries: readonly EntryName[], { contexts }: KubeconfigOutline): readonly string[] {
  const isMeant = ({ name, cluster, user }: KubeconfigOutline['contexts'][number]): boolean =>
    entries.some((each) => each.name === { context: name, cluster, user }[each.part]);
  const meant = contexts.filter(isMeant);
  return (meant.length > 0 ? meant : contexts.slice(0, 1)).map(({ name }) => name);
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
