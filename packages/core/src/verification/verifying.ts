import { concurrently } from '../cloud/concurrently.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { listContexts } from '../kubeconfig/contexts.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { readKubeconfig, repeatRefusal } from '../kubeconfig/read.js';
import { apiServerTarget } from '../kubeconfig/target.js';
import type { ApiServer } from '../machine/api-server/api.js';
import type { Clock } from '../machine/clock.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { ExecPluginRunner } from '../machine/processes/exec-plugin.js';
import type { AuthenticatorState } from '../tokens/authenticator.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { Verdict } from './verdict.js';
import { laterName, verifyContext } from './verify.js';

/** Querying API servers, for contexts of files and for a kubeconfig just fetched. */
export interface Verifying {
  /**
   * Queries the API servers concurrently; verdicts are yielded as they are known. Files of KUBECONFIG are trusted:
   * kubectl runs their plug-ins all the time. `trust` extends this to the others; their plug-ins get no cloud keys.
   */
  verify(entries: readonly ContextEntry[], options?: VerifyEntriesOptions): AsyncIterable<Verdict>;
  /**
   * As a context of a kubeconfig that the cloud has just issued; null is its current one. `made`: it holds an entry
   * that we made of it: its plug-in, this program, is run as by kubectl. `file`: where it was written, for commands.
   */
  verifyIssued(text: string, options: VerifyIssuedOptions): Promise<Verdict>;
}

export interface VerifyIssuedOptions {
  readonly context: string | null;
  readonly trust?: 'issued' | 'made';
  readonly file?: string | null;
  /** Which it was fetched of: a list may not have it yet, or not its endpoints. */
  readonly cluster: Cluster;
  readonly signal: AbortSignal | undefined;
}

export interface VerifyEntriesOptions {
  readonly trust?: boolean;
  /** The files with which kubectl reads the contexts, in order; default KUBECONFIG's for those in one, else its own. */
  readonly among?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** What the cloud says about a certificate's holder: null, or nothing, for anybody but the caller. */
export interface CloudNames {
  /** The common name in the holder's current certificates of the entry's cluster. Throws like the cloud. */
  currentName(
    entry: ContextEntry,
    cluster: Cluster | null,
    signal: AbortSignal | undefined,
  ): Promise<string | null>;
  /** Whether the entry's cluster accepts RAM tokens; null if the cluster is unknown. Throws like the cloud. */
  authenticator(
    entry: ContextEntry,
    cluster: Cluster | null,
    signal: AbortSignal | undefined,
  ): Promise<AuthenticatorState | null>;
  /** Those that the holder's RBAC reaches. Throws like the cloud. */
  ownNamespaces(
    entry: ContextEntry,
    cluster: Cluster | null,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]>;
}

export interface VerifyingPorts {
  readonly files: KubeconfigFiles;
  /** The latest known; requested at each verification. */
  readonly knownClusters: () => Promise<readonly Cluster[]>;
  readonly apiServer: ApiServer;
  readonly plugIns: {
    /** As from kubectl, with the whole environment. */
    readonly whole: ExecPluginRunner;
    /** Without the cloud's keys. */
    readonly withoutKeys: ExecPluginRunner;
  };
  readonly clock: Clock;
  /** Requested for each verification: a revoke changes names. */
  readonly cloudNames: () => CloudNames;
}

/** Concurrent API servers: each is another host, and a dead one takes its whole timeout. */
const concurrency = 16;

export function createVerifying(ports: VerifyingPorts): Verifying {
  return {
    verify: (entries, options = {}) => verifyEntries(ports, entries, options),
    verifyIssued: async (text, { context, trust = 'issued', file = null, cluster, signal }) => {
      const kubeconfig = readKubeconfig(text, { file: file ?? 'the fetched kubeconfig' });
      const name = context ?? kubeconfig.currentContext;
      const entry = listContexts([kubeconfig], ports.clock.now()).find((each) => each.context === name);
      if (entry === undefined) {
        throw new AckringError(
          'ContextNotFound',
          say('the fetched kubeconfig lacks the context "{context}"', { context: name ?? '' }),
          { remedy: say('Fetch it again.') },
        );
      }
      const knownClusters = async () => {
        const clusters = [...(await ports.knownClusters()), cluster];
        return [...new Map(clusters.map((each) => [each.id, each])).values()];
      };
      const verify = await verifier({ ...ports, knownClusters }, { all: [kubeconfig], own: [] });
      const isApart = file !== null && !ports.files.paths.includes(file);
      return verify(entry, [kubeconfig], { trust, isApart, signal });
    },
  };
}

async function* verifyEntries(
  ports: VerifyingPorts,
  entries: readonly ContextEntry[],
  { trust = false, among, signal }: VerifyEntriesOptions,
): AsyncGenerator<Verdict> {
  const store = ports.files;
  const isMember = (file: string): boolean => store.paths.includes(file);
  // In kubectl's order: of equal names the first file's counts. Those outside KUBECONFIG come after.
  const paths = [...new Set([...store.paths, ...(among ?? []), ...entries.map(({ file }) => file)])];
  const { kubeconfigs: all, problems } = await store.readAll(paths);
  const read = new Map(all.map((each) => [each.file, each]));
  const own = all.filter(({ file }) => isMember(file));
  const broken = new Map(problems.map(({ file, error }) => [file, error]));
  for (const each of all) {
    const refusal = repeatRefusal(each);
    if (refusal !== null) broken.set(each.file, refusal);
  }
  const verify = await verifier(ports, { all, own });
  const work = async (entry: ContextEntry): Promise<Verdict | { thrown: unknown }> => {
    try {
      // A file outside KUBECONFIG stands alone, as with `kubectl --kubeconfig`.
      const together = among ?? (isMember(entry.file) ? store.paths : [entry.file]);
      const inSight = together.flatMap((file) => read.get(file) ?? []);
      const obstacle = together.flatMap((file) => broken.get(file) ?? [])[0] ?? null;
      const isApart = !isMember(entry.file);
      const verdict = await verify(entry, inSight, {
        trust: trustOf(!isApart, trust),
        isApart,
        obstacle,
        signal,
      });
      return { ...verdict, file: entry.file };
    } catch (error) {
      return { thrown: error };
    }
  };
  for await (const verdict of concurrently(entries, concurrency, work)) {
    if ('thrown' in verdict) throw verdict.thrown;
    yield verdict;
  }
}

/**
 * What a kubeconfig may do. `whole`, the user's own: its plug-ins run as from kubectl, and the cloud is asked about
 * its holder. `withoutKeys`, a foreign one that the user trusts: its plug-ins run, without keys of the cloud.
 * `issued`, just fetched: nothing is run, for what the cloud sends is data and names no program, but its cluster is
 * known. `made` of it here: our own plug-in is run. `none`: data that anybody may have written, and no signed call goes
 * where it points.
 */
type Trust = 'whole' | 'withoutKeys' | 'issued' | 'made' | 'none';

function trustOf(isMember: boolean, isTrusted: boolean): Trust {
  if (isMember) return 'whole';
  return isTrusted ? 'withoutKeys' : 'none';
}

type Verify = (
  entry: ContextEntry,
  kubeconfigs: readonly Kubeconfig[],
  bounds: {
    readonly trust: Trust;
    readonly isApart?: boolean;
    /** A file beside it that cannot be read: kubectl then reads none of them. */
    readonly obstacle?: AckringError | null;
    readonly signal: AbortSignal | undefined;
  },
) => Promise<Verdict>;

/** `own`: the user's own files among all; what others' files say about a certificate's successors is no evidence. */
async function verifier(
  { apiServer, plugIns, clock, cloudNames, knownClusters }: VerifyingPorts,
  { all, own }: { readonly all: readonly Kubeconfig[]; readonly own: readonly Kubeconfig[] },
): Promise<Verify> {
  const clusters = await knownClusters();
  const byName = Map.groupBy(clusters, ({ name }) => name);
  const known = new Map(
    clusters.map((cluster) => {
      const isUnique = byName.get(cluster.name)?.length === 1 && /^\w/.test(cluster.name);
      return [cluster.id, { ...cluster, called: isUnique ? cluster.name : cluster.id }] as const;
    }),
  );
  const inCloud = cloudNames();
  const now = clock.now();
  let listed: readonly ContextEntry[] | null = null;
  const contexts = (): readonly ContextEntry[] => {
    listed ??= all.flatMap((each) => listContexts([each], now));
    return listed;
  };
  const ownFiles = new Set(own.map(({ file }) => file));
  const nameInOwnFiles = (entry: ContextEntry): string | null =>
    laterName(
      entry,
      contexts().filter(({ file }) => ownFiles.has(file)),
    );
  return (entry, kubeconfigs, { trust, isApart = false, obstacle = null, signal }) => {
    const cluster = known.get(entry.ack?.clusterId ?? '') ?? null;
    const runsAsKubectl = trust === 'whole' || trust === 'made';
    return verifyContext({
      entry,
      target: () => {
        if (obstacle !== null) throw besideBroken(entry, obstacle);
        return apiServerTarget(kubeconfigs, entry.context);
      },
      apiServer,
      isTrusted: runsAsKubectl || trust === 'withoutKeys',
      isApart,
      execPlugins: runsAsKubectl ? plugIns.whole : plugIns.withoutKeys,
      clock,
      cluster,
      // Another local kubeconfig may say so already, without a call.
      currentCommonName: async (shown) =>
        nameInOwnFiles(shown) ?? (trust === 'whole' ? inCloud.currentName(shown, cluster, signal) : null),
      // A foreign file itself says where its cluster is: no signed call goes there.
      ...(runsAsKubectl || trust === 'issued'
        ? {
            authenticator: (shown) => inCloud.authenticator(shown, cluster, signal),
            permittedNamespaces: async (shown) => [
              ...namespacesOfCertificate(shown, contexts()),
              ...(await inCloud.ownNamespaces(shown, cluster, signal).catch(() => [])),
            ],
          }
        : {}),
      signal,
    });
  };
}

function besideBroken({ context }: ContextEntry, { sentence, said }: AckringError): AckringError {
  return new AckringError(
    'ContextRefused',
    say('kubectl refuses {context}: {why}', { context, why: sentence }),
    {
      remedy: said.remedy,
    },
  );
}

/** Namespaces of contexts with the same certificate: it gets one judgement, in whichever it is tried. */
function namespacesOfCertificate(entry: ContextEntry, others: readonly ContextEntry[]): readonly string[] {
  const { credential, server } = entry;
  if (credential.kind !== 'certificate') return [];
  return others.flatMap((other) => {
    const isSame = other.credential.kind === 'certificate' && other.credential.sha256 === credential.sha256;
    return isSame && other.server === server && other.namespace !== null ? [other.namespace] : [];
  });
}
