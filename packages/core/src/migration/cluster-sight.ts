import { type Reached, reachAsCaller } from '../fetch/reach.js';
import type { IdentityMapping } from '../machine/api-server/access-objects.js';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import { throwIfCancelled } from '../machine/retry.js';
import { authenticatorIn } from '../tokens/authenticator.js';
import { type Cluster, type ClusterRef, isServing } from '../words/cluster.js';
import { AckringError, toAckringError } from '../words/errors.js';
import type { MigrationFacts } from './migration-plan.js';
import type { MigrationSurveyPorts, SigningCaller } from './request.js';

/** What a cluster itself tells an administrator. */
export interface ClusterSight {
  readonly authenticator: MigrationFacts['authenticator'];
  readonly listing: {
    readonly bindings: readonly RbacBinding[];
    readonly mappings: readonly IdentityMapping[];
    /** Of the caller's own certificate. */
    readonly groups: readonly string[];
  } | null;
  readonly error: AckringError | null;
}

export async function lookInside(
  cluster: Cluster,
  caller: SigningCaller,
  ports: MigrationSurveyPorts,
  signal: AbortSignal | undefined,
): Promise<ClusterSight> {
  const nothing = { listing: null, error: null };
  if (!isServing(cluster.state)) return { authenticator: 'missing', ...nothing };
  const authenticator = await authenticatorIn(ports.api, cluster, signal).catch(toAckringError);
  if (authenticator !== 'on') return { authenticator, ...nothing };
  const byToken = () => administratorTarget(cluster, caller, ports, signal);
  const byCertificate = () => reachAsCaller(cluster, ports, signal);
  const seen = await listAccess(byToken, ports, signal);
  // Somebody may have taken one's own mapping away.
  const isRefused = seen instanceof AckringError && seen.code === 'Forbidden';
  const listing = isRefused ? await listAccess(byCertificate, ports, signal) : seen;
  if (listing instanceof AckringError) return { authenticator, listing: null, error: listing };
  if (listing === null) return { authenticator: 'missing', ...nothing };
  return { authenticator, listing, error: null };
}

/** Null where the cluster does not know mappings. */
async function listAccess(
  reach: () => Promise<Reached>,
  { rbac, objects }: MigrationSurveyPorts,
  signal: AbortSignal | undefined,
): Promise<ClusterSight['listing'] | AckringError> {
  try {
    const { target, groups } = await reach();
    const bounds = { timeoutMs, signal };
    const { bindings, problem } = await rbac.listBindings(target, bounds);
    if (problem !== null) return problem;
    const mappings = await objects(target, signal).listMappings();
    return mappings === null ? null : { bindings, mappings, groups };
  } catch (thrown) {
    throwIfCancelled(signal);
    return toAckringError(thrown);
  }
}

const timeoutMs = 15_000;
/**
 * How an administrator reaches a cluster: as the caller's own migration is under watch there by a token, so that
 * looking does not itself use the certificate; else by the caller's temporary certificate.
 */
export async function administratorTarget(
  cluster: ClusterRef,
  caller: Pick<SigningCaller, 'uid'>,
  ports: Pick<MigrationSurveyPorts, 'api' | 'proofs' | 'clock' | 'records' | 'mintToken'>,
  signal: AbortSignal | undefined,
): Promise<Reached> {
  const { records, mintToken } = ports;
  const reached = await reachAsCaller(cluster, ports, signal);
  const reading = await records.read({ clusterId: cluster.id, uid: caller.uid });
  const own = 'record' in reading ? reading.record : null;
  if (own?.stage !== 'watching' || !own.isSelf) return reached;
  const { text: token } = await mintToken(cluster.id);
  return { ...reached, target: { ...reached.target, clientCertificate: null, clientKey: null, token } };
}
