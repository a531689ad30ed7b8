import { type HubTarget, renewed } from '../../adapters/api-server/hub-target.js';
import { createSts } from '../../adapters/credentials/sts.js';
import { resolveEndpoint } from '../../adapters/openapi/endpoints.js';
import type { RotationPortsOptions } from '../../adapters/rotation-ports-options.js';
import { resolveAccess } from '../../endpoints.js';
import { AckringError } from '../../errors.js';
import { fetchProved, type ProvedFetchPorts } from '../../fetch/fetch-proved.js';
import { soundTarget } from '../../fetch/sound-target.js';
import type { Ack } from '../../ports.js';
import { shell } from '../../shell-word.js';
import { accessOf } from '../plan/selection.js';

/** A hub that is a cluster of the fleet: reached with a short-lived kubeconfig of our own, which no file keeps. */
export async function fleetHub(
  hub: { readonly cluster: string; readonly region: string | undefined },
  { credentials, environment, clock, limiterOf, configuration, ...options }: RotationPortsOptions,
): Promise<HubTarget> {
  const { createAck } = await import('../../adapters/ack/ack.js');
  const ack = createAck({
    credentials,
    endpoint: (region) => resolveEndpoint('cs', region, environment),
    clock,
    limiter: limiterOf('cs'),
    homeRegion: options.region,
  });
  const sts = createSts({
    credentials,
    endpoint: resolveEndpoint('sts', options.region, environment),
    region: options.region,
    clock,
    limiter: limiterOf('sts'),
  });
  const cluster = { id: hub.cluster, region: hub.region ?? options.region };
  const ports = { ack, clock, caller: sts.callerIdentity };
  return renewed(clock, (lifeMinutes / 2) * 60_000, (signal) =>
    fetchTarget(cluster, configuration, ports, signal),
  );
}

/** Longer than a request, shorter than most runs: it is fetched anew at half its life. */
const lifeMinutes = 60;

async function fetchTarget(
  cluster: { readonly id: string; readonly region: string },
  configuration: Pick<RotationPortsOptions['configuration'], 'access'>,
  ports: ProvedFetchPorts & { readonly ack: Pick<Ack, 'describeCluster'> },
  signal: AbortSignal | undefined,
) {
  const described = await ports.ack.describeCluster(cluster, signal);
  const choice = accessOf(described, configuration);
  const access = resolveAccess(described.endpoints, choice);
  if (access === null) {
    throw new AckringError('EndpointMissing', `the hub ${cluster.id} has no ${choice} endpoint`, {
      remedy: `See what it has: ${shell`ackring clusters --region ${cluster.region}`}`,
    });
  }
  const { endpoints } = described;
  const request = { cluster: described, access, durationMinutes: lifeMinutes, endpoints };
  return soundTarget(await fetchProved(request, ports, signal));
}
