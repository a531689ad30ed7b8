import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import type { Cluster } from '@ackring/core/cluster';
import { AckringError } from '@ackring/core/errors';
import type { AcquirePorts } from '@ackring/core/fetch/acquire';
import type { FleetCache } from '@ackring/core/fleet/fleet-cache';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Kubeconfig } from '@ackring/core/kubeconfig/kubeconfig';
import { lazy } from '@ackring/core/lazy';
import type { Verdict } from '@ackring/core/verification/verdict';
import type { Services } from '../services.js';
import type { CurrentNameOf, CurrentNameWiring } from './current-name.js';

export interface VerifyWiring {
  readonly files: () => Promise<KubeconfigFiles>;
  readonly cache: () => Promise<FleetCache>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly names: CurrentNameWiring;
}

type VerifyServices = Pick<Services, 'verify'> & { readonly verifyText: AcquirePorts['verify'] };

/** API servers asked at once: each is another host, and a dead one costs its whole time-out. */
const concurrency = 16;

/** Asking API servers, for contexts of files and for a kubeconfig that was just fetched. */
export function verifyServices(wiring: VerifyWiring): VerifyServices {
  return {
    verify: (entries, options = {}) => verifyEntries(wiring, entries, options),
    verifyText: async (text, context, signal) => {
      const [{ readKubeconfig }, { listContexts }, { systemClock }] = await Promise.all([
        import('@ackring/core/kubeconfig/read'),
        import('@ackring/core/kubeconfig/contexts'),
        import('@ackring/core/adapters/clock'),
      ]);
      const kubeconfig = readKubeconfig(text, { file: 'the fetched kubeconfig' });
      const name = context ?? kubeconfig.currentContext;
      const entry = listContexts([kubeconfig], systemClock.now()).find((each) => each.context === name);
      if (entry === undefined) {
        throw new AckringError('ContextNotFound', `the fetched kubeconfig lacks the context "${name}"`, {
          remedy: 'Fetch it again.',
        });
      }
      // What the cloud sends is data: it never names a program.
      return (await verifier(wiring, [kubeconfig], []))(entry, [kubeconfig], { trust: 'issued', signal });
    },
  };
}

async function* verifyEntries(
  wiring: VerifyWiring,
  entries: readonly ContextEntry[],
  { trust = false, signal }: { trust?: boolean; signal?: AbortSignal },
): AsyncGenerator<Verdict> {
  const [{ concurrently }, store] = await Promise.all([
    import('@ackring/core/fleet/concurrently'),
    wiring.files(),
  ]);
  // kubectl joins entries across files: all of them are read, and those that the contexts come from.
  const paths = [...new Set([...entries.map(({ file }) => file), ...store.paths])];
  const { kubeconfigs } = await store.readAll(paths);
  const own = kubeconfigs.filter(({ file }) => store.paths.includes(file));
  const verify = await verifier(wiring, kubeconfigs, own);
  const work = async (entry: ContextEntry): Promise<Verdict | { thrown: unknown }> => {
    try {
      const isMember = store.paths.includes(entry.file);
      const trusted = isMember ? 'whole' : trust ? 'withoutKeys' : 'none';
      return await verify(entry, inSight(entry, kubeconfigs, store.paths), { trust: trusted, signal });
    } catch (error) {
      return { thrown: error };
    }
  };
  for await (const verdict of concurrently(entries, concurrency, work)) {
    if ('thrown' in verdict) throw verdict.thrown;
    yield verdict;
  }
}

/** A file outside KUBECONFIG stands alone, as with `kubectl --kubeconfig`. */
function inSight(
  { file }: ContextEntry,
  kubeconfigs: readonly Kubeconfig[],
  paths: readonly string[],
): readonly Kubeconfig[] {
  const isMember = paths.includes(file);
  return kubeconfigs.filter((each) => (isMember ? paths.includes(each.file) : each.file === file));
}

interface Bounds {
  /**
   * Of what a file's plug-ins may have: everything, as from kubectl; all but the cloud's keys; not be run. None are run
   * of what the cloud has just issued either, but it is known which cluster that is of.
   */
  readonly trust: 'whole' | 'withoutKeys' | 'none' | 'issued';
  readonly signal: AbortSignal | undefined;
}

type Verify = (entry: ContextEntry, kubeconfigs: readonly Kubeconfig[], bounds: Bounds) => Promise<Verdict>;

/** `own`: the user's own files among all; what others' say of a certificate's successors is no evidence. */
async function verifier(
  { cache, environment, names }: VerifyWiring,
  all: readonly Kubeconfig[],
  own: readonly Kubeconfig[],
): Promise<Verify> {
  const [
    { verifyContext },
    { createApiServer },
    { createExecPluginRunner },
    { withoutKeys },
    { systemClock },
    target,
    fleet,
    { currentNames, ownNamespaces },
  ] = await Promise.all([
    import('@ackring/core/verification/verify'),
    import('@ackring/core/adapters/api-server/api-server'),
    import('@ackring/core/adapters/processes/exec-plugin'),
    import('@ackring/core/adapters/processes/child-environment'),
    import('@ackring/core/adapters/clock'),
    import('@ackring/core/kubeconfig/target'),
    cache().then((each) => each.read()),
    import('./current-name.js'),
  ]);
  const inTheCloud = currentNames(names);
  const namespacesOf = ownNamespaces(names);
  const others = lazy(async () => {
    const { listContexts } = await import('@ackring/core/kubeconfig/contexts');
    return all.flatMap((each) => listContexts([each], systemClock.now()));
  });
  const nameInOwnFiles = async (entry: ContextEntry): Promise<string | null> => {
    const { laterName } = await import('@ackring/core/verification/current-name');
    const files = new Set(own.map(({ file }) => file));
    return laterName(
      entry,
      (await others()).filter(({ file }) => files.has(file)),
    );
  };
  // Another local kubeconfig may tell already, and costs no call.
  const nameOf: CurrentNameOf = async (entry, cluster, signal) =>
    (await nameInOwnFiles(entry)) ?? inTheCloud(entry, cluster, signal);
  // One certificate gets one judgement, in whichever of its contexts it is looked at.
  const permitted = async (
    entry: ContextEntry,
    cluster: Cluster | null,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> => [
    ...namespacesOfCertificate(entry, await others()),
    ...(await namespacesOf(entry, cluster, signal).catch(() => [])),
  ];
  const apiServer = createApiServer({ environment });
  const plugins = {
    whole: createExecPluginRunner({ environment }),
    withoutKeys: createExecPluginRunner({ environment: withoutKeys(environment) }),
  };
  const known = new Map<string, Cluster>((fleet?.clusters ?? []).map((cluster) => [cluster.id, cluster]));
  return (entry, kubeconfigs, { trust, signal }) => {
    const cluster = known.get(entry.ack?.clusterId ?? '') ?? null;
    return verifyContext({
      entry,
      target: () => target.apiServerTarget(kubeconfigs, entry.context),
      apiServer,
      isTrusted: trust === 'whole' || trust === 'withoutKeys',
      execPlugins: trust === 'whole' ? plugins.whole : plugins.withoutKeys,
      clock: systemClock,
      cluster,
      currentCommonName: (shown) =>
        trust === 'whole' ? nameOf(shown, cluster, signal) : nameInOwnFiles(shown),
      // A file that was handed over says of itself where its cluster is: no signed call is led there.
      ...(trust === 'whole' || trust === 'issued'
        ? { permittedNamespaces: (shown) => permitted(shown, cluster, signal) }
        : {}),
      ...(signal === undefined ? {} : { signal }),
    });
  };
}

/** Those that contexts with the same certificate name. */
function namespacesOfCertificate(entry: ContextEntry, others: readonly ContextEntry[]): readonly string[] {
  const { credential, server } = entry;
  if (credential.kind !== 'certificate') return [];
  return others.flatMap((other) => {
    const isSame = other.credential.kind === 'certificate' && other.credential.sha256 === credential.sha256;
    return isSame && other.server === server && other.namespace !== null ? [other.namespace] : [];
  });
}
