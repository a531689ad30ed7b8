import { join } from 'node:path';
import { lazy } from '../cloud/lazy.js';
import { type LocalContexts, localContexts } from '../contexts/local-contexts.js';
import { recentContexts } from '../contexts/recent-contexts.js';
import type { TidyingPorts } from '../contexts/tidying.js';
import type { Beginnings } from '../fleet/beginnings.js';
import type { Fleet, FleetPorts } from '../fleet/fleet.js';
import { journalPath } from '../journal/journal-path.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { stateOf } from '../machine/files/state.js';
import type {
  ClusterAnswer,
  ClusterQuestion,
  ReadClusterOptions,
} from '../sessions/read-only/read-cluster.js';
import type { Surroundings } from './surroundings.js';

/** Looking into clusters with the certificates of this machine. */
export interface ClusterReading {
  /** As `readCluster`, with a context as kubectl finds it; throws what is wrong with it or its files, too. */
  readCluster(
    entry: Pick<ContextEntry, 'context'>,
    question: ClusterQuestion,
    options?: Pick<ReadClusterOptions, 'signal' | 'timeoutMs'>,
  ): Promise<ClusterAnswer>;
}

/** The contexts of this machine; what tidies them is loaded when it is asked for. */
export async function composeContexts(around: Surroundings): Promise<LocalContexts & ClusterReading> {
  const { ack, session, refuseWhenReadOnly, options } = around;
  const { now } = around.clock;
  const files = await around.files();
  const gone: TidyingPorts['gone'] = async (kubeconfigs, signal) => {
    const [{ goneContexts }, { listContexts }] = await Promise.all([
      import('../contexts/gone.js'),
      import('../kubeconfig/contexts.js'),
    ]);
    return goneContexts(listContexts(kubeconfigs, now()), { ack, caller: session.callerIdentity }, signal);
  };
  const readCluster: ClusterReading['readCluster'] = async ({ context }, question, bounds = {}) => {
    const [{ readCluster: read }, { apiServerTarget }, { repeatRefusal }, { kubeconfigs, problems }] =
      await Promise.all([
        import('../sessions/read-only/read-cluster.js'),
        import('../kubeconfig/target.js'),
        import('../kubeconfig/read.js'),
        files.readAll(files.paths),
      ]);
    // Beside a file that cannot be read, kubectl reads none.
    const obstacle = problems[0]?.error ?? kubeconfigs.flatMap((each) => repeatRefusal(each) ?? [])[0];
    if (obstacle !== undefined) throw obstacle;
    return read(apiServerTarget(kubeconfigs, context), question, {
      environment: options.environment,
      ...bounds,
    });
  };
  const recent = recentContexts(join(options.stateFolder, 'recent-contexts'), files.paths);
  const local = localContexts({
    files,
    recent,
    tidying: lazy(async () => {
      const { createTidying } = await import('../contexts/tidying.js');
      return createTidying({ files, recent, now, refuseWhenReadOnly, gone });
    }),
    checkJournal: async () => (await around.journal()).check(),
    hasJournal: () => stateOf(journalPath(options.stateFolder)) !== '',
    now,
    refuseWhenReadOnly,
  });
  return { ...local, readCluster };
}

/** What is known here of when certificates began. A damaged file or journal hides no fleet: the usual life counts. */
export async function readBeginnings(
  { journal, clock }: Surroundings,
  contexts: () => Promise<Pick<LocalContexts, 'contexts'>>,
): Promise<Beginnings> {
  try {
    const [{ knownBeginnings }, { entries }, { lines, isIntact }] = await Promise.all([
      import('../fleet/beginnings.js'),
      (await contexts()).contexts(),
      (await journal()).check(),
    ]);
    // Whoever changed a journal could make what ends tomorrow look fresh.
    return knownBeginnings(entries, isIntact ? lines : [], clock.now());
  } catch {
    return () => null;
  }
}

/** The fleet of the regions that flag or settings name. */
export async function composeFleet(
  around: Surroundings,
  beginnings: FleetPorts['beginnings'],
): Promise<Fleet> {
  const { ack, options, clock } = around;
  const { createFleet } = await import('../fleet/fleet.js');
  return createFleet({
    ack,
    cache: await around.fleetCache(),
    holders: await around.holderCache(),
    hubs: async () => (await around.session.cloud()).ackOne,
    regions: async () => (options.regions.length > 0 ? options.regions : (await options.settings()).regions),
    now: clock.now,
    sleep: clock.sleep,
    beginnings,
  });
}
