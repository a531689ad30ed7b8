import type { Ack } from '../../cloud/ack/api.js';
import { fetchProved, type ProvedFetchPorts } from '../../fetch/fetch-proved.js';
import {
  bindingsOf,
  type RbacBinding,
  type RbacListing,
  type RbacReader,
} from '../../machine/api-server/rbac-reader.js';
import type { Clock } from '../../machine/clock.js';
import type { DescribedCluster } from '../../words/cluster.js';
import { resolveAccess } from '../../words/endpoints.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { tokenUser } from '../../words/identity.js';
import { say } from '../../words/say.js';
import { targetByCertificate } from '../../words/target.js';
import { rolesSeen } from '../access-row.js';
import { type CleanKept, tokenLeft, tokenUnseen, type Unsaved } from './clean.js';
import type { CleanStep } from './clean-plan.js';

export interface CleanBackupOptions {
  readonly api: Pick<Ack, 'fetchKubeconfig'>;
  readonly caller: ProvedFetchPorts['caller'];
  readonly rbac: RbacReader;
  readonly clusters: ReadonlyMap<string, DescribedCluster>;
  readonly clock: Clock;
  readonly runId: string;
  /** Stores the text privately and returns its location. */
  readonly write: (name: string, text: string) => Promise<string>;
  readonly signal?: AbortSignal;
}

/** The shortest life that the cloud issues: it is used at once and not kept. */
const durationMinutes = 15;
const timeoutMs = 10_000;

/**
 * Records what each identity holds before it is removed: ACK's record of its roles, and the cluster's own RBAC
 * bindings, read with a temporary kubeconfig of the caller. If not all can be read, the backup holds those that were
 * and says so, and the clean goes on after a warning: the console's recycle bin restores RBAC for 30 days anyway.
 */
export function cleanBackup(
  options: CleanBackupOptions,
): (steps: readonly CleanStep[], gone: readonly CleanStep[]) => Promise<CleanKept> {
  return async (steps, gone) => {
    const entries = [];
    const unsaved: Unsaved[] = [];
    const tokensLeft: Unsaved[] = [];
    const listings = new Map<string, Promise<RbacListing>>();
    const listingFor = ({ row: { cluster } }: CleanStep): Promise<RbacListing> => {
      const asked = listings.get(cluster.id) ?? readBindings(cluster.id, options);
      listings.set(cluster.id, asked);
      return asked;
    };
    for (const step of steps) {
      const listing = await listingFor(step);
      entries.push(describeStep(step, listing));
      if (listing.problem !== null) unsaved.push({ step, error: listing.problem });
      if (hasToken(listing, step)) tokensLeft.push({ step, error: tokenLeft(step) });
    }
    for (const step of gone) {
      const listing = await listingFor(step);
      if (hasToken(listing, step)) tokensLeft.push({ step, error: tokenLeft(step) });
      else if (listing.problem !== null) tokensLeft.push({ step, error: tokenUnseen(step, listing.problem) });
    }
    if (steps.length === 0) return { place: null, unsaved, tokensLeft };
    const document = { apiVersion: 'ackring.dev/v1', kind: 'AccessBackup', at: options.clock.now(), entries };
    const place = await options.write(
      `clean-${options.runId}.json`,
      `${JSON.stringify(document, null, 2)}\n`,
    );
    return { place, unsaved, tokensLeft };
  };
}

function hasToken({ bindings }: RbacListing, { row }: CleanStep): boolean {
  const user = tokenUser(row.identity.uid);
  return bindings.some(({ subjects }) => subjects.some(({ kind, name }) => kind === 'User' && name === user));
}

function describeStep({ row, verdict, reason }: CleanStep, { bindings, problem }: RbacListing) {
  const { identity, cluster, notAfter, roles } = row;
  const own = bindingsOf(bindings, identity.uid).map(toManifest);
  return {
    identity,
    cluster,
    notAfter,
    plan: { verdict, reason },
    roles,
    rolesSeen: rolesSeen(row),
    // Some readable is not the same as none.
    bindings: problem !== null && own.length === 0 ? null : own,
    bindingsUnreadable: problem?.code ?? null,
    why: problem?.message ?? null,
  };
}

async function readBindings(clusterId: string, options: CleanBackupOptions): Promise<RbacListing> {
  const cluster = options.clusters.get(clusterId);
  const access = cluster === undefined ? null : resolveAccess(cluster.endpoints, 'auto');
  if (cluster === undefined || access === null) return unread(noWay(clusterId));
  const bounds = options.signal === undefined ? {} : { signal: options.signal };
  try {
    const request = { cluster, access, durationMinutes, endpoints: cluster.endpoints };
    const sound = await fetchProved(request, { ...options, ack: options.api }, options.signal);
    return await options.rbac.listBindings(targetByCertificate(sound), { timeoutMs, ...bounds });
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'Cancelled') throw error;
    return unread(error);
  }
}

function unread(problem: AckringError): RbacListing {
  return { bindings: [], problem };
}

function noWay(clusterId: string): AckringError {
  return new AckringError(
    'ClusterNotFound',
    say('nothing tells how to reach the API server of {clusterId}', { clusterId }),
    {
      remedy: say('The console’s recycle bin restores what was bound, for 30 days.'),
    },
  );
}

/** In the form that `kubectl create -f` takes. */
function toManifest({ kind, name, namespace, role, subjects }: RbacBinding) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...role },
    subjects: subjects.map((subject) => ({
      kind: subject.kind,
      name: subject.name,
      ...(subject.namespace === null
        ? { apiGroup: 'rbac.authorization.k8s.io' }
        : { namespace: subject.namespace }),
    })),
  };
}
