import { isIP } from 'node:net';
import type { Clock } from '../machine/clock.js';
import { isPrivateAddress } from '../verification/connection-failure.js';
import type { DescribedCluster } from '../words/cluster.js';
import { type Access, accessOfServer, allEndpoints } from '../words/endpoints.js';
import { type WritePorts, writeFetched } from './acquire.js';
import { type IssuedExpectation, requireSound } from './issued-proof.js';
import { fileForMerge, ownerFor } from './plan.js';
import type { AcquireChange, AcquireRequest } from './request.js';

/** A master's answer: the file there, and its text, which is not trusted yet. */
export interface MasterAnswer {
  readonly place: string;
  readonly text: string;
}

export interface MasterPorts extends WritePorts {
  readonly clock: Pick<Clock, 'now'>;
  /** Reads an administrator's kubeconfig on a master. */
  ask(destination: string, signal: AbortSignal | undefined): Promise<MasterAnswer>;
}

export interface MasterRequest extends Pick<AcquireRequest, 'cluster' | 'contextName' | 'use'> {
  /** As ssh takes it: `root@203.0.113.10`. */
  readonly destination: string;
}

export interface MasterFetch extends Pick<MasterAnswer, 'place'> {
  readonly file: string;
  readonly context: string;
  readonly changes: readonly AcquireChange[];
}

/**
 * A dedicated cluster's kubeconfig from one of its masters, through the door and merged like any other. Throws
 * IssuedRefused, before anything is written, if it belongs to another cluster or does more than connect.
 */
export async function fetchFromMaster(
  { destination, ...asked }: MasterRequest,
  ports: MasterPorts,
  signal: AbortSignal | undefined,
): Promise<MasterFetch> {
  const { cluster } = asked;
  const { place, text } = await ports.ask(destination, signal);
  const sound = requireSound(text, masterExpectation(cluster, { destination, now: ports.clock.now() }));
  const access = accessOf(sound.server, cluster);
  const request: AcquireRequest = {
    ...asked,
    durationMinutes: null,
    access,
    destination: { kind: 'merge', file: null },
    verify: false,
  };
  const file = fileForMerge(ownerFor(request, access, null), await ports.readFiles());
  const { merge, changes } = await writeFetched({ request, file, access, kind: 'long-term' }, ports, {
    issued: sound.text,
    uid: sound.certificate.uid,
  });
  return { place, file, context: merge.context, changes };
}

/** By the address it dials, which a master may name differently than the cloud. */
function accessOf(server: string, { endpoints }: DescribedCluster): Access {
  const isInner = isPrivateAddress(new URL(server).hostname);
  return accessOfServer(endpoints, server) ?? (isInner ? 'private' : 'public');
}

/**
 * What a master's kubeconfig must be: an administrator's, with any life left, that dials the cluster: any of its
 * endpoints, whatever the access, or the address of the login, since ssh and the API server share a load balancer
 * (facts). `127.0.0.1`, or a name that only the master resolves, would lead elsewhere from here.
 */
export function masterExpectation(
  cluster: DescribedCluster,
  { destination, now }: { readonly destination: string; readonly now: Date },
): IssuedExpectation {
  const host = destination.slice(destination.lastIndexOf('@') + 1);
  const isAddress = isIP(host) === 4 && !host.startsWith('127.');
  return {
    cluster,
    servers: [...allEndpoints(cluster.endpoints), ...(isAddress ? [`https://${host}`] : [])],
    holder: { kind: 'anybody' },
    life: { kind: 'any' },
    now,
  };
}
