import { randomUUID } from 'node:crypto';
import type { AccessApi, Ack } from '../../cloud/ack/api.js';
import type { Caller } from '../../fetch/fetch-proved.js';
import type { RevokedCertificates } from '../../fetch/revoked-certificates.js';
import type { Journal } from '../../journal/journal.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { listContexts, listOutlined } from '../../kubeconfig/contexts.js';
import { replaceCredential } from '../../kubeconfig/entry-edits.js';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.js';
import { placeRefusal } from '../../kubeconfig/placement.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { resolveTarget } from '../../machine/files/file-target.js';
import { editPlaced } from '../../machine/kubeconfig-file/edit-placed.js';
import type { KubeconfigFiles } from '../../machine/kubeconfig-file/kubeconfig-file.js';
import type { OpenSinks } from '../../rotation/rotating.js';
import type { Sink } from '../../rotation/sinks/sink.js';
import { readRecentUses } from '../../usage/recent-use.js';
import type { Using } from '../../usage/usage.js';
import type { Cluster, DescribedCluster } from '../../words/cluster.js';
import { type RefuseWhenReadOnly, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { readActivity } from '../audit.js';
import type { LookWhoIsLetIn } from '../let-in/look.js';
import { applyRevoke, type RevokeOptions, type RevokeOutcome } from './revoke.js';
import { isHeld, placeName, placesOf, planRevoke, type RevokePlan, type SinkSight } from './revoke-plan.js';
import { copyInSink, findSinkPlaces, type OldCopy } from './sink-places.js';

/** Revoking one's own kubeconfig of a cluster, and putting a new one everywhere the dead one was. */
export interface Revoking {
  /**
   * What would stop working, before anything is done. `config` names the rotation whose sinks are searched; default
   * `rotation.yaml` of the settings folder.
   */
  planRevoke(
    cluster: Cluster,
    options?: { config?: string | null; signal?: AbortSignal | undefined },
  ): Promise<RevokePlan>;
  applyRevoke(
    plan: RevokePlan,
    options: Pick<RevokeOptions, 'confirm' | 'onStep' | 'signal'>,
  ): Promise<RevokeOutcome>;
}

export interface RevokingPorts {
  readonly api: Ack & AccessApi;
  readonly apiServer: ApiServer;
  readonly caller: (signal?: AbortSignal) => Promise<Caller>;
  readonly files: KubeconfigFiles;
  /** Those of a configuration file; null is the one in the settings folder. Throws ConfigurationInvalid. */
  readonly openSinks: (config: string | null) => Promise<OpenSinks>;
  readonly revoked: RevokedCertificates;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  readonly usage: Using['usage'];
  readonly lookWhoIsLetIn: LookWhoIsLetIn;
}

export function createRevoking(ports: RevokingPorts): Revoking {
  return {
    planRevoke: (cluster, { config = null, signal } = {}) => plan(ports, cluster, { config, signal }),
    applyRevoke: (revokePlan, options) => apply(ports, revokePlan, options),
  };
}

interface PlanBounds {
  readonly config: string | null;
  readonly signal: AbortSignal | undefined;
}

async function plan(ports: RevokingPorts, cluster: Cluster, bounds: PlanBounds): Promise<RevokePlan> {
  const { api } = ports;
  const { config, signal } = bounds;
  const [caller, { kubeconfigs }] = await Promise.all([ports.caller(signal), ports.files.readAll()]);
  const { uid, type } = caller;
  const identity = { uid, name: uid, type, state: 'active' } as const;
  const isAccountRoot = type === 'root';
  const asked = { clusters: [cluster], uids: [uid], rootUid: isAccountRoot ? uid : null, signal };
  const [lastActivity, sinks, recentUses, otherEntries] = await Promise.all([
    readActivity(api, { cluster, identity }, signal),
    lookIntoSinks(ports, cluster, caller, bounds),
    readRecentUses(ports.usage, asked),
    entriesElsewhere(ports),
  ]);
  const described = await api.describeCluster(cluster, signal);
  const placement = { cluster: described, authority: null };
  return planRevoke({
    cluster: described,
    callerUid: uid,
    isAccountRoot,
    entries: listContexts(kubeconfigs, ports.clock.now()),
    otherEntries,
    placeRefusal: (context) => placeRefusal(kubeconfigs, context, placement),
    sinks,
    lastActivity,
    recentUse: recentUses(cluster.id, uid),
    config,
  });
}

/** What the files hold that were written from here and are none of kubectl's, each for itself; none that is gone or broken. */
async function entriesElsewhere({
  files,
  clock,
}: Pick<RevokingPorts, 'files' | 'clock'>): Promise<readonly ContextEntry[]> {
  const targetsOf = (paths: readonly string[]): Promise<readonly string[]> =>
    Promise.all(paths.map((path) => resolveTarget(path).catch(() => path)));
  const own = new Set(await targetsOf(files.paths));
  const written = new Set(await targetsOf((await files.history()).map(({ file }) => file)));
  const { outlines } = await files.outlines([...written].filter((file) => !own.has(file)));
  return outlines.flatMap((outline) => listOutlined([outline], clock.now()));
}

/**
 * A named configuration must be readable; a broken one in the settings folder is reported, but must not prevent an
 * urgent revoke.
 */
async function lookIntoSinks(
  { openSinks }: RevokingPorts,
  cluster: Cluster,
  { uid, type }: Caller,
  { config, signal }: PlanBounds,
): Promise<SinkSight> {
  try {
    const { sinks, holders } = await openSinks(config);
    if (sinks.length === 0) return { kind: 'none' };
    const search = { sinks, holders, cluster, callerUid: uid, isAccountRoot: type === 'root' };
    return { kind: 'searched', places: await findSinkPlaces({ ...search, signal }) };
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (config !== null || error.code === 'Cancelled') throw error;
    return { kind: 'unreadable', error };
  }
}

async function apply(
  ports: RevokingPorts,
  revokePlan: RevokePlan,
  options: Parameters<Revoking['applyRevoke']>[1],
): Promise<RevokeOutcome> {
  await ports.refuseWhenReadOnly(say('revoke a kubeconfig'));
  const { api, apiServer, clock, journal, files, revoked } = ports;
  const { cluster } = revokePlan;
  const { kubeconfigs } = await files.readAll();
  // Their configuration may have broken since the plan: a place without its sink is then a skipped step.
  const hasPlaces = revokePlan.sinks.kind === 'searched' && revokePlan.sinks.places.length > 0;
  const { sinks } = hasPlaces ? await ports.openSinks(revokePlan.config) : { sinks: [] };
  return applyRevoke({
    plan: revokePlan,
    api,
    apiServer,
    clock,
    journal,
    ...options,
    runId: randomUUID(),
    oldCopies: await oldCopiesOf(revokePlan, kubeconfigs, sinks),
    lookWhoIsLetIn: ports.lookWhoIsLetIn,
    deliver: deliverInto(files, cluster),
    sinks,
    forget: async (dead) => {
      try {
        // First: an emptied cache could be refilled with the dead one.
        await revoked.remember(cluster, dead);
      } finally {
        await ports.forgetCluster(cluster.id);
      }
    },
  });
}

/** Copies that die, to be seen dead: of contexts, long-term ones first, and of sinks. */
async function oldCopiesOf(
  revokePlan: RevokePlan,
  kubeconfigs: readonly Kubeconfig[],
  sinks: readonly Sink[],
): Promise<readonly OldCopy[]> {
  const ofContexts = revokePlan.contexts
    .toSorted((one, other) => Number(one.status === 'temporary') - Number(other.status === 'temporary'))
    .flatMap(({ context, credential, namespace }): readonly OldCopy[] => {
      if (credential.kind !== 'certificate') return [];
      try {
        const target = apiServerTarget(kubeconfigs, context);
        return [{ name: context, target, certificate: credential, namespace }];
      } catch {
        // Its key cannot be read: it proves nothing, but dies all the same.
        return [];
      }
    });
  const ofSinks = placesOf(revokePlan)
    .filter(isHeld)
    .map(async (place) => {
      const sink = sinks.find(({ name }) => name === place.sink);
      const copy = sink === undefined ? null : await copyInSink(sink, place, revokePlan.cluster);
      return copy === null ? [] : [{ ...copy, name: placeName(place), namespace: null }];
    });
  return [...ofContexts, ...(await Promise.all(ofSinks)).flat()];
}

/** Contexts that share a user share its credential: it is replaced once. What is returned is read from disk. */
function deliverInto(
  files: Pick<KubeconfigFiles, 'readAll' | 'edit' | 'paths'>,
  cluster: DescribedCluster,
): RevokeOptions['deliver'] {
  const done = new Set<string>();
  return async ({ context, credential, user, userFile }, { text: issued, certificateAuthority }) => {
    const entry = `${userFile}\0${user}`;
    if (!done.has(entry)) {
      const dead = credential.kind === 'certificate' ? credential.serial : null;
      await editPlaced(
        files,
        { context, among: files.paths, placement: { cluster, authority: certificateAuthority } },
        (existing, { entry: { name, clientCertificate }, kubeconfig: { file } }) => {
          // A certificate in a separate file stays there, unused: the entry gets the new one inline.
          const serial = clientCertificate?.kind === 'inline' ? dead : null;
          return replaceCredential({ existing, file, user: name, serial, issued });
        },
        { summary: say('after a revoke: new credential of {context}', { context }), replacesRevoked: true },
      );
      done.add(entry);
    }
    const { kubeconfigs } = await files.readAll();
    return apiServerTarget(kubeconfigs, context);
  };
}
