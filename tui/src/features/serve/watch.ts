import { bySoonest, fileExpiry } from '@ackring/core/expiry';
import type { RotationReport } from '@ackring/core/rotation';
import { type AckringError, toAckringError } from '@ackring/core/words';
import type { CommandContext } from '../../shell/command.js';
import { collectByAccount, reportMissing } from '../../shell/sources.js';
import { type CollectedExpiry, collectExpiry, type WatchedRotation } from '../../subjects/expiry/collect.js';

/** The latest data, for any number of readers. */
export interface Seen extends CollectedExpiry {
  /** When the fleet was read; null if never since the start. */
  readonly at: Date | null;
  /** Why it could not be read since then; null if the last attempt succeeded. */
  readonly problem: AckringError | null;
  /** The rotation's last run, as its sinks remember it. */
  readonly run: RotationReport | null;
}

interface Watching
  extends Pick<CommandContext, 'global' | 'services' | 'servicesFor' | 'output' | 'progress' | 'signal'> {
  /** What is watched, and how often in milliseconds. */
  readonly watched: {
    readonly isAll: boolean;
    readonly rotation: WatchedRotation | null;
    readonly everyMs: number;
  };
}

export interface Watch {
  seen(): Seen;
  /** Reads again and again until it is stopped. */
  run(): Promise<void>;
}

/**
 * Scans the fleet on a schedule, so that requests cost the cloud nothing. Earlier data of the cloud stay until there are
 * new ones.
 */
export async function watchFleet(context: Watching): Promise<Watch> {
  const { services, signal, watched } = context;
  const { isAll, rotation, everyMs } = watched;
  let seen: Seen = { ...(await localExpiry(context)), at: null, problem: null, run: null };
  const look = async (): Promise<void> => {
    const at = services.clock.now();
    try {
      const [collected, run] = await Promise.all([
        collectByAccount(context, isAll).then((fleet) => {
          reportMissing(fleet, context.output);
          return collectExpiry(context, rotation, fleet);
        }),
        lastRun(context, rotation),
      ]);
      seen = { ...collected, at, problem: null, run };
    } catch (error) {
      const problem = toAckringError(error);
      const local = await localExpiry(context).catch(() => null);
      seen = { ...seen, ...(local === null ? {} : withFiles(seen, local)), problem };
      if (!signal.aborted) context.output.problem({ fleet: 'fleet' }, problem);
    }
  };
  return {
    seen: () => seen,
    run: async () => {
      while (!signal.aborted) {
        await look();
        await services.clock.sleep(everyMs, signal).catch(() => undefined);
      }
    },
  };
}

/** What can be reported before the cloud has answered: the kubeconfig files of this machine. */
async function localExpiry({ services }: Pick<Watching, 'services'>): Promise<CollectedExpiry> {
  const [{ entries, files, problems }, fleet] = await Promise.all([
    services.contexts(),
    services.cachedFleet(),
  ]);
  const names = new Map(fleet?.clusters.map(({ id, name }) => [id, name]));
  const broken = new Set(problems.map(({ file }) => file));
  return {
    entries: fileExpiry(entries, names).toSorted(bySoonest),
    sources: files.map((name) => ({ kind: 'file', name, cluster: null, isUp: !broken.has(name) })),
  };
}

/** The files of this machine are current even while the cloud does not answer. */
function withFiles({ entries, sources }: CollectedExpiry, local: CollectedExpiry): CollectedExpiry {
  const others = entries.filter(({ source }) => source !== 'file');
  const holders = new Map(others.map(({ identity }) => [identity.uid, identity]));
  const current = local.entries.map((entry) => ({
    ...entry,
    identity: holders.get(entry.identity.uid) ?? entry.identity,
  }));
  return {
    entries: [...others, ...current].toSorted(bySoonest),
    sources: [...sources.filter(({ kind }) => kind !== 'file'), ...local.sources],
  };
}

/** Unreadable sinks are reported as a failed source. */
async function lastRun(
  { services, signal }: Pick<Watching, 'services' | 'signal'>,
  rotation: WatchedRotation | null,
): Promise<RotationReport | null> {
  if (rotation === null) return null;
  const { configuration } = rotation;
  return services.rotation.keptRuns({ configuration, signal }).then(
    ({ latest }) => latest,
    () => null,
  );
}
