import { X509Certificate } from 'node:crypto';
import { type StartOptions, startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import CS from '@alicloud/cs20151215';
import { parse } from 'yaml';
import { officialAckClient } from './official-ack-client.js';
import { keyOf } from './official-rpc-client.js';

/** A test's own emulator, with common helpers. */
export async function startCloud(scenario: Scenario | string, options: StartOptions = {}) {
  const emulator = await startEmulator({ ...options, scenario });
  const client = (name = 'ops') => officialAckClient(emulator, keyOf(emulator, name));
  const cluster = (name: string) => {
    const found = emulator.world.clusters.named(name);
    if (!found) throw new Error(`the scenario has no cluster ${name}`);
    return found;
  };
  const fetch = async (
    name: string,
    request: Partial<CS.DescribeClusterUserKubeconfigRequest> = {},
    who = 'ops',
  ) => {
    const typed = new CS.DescribeClusterUserKubeconfigRequest(request);
    const { body } = await client(who).describeClusterUserKubeconfig(cluster(name).id, typed);
    return readIssued(body?.config ?? '', body?.expiration ?? '');
  };
  /** One page of a region's clusters, by default the scenarios' usual region. */
  const list = async (
    request: Partial<CS.DescribeClustersForRegionRequest> = {},
    { region = 'ap-northeast-1', who = 'ops' } = {},
  ) => {
    const typed = new CS.DescribeClustersForRegionRequest(request);
    const { body } = await client(who).describeClustersForRegion(region, typed);
    return { clusters: body?.clusters ?? [], page: body?.pageInfo };
  };
  const uid = (name: string) => emulator.identities[name]?.uid ?? '';
  return { emulator, client, cluster, fetch, list, uid, [Symbol.asyncDispose]: emulator.stop };
}

/** The facts of an issued kubeconfig, and its certificate. */
export function readIssued(text: string, expiration: string) {
  const config: Kubeconfig = parse(text);
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const pem = Buffer.from(user['client-certificate-data'], 'base64').toString();
  const certificate = new X509Certificate(pem);
  return {
    text,
    config,
    expiration,
    server: cluster.server,
    authority: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
    pem,
    key: Buffer.from(user['client-key-data'], 'base64').toString(),
    certificate,
    serial: certificate.serialNumber,
    commonName: /CN=(\S+)/.exec(certificate.subject)?.[1] ?? '',
  };
}

interface Kubeconfig {
  readonly clusters: readonly [
    {
      readonly name: string;
      readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
    },
  ];
  readonly contexts: readonly [
    { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } },
  ];
  readonly users: readonly [
    {
      readonly name: string;
      readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string };
    },
  ];
  readonly 'current-context': string;
}
