import { randomUUID } from 'node:crypto';
import type { OldCopy } from '@ackring/core/access/revoke/old-copy';
import type { RevokeOutcome } from '@ackring/core/access/revoke/revoke';
import type { RevokePlan, SinkSight } from '@ackring/core/access/revoke/revoke-plan';
import type { CallerIdentity } from '@ackring/core/cloud/credentials/sts';
import type { SoundKubeconfig } from '@ackring/core/fetch/issued-proof';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { Kubeconfig } from '@ackring/core/kubeconfig/kubeconfig';
import type { KubeconfigFiles } from '@ackring/core/machine/kubeconfig-file/kubeconfig-file';
import type { Sink } from '@ackring/core/rotation/delivery/sink';
import type { Cluster } from '@ackring/core/words/cluster';
import { toAckringError } from '@ackring/core/words/errors';
import type { IncidentServices } from '../services.js';
import { type IncidentWiring, surroundings } from './incident-world.js';
import { readConfiguration, rotationPortsOptions } from './rotation.js';

/** What would stop working, before anything is done. */
export async function planRevoke(
  wiring: IncidentWiring,
  cluster: Cluster,
  { config = null, signal }: NonNullable<Parameters<IncidentServices['planRevoke']>[1]>,
): Promise<RevokePlan> {
  const [{ planRevoke: plan }, { readActivity }, { api }, caller, { entries }] = await Promise.all([
    import('@ackring/core/access/revoke/revoke-plan'),
    import('@ackring/core/access/audit'),
    surroundings(wiring),
    wiring.callerIdentity(signal),
    wiring.contexts(),
  ]);
  const { uid, type } = caller;
  const identity = { uid, name: uid, type, state: 'active' } as const;
  const [lastActivity, sinks] = await Promise.all([
    readActivity(api, { cluster, identity }, signal),
    lookIntoSinks(wiring, cluster, caller, { config, signal }),
  ]);
  return plan({
    cluster: await api.describeCluster(cluster, signal),
    callerUid: uid,
    isAccountRoot: type === 'root',
    entries,
    sinks,
    lastActivity,
    config,
  });
}

/**
 * A configuration that was named must be readable; one in the settings folder that is broken must not keep
 * anybody from revoking at night, but is told.
 */
async function lookIntoSinks(
  wiring: IncidentWiring,
  cluster: Cluster,
  { uid, type }: CallerIdentity,
  { config, signal }: { readonly config: string | null; readonly signal: AbortSignal | undefined },
): Promise<SinkSight> {
  try {
    const [{ findSinkPlaces }, { sinks, holders }] = await Promise.all([
      import('@ackring/core/access/revoke/sink-places'),
      openSinks(wiring, config),
    ]);
    if (sinks.length === 0) return { kind: 'none' };
    const search = { sinks, holders, cluster, callerUid: uid, isAccountRoot: type === 'root' };
    const bounds = signal === undefined ? {} : { signal };
    return { kind: 'searched', places: await findSinkPlaces({ ...search, ...bounds }) };
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (config !== null || error.code === 'Cancelled') throw error;
    return { kind: 'unreadable', error };
  }
}

async function openSinks(
  { cloud, configFolder }: IncidentWiring,
  config: string | null,
): Promise<{ readonly sinks: readonly Sink[]; readonly holders: readonly string[] }> {
  const configuration = await readConfiguration(config, configFolder);
  if (configuration.sinks.length === 0) return { sinks: [], holders: [] };
  const [{ openSink }, { identityName }, options] = await Promise.all([
    import('@ackring/core/rotation/sinks/sinks'),
    import('@ackring/core/rotation/configuration'),
    rotationPortsOptions(cloud, configuration),
  ]);
  const holders = new Set(['self', ...configuration.identities.map(identityName)]);
  return {
    sinks: await Promise.all(configuration.sinks.map((sink) => openSink(sink, options))),
    holders: [...holders],
  };
}

export async function applyRevoke(
  wiring: IncidentWiring,
  plan: RevokePlan,
  options: Parameters<IncidentServices['applyRevoke']>[1],
): Promise<RevokeOutcome> {
  await wiring.refuseWhenReadOnly('revoke a kubeconfig');
  const [{ applyRevoke: apply }, { createApiServer }, around, store] = await Promise.all([
    import('@ackring/core/access/revoke/revoke'),
    import('@ackring/core/machine/api-server/api-server'),
    surroundings(wiring),
    wiring.files(),
  ]);
  const { kubeconfigs } = await store.readAll();
  // Their configuration may have gone bad since the plan: a place without its sink is then a step left out.
  const hasPlaces = plan.sinks.kind === 'searched' && plan.sinks.places.length > 0;
  const { sinks } = hasPlaces ? await openSinks(wiring, plan.config) : { sinks: [] };
  return apply({
    plan,
    ...around,
    ...options,
    runId: randomUUID(),
    apiServer: createApiServer({ environment: wiring.environment }),
    oldCopies: await oldCopiesOf(plan, kubeconfigs, sinks),
    deliver: deliverInto(store, kubeconfigs),
    sinks,
    forget: async (dead) => {
      try {
        // First: what is emptied could be filled with the dead one again.
        await (await wiring.revoked()).remember(plan.cluster, dead);
      } finally {
        await wiring.forgetCluster(plan.cluster.id);
      }
    },
  });
}

/** Those that die, to be seen dead: of contexts, long-term ones first, and of sinks. */
async function oldCopiesOf(
  plan: RevokePlan,
  kubeconfigs: readonly Kubeconfig[],
  sinks: readonly Sink[],
): Promise<readonly OldCopy[]> {
  const [{ apiServerTarget }, { isHeld, placeName }, { copyInSink }, { placesOf }] = await Promise.all([
    import('@ackring/core/kubeconfig/target'),
    import('@ackring/core/access/revoke/sink-places'),
    import('@ackring/core/access/revoke/sink-places'),
    import('@ackring/core/access/revoke/revoke-plan'),
  ]);
  const ofContexts = plan.contexts
    .toSorted((one, other) => Number(one.status === 'temporary') - Number(other.status === 'temporary'))
    .flatMap(({ context, credential, namespace }): readonly OldCopy[] => {
      if (credential.kind !== 'certificate') return [];
      try {
        const target = apiServerTarget(kubeconfigs, context);
        return [{ name: context, target, certificate: credential, namespace }];
      } catch {
        // Its key cannot be read: it proves nothing, and dies all the same.
        return [];
      }
    });
  const ofSinks = placesOf(plan)
    .filter(isHeld)
    .map(async (place) => {
      const sink = sinks.find(({ name }) => name === place.sink);
      const copy = sink === undefined ? null : await copyInSink(sink, place, plan.cluster);
      return copy === null ? [] : [{ ...copy, name: placeName(place), namespace: null }];
    });
  return [...ofContexts, ...(await Promise.all(ofSinks)).flat()];
}

/** Contexts that share a user share its credential: it is replaced once. */
function deliverInto(
  store: KubeconfigFiles,
  kubeconfigs: readonly Kubeconfig[],
): (entry: ContextEntry, issued: Pick<SoundKubeconfig, 'text'>) => Promise<void> {
  const done = new Set<string>();
  return async (entry, { text: issued }) => {
    const { replaceCredential } = await import('@ackring/core/kubeconfig/replace-credential');
    const user = entry.user ?? '';
    const found = kubeconfigs.find(({ users }) => users.some(({ name }) => name === user));
    const file = found?.file ?? entry.file;
    if (done.has(`${file} ${user}`)) return;
    // A certificate in a file of its own stays there, unused: the entry gets the new one itself.
    const material = found?.users.find(({ name }) => name === user)?.clientCertificate ?? null;
    const { credential } = entry;
    const serial =
      material?.kind === 'inline' && credential.kind === 'certificate' ? credential.serial : null;
    await store.edit(file, (existing) => replaceCredential({ existing, file, user, serial, issued }), {
      summary: `after a revoke: new credential of ${entry.context}`,
      replacesRevoked: true,
    });
    done.add(`${file} ${user}`);
  };
}
